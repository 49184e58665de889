package piwigo

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"unicode"

	"github.com/mediasock/mediasock"
)

// A measured file is one whose size and sums are known.
type measured struct {
	mediasock.Data
	size   int64
	md5    string
	sha256 []byte
}

// measure reads a file through.
func measure(ctx context.Context, d mediasock.Data) (*measured, error) {
	r, err := d.Open()
	if err != nil {
		return nil, fmt.Errorf("piwigo: open the file: %w", err)
	}
	defer r.Close()
	short, long := md5.New(), sha256.New()
	n, err := io.Copy(io.MultiWriter(short, long), untilDone{ctx, r})
	switch {
	case err != nil:
		return nil, fmt.Errorf("piwigo: read the file: %w", err)
	case d.Size() >= 0 && n != d.Size():
		return nil, &mediasock.Error{Code: mediasock.CodeInterrupted, Message: "the file ended early"}
	}
	return &measured{d, n, hex.EncodeToString(short.Sum(nil)), long.Sum(nil)}, ctx.Err()
}

// untilDone is a reader that ends with its context.
type untilDone struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (r untilDone) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// errSum refuses a file that is not the one that was announced.
var errSum = &mediasock.Error{Code: mediasock.CodeInterrupted, Message: "the file is not the one that was announced"}

// MediaAppend implements mediasock.Session. A file that is there already is only
// added to the albums that are new to it; it is recognised by its MD5, as
// galleries do.
func (s *Session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if m.ID != "" {
		return s.MediaUpdate(ctx, m, d)
	}
	if d == nil {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "there is no file"}
	}
	f, err := measure(ctx, d)
	if err != nil {
		return nil, err
	}
	if m.SHA256 != nil && !bytes.Equal(m.SHA256, f.sha256) {
		return nil, errSum
	}
	if err := s.known(ctx, m.Parents); err != nil {
		return nil, err
	}
	item, err := s.MediaFind(ctx, "md5", sumOf(f.md5))
	if err == nil {
		return item, s.again(ctx, item.ID, m.Parents)
	}
	if !errors.Is(err, mediasock.ErrUnknownItem) {
		return nil, err
	}
	return s.upload(ctx, m, f)
}

func sumOf(text string) []byte {
	b, err := hex.DecodeString(text)
	if err != nil {
		panic("piwigo: a sum that is none")
	}
	return b
}

// again adds an image that is there to albums, and returns ErrExists.
func (s *Session) again(ctx context.Context, id string, albums mediasock.List) error {
	if err := s.file(ctx, id, albums); err != nil {
		return err
	}
	return mediasock.ErrExists
}

// file adds an image to albums.
func (s *Session) file(ctx context.Context, id string, albums mediasock.List) error {
	if len(albums) == 0 {
		return nil
	}
	return s.call(ctx, "pwg.images.setInfo", url.Values{
		"image_id": {id}, "categories": {strings.Join(albums, ";")}, "multiple_value_mode": {"append"}, "pwg_token": {""}}, nil)
}

// MediaFile implements mediasock.MediaFiler.
func (s *Session) MediaFile(ctx context.Context, id string, add, remove mediasock.List) (*mediasock.Item, error) {
	if err := s.member(); err != nil {
		return nil, err
	}
	i, err := s.info(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.known(ctx, add); err != nil {
		return nil, err
	}
	for _, album := range remove {
		if !isID(album) {
			continue // it is in no such album
		}
		form := url.Values{"image_id": {id}, "category_id": {album}, "action": {"dissociate"}, "pwg_token": {""}}
		if err := s.call(ctx, "pwg.images.setCategory", form, nil); err != nil && !errors.Is(err, mediasock.ErrUnknownTaxon) {
			return nil, err
		}
	}
	if err := s.file(ctx, id, add); err != nil {
		return nil, err
	}
	return &mediasock.Item{ID: id, Resource: i.Page}, nil
}

// MediaUpdate implements mediasock.MediaUpdater.
func (s *Session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if err := s.member(); err != nil {
		return nil, err
	}
	old, err := s.info(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	if err := s.known(ctx, m.Parents); err != nil {
		return nil, err
	}
	form, err := s.changes(ctx, m)
	if err != nil {
		return nil, err
	}
	if d != nil {
		f, err := measure(ctx, d)
		if err != nil {
			return nil, err
		}
		if m.SHA256 != nil && !bytes.Equal(m.SHA256, f.sha256) {
			return nil, errSum
		}
		if _, err := s.upload(ctx, &mediasock.Media{ID: m.ID}, f); err != nil {
			return nil, err
		}
	}
	if len(form) > 0 {
		form.Set("image_id", m.ID)
		form.Set("single_value_mode", "replace")
		form.Set("multiple_value_mode", "replace")
		form.Set("pwg_token", "")
		if err := s.call(ctx, "pwg.images.setInfo", form, nil); err != nil {
			return nil, err
		}
	}
	return &mediasock.Item{ID: m.ID, Resource: old.Page}, nil
}

// changes returns the parameters of setInfo that say what m sets or clears (P-15).
func (s *Session) changes(ctx context.Context, m *mediasock.Media) (url.Values, error) {
	form := url.Values{}
	set := func(name, value string, field mediasock.Fields) {
		if value != "" || m.Clear.Has(field) {
			form.Set(name, value)
		}
	}
	set("name", m.Title, mediasock.FieldTitle)
	set("comment", m.Caption, mediasock.FieldCaption)
	set("categories", strings.Join(m.Parents, ";"), mediasock.FieldParents)
	for name, values := range attributes(m) {
		form[name] = values
	}
	ids, err := s.tagIDs(ctx, m.Keywords)
	if err != nil {
		return nil, err
	}
	set("tag_ids", strings.Join(ids, ","), mediasock.FieldKeywords)
	return form, nil
}

// attributes returns the parameters that say what a gallery keeps of attributes.
func attributes(m *mediasock.Media) url.Values {
	form := url.Values{}
	if author, ok := m.Attributes.Get(mediasock.DomainText, mediasock.AttributeAuthor); ok {
		form.Set("author", author)
	}
	if v, ok := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated); ok {
		if d, err := mediasock.ParseDate(v); err == nil {
			form.Set("date_creation", d.Local().Format("2006-01-02 15:04:05"))
		}
	}
	return form
}

// fileName returns what a file is called in a gallery.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '"' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_")))
	if name == "." || name == ".." || name == "/" || name == "" {
		return "file"
	}
	if ending := path.Ext(name); len(name) > 200 && len(ending) < 20 {
		return strings.ToValidUTF8(name[:200-len(ending)], "") + ending
	}
	return strings.ToValidUTF8(name[:min(len(name), 200)], "")
}
