package metaweblog

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/internal/weblogwire"
	"github.com/mediasock/mediasock/wire"
)

// take takes a file in while the call arrives. The name and password stand before
// it, so its sender is known; of several calls in one it is not, and there files
// are not taken.
func (a *arrival) take(read *wire.ForeignCall, in map[string]any, r io.Reader) (any, error) {
	a.read = read
	if read.Method == multicall {
		return nil, &weblogwire.Fault{Code: weblogwire.CodeRequest, Text: "a file needs a call of its own"}
	}
	if a.known == nil {
		c, err := a.call(read.Method, read.Params)
		if err != nil {
			return nil, err
		}
		if err := c.enter(); err != nil {
			return nil, err
		}
		if c.user == nil || c.user.Scope < mediasock.ScopeUpload {
			return nil, mediasock.ErrForbidden
		}
		a.known = c
	}
	if len(a.files) > 0 {
		return nil, &weblogwire.Fault{Code: weblogwire.CodeParams, Text: "there is more than one file"}
	}
	return a.stage(a.r.Context(), post(in), r)
}

// stage writes a file to where it stays.
func (a *arrival) stage(ctx context.Context, in post, r io.Reader) (mediasock.Staged, error) {
	staged, err := a.Stage(ctx, fileName(in.text("name")), facade.MediaType(in.text("type")), -1)
	if err != nil {
		return nil, err
	}
	a.files = append(a.files, staged)
	_, err = io.Copy(staged, r)
	return staged, err
}

// newMediaObject adds a file (M-1).
func newMediaObject(c *call) (any, error) {
	in := c.members(3)
	file, ok := in["bits"].(mediasock.Staged)
	if !ok {
		return nil, &weblogwire.Fault{Code: weblogwire.CodeParams, Text: "bits, the file in base64, is missing"}
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	m, err := in.media(c, s)
	if err != nil {
		return nil, err
	}
	m.Parents = append(m.Parents, in.texts("categoryIds")...)
	item, err := s.MediaAppend(c.r.Context(), m, in.named(file))
	exists := errors.Is(err, mediasock.ErrExists) && item != nil
	if err != nil && !exists {
		return nil, err
	}
	name := fileName(in.text("name"))
	return weblogwire.Struct{
		{Name: "id", Value: item.ID}, {Name: "attachment_id", Value: item.ID}, {Name: "postid", Value: item.ID},
		{Name: "file", Value: name}, {Name: "title", Value: in.text("title")}, {Name: "type", Value: in.text("type")},
		{Name: "url", Value: c.address(item.ID, name)}, {Name: "link", Value: item.Resource}, {Name: "exists", Value: exists},
	}, nil
}

// address returns where the bytes of an item can be read, by those who may.
func (c *call) address(id, name string) string {
	if name == "" {
		name = "file"
	}
	return c.Base(c.r) + mediaPath + url.PathEscape(id) + "/" + url.PathEscape(name)
}

// fileName returns a name without its folders; clients send whole paths.
func fileName(name string) string {
	name = path.Base("/" + strings.ReplaceAll(name, `\`, "/"))
	if name == "/" || name == ".." || name == "." {
		return ""
	}
	return name
}

// named returns a file under its name, which may have come after it: such a file
// is copied, not adopted.
func (p post) named(file mediasock.Staged) mediasock.Data {
	return facade.Named(file, fileName(p.text("name")))
}

// media serves the bytes of an item to who signs in as on any page.
func (w *weblog) media(out http.ResponseWriter, r *http.Request) {
	d, err := w.open(r)
	if err == nil {
		var content io.ReadCloser
		if content, err = d.Open(); err == nil {
			defer content.Close()
			w.send(out, r, d, content)
			return
		}
	}
	w.note(r.Context(), mediaPath, err)
	status := http.StatusNotFound
	switch {
	case errors.Is(err, mediasock.ErrAuthRequired):
		status = http.StatusUnauthorized
		if w.Door.Challenge != nil {
			w.Door.Challenge(r, out.Header())
		}
	case !errors.Is(err, mediasock.ErrUnsupported):
		status = http.StatusServiceUnavailable
	}
	http.Error(out, http.StatusText(status), status)
}

func (w *weblog) open(r *http.Request) (mediasock.Data, error) {
	s, err := w.Session(r.Context(), w.Door.User(r), mediasock.ScopeRead)
	if err != nil {
		return nil, err
	}
	return mediasock.OpenMedia(r.Context(), s, r.PathValue("id"))
}

// send sends bytes, in ranges where they can be sought; they never run.
func (w *weblog) send(out http.ResponseWriter, r *http.Request, d mediasock.Data, content io.Reader) {
	h := out.Header()
	facade.Sandbox(h, "application/octet-stream")
	if t := d.Type(); strings.HasPrefix(t, "image/") || strings.HasPrefix(t, "video/") || strings.HasPrefix(t, "audio/") {
		h.Set("Content-Type", t)
	}
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", "Cookie, Authorization, X-WSSE")
	facade.Send(out, r, content, d.Size(), time.Time{})
}
