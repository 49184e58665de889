package gallery

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"github.com/mediasock/mediasock"
)

// The limits of one form.
const (
	maxFormParts = 1000 // files, and the album
	maxFormField = 4096
)

type uploadPage struct {
	frame
	Choices []albumEntry
	Reports []report
}

// A report is what became of one file.
type report struct{ Name, ID, Result string }

// uploadForm shows the form.
func (g *Gallery) uploadForm(w http.ResponseWriter, r *http.Request) error {
	return g.writeUpload(w, r, r.URL.Query().Get("album"), nil)
}

func (g *Gallery) writeUpload(w http.ResponseWriter, r *http.Request, album string, reports []report) error {
	page := uploadPage{frame: g.frame(r, "Upload", "upload"), Reports: reports}
	page.Width = "narrow"
	page.runs(w, "upload")
	var err error
	if page.Choices, err = g.albumChoices(r, album); err != nil {
		return err
	}
	return g.write(w, http.StatusOK, "upload", page)
}

// upload takes the files of the form, each streamed once into the library.
func (g *Gallery) upload(w http.ResponseWriter, r *http.Request) error {
	if g.User(r).Scope < mediasock.ScopeUpload {
		return mediasock.ErrForbidden
	}
	parts, err := g.Patient(w, r).MultipartReader()
	if err != nil {
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the form could not be read"}
	}
	session, err := g.Library.Session(r.Context(), g.User(r))
	if err != nil {
		return err
	}
	u := formUpload{g: g, session: session}
	if err := u.parts(r.Context(), parts); err != nil {
		return err
	}
	return g.writeUpload(w, r, u.album, u.reports)
}

// formUpload is a form while it is read.
type formUpload struct {
	g       *Gallery
	session mediasock.Session
	album   string
	reports []report
}

// parts takes one part after another. What is beyond the limit is told, not
// taken.
func (u *formUpload) parts(ctx context.Context, parts *multipart.Reader) error {
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return mediasock.ErrInterrupted
		}
		if n == maxFormParts {
			u.reports = append(u.reports, report{Name: "…", Result: "too many at once: send the rest again"})
			return nil
		}
		if err := u.part(ctx, part); err != nil {
			return err
		}
	}
}

// part takes one part: the album, or a file.
func (u *formUpload) part(ctx context.Context, p *multipart.Part) error {
	switch {
	case p.FormName() == "album":
		value, err := io.ReadAll(io.LimitReader(p, maxFormField))
		u.album = string(value)
		return err
	case p.FormName() != "media.data" || p.FileName() == "":
		return nil
	}
	name := path.Base(strings.ReplaceAll(p.FileName(), `\`, "/"))
	item, err := u.file(ctx, name, p)
	if errors.Is(err, mediasock.ErrInterrupted) {
		return err
	}
	u.reports = append(u.reports, fileReport(name, item, err))
	return nil
}

// file stages and adds one file.
func (u *formUpload) file(ctx context.Context, name string, p *multipart.Part) (*mediasock.Item, error) {
	staged, err := u.g.Library.Stage(ctx, name, p.Header.Get("Content-Type"), -1)
	if err != nil {
		return nil, err
	}
	defer staged.Abort()
	if _, err := io.Copy(staged, p); err != nil {
		if mediasock.StatOf(err).Code == mediasock.CodeTemporary && !errors.As(err, new(*mediasock.Error)) {
			return nil, mediasock.ErrInterrupted
		}
		return nil, err
	}
	m := &mediasock.Media{Parents: mediasock.ParseList(u.album)}
	return u.session.MediaAppend(ctx, m, staged)
}

// fileReport puts a result in words.
func fileReport(name string, item *mediasock.Item, err error) report {
	switch {
	case errors.Is(err, mediasock.ErrExists):
		return report{Name: name, ID: item.ID, Result: "was here already"}
	case err != nil:
		return report{Name: name, Result: strings.TrimPrefix(stat(err), "mediasock: ")}
	}
	return report{Name: name, ID: item.ID, Result: "uploaded"}
}

// stat returns what a user may be told of err.
func stat(err error) string {
	s := mediasock.StatOf(err)
	if s.Message != "" {
		return s.Message
	}
	return s.Code.String()
}
