package wordpress

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"path"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

// MediaAppend implements mediasock.Session. Everything goes in one request, so
// that no file is there without its words.
func (v *Session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if m.ID != "" {
		return v.MediaUpdate(ctx, m, d)
	}
	parent, err := v.parent(ctx, m.Parents)
	if err != nil {
		return nil, err
	}
	f, err := newForm(words(m, parent), d)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.web.address("/wp/v2/media", edit()), nil)
	if err != nil {
		return nil, fmt.Errorf("wordpress: %w", err)
	}
	r.Header.Set("Content-Type", f.contentType)
	r.ContentLength, r.GetBody = f.length(), f.open
	if r.Body, err = f.open(); err != nil {
		return nil, err
	}
	var a attachment
	if _, err := v.web.Exchange(r, &a); err != nil {
		return nil, err
	}
	if a.ID == 0 {
		return nil, &mediasock.Error{Code: mediasock.CodeService, Message: "the site does not say what the item's id is"}
	}
	return a.item(), nil
}

// words returns the fields of an item. An empty one is not sent: a title then is
// that of the file.
func words(m *mediasock.Media, parent int) [][2]string {
	var all [][2]string
	add := func(name, value string) {
		if value != "" {
			all = append(all, [2]string{name, value})
		}
	}
	add("title", escape(m.Title))
	add("alt_text", m.Title)
	add("caption", escape(m.Caption))
	if parent > 0 {
		add("post", strconv.Itoa(parent))
	}
	return all
}

// A form is an upload as multipart/form-data.
type form struct {
	contentType string
	head, tail  []byte
	data        mediasock.Data
}

func newForm(fields [][2]string, d mediasock.Data) (*form, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		if err := w.WriteField(f[0], f[1]); err != nil {
			return nil, err
		}
	}
	name := fileName(d)
	h := textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`},
		"Content-Type":        {cmp.Or(d.Type(), mime.TypeByExtension(path.Ext(name)), "application/octet-stream")},
	}
	if _, err := w.CreatePart(h); err != nil {
		return nil, err
	}
	f := &form{contentType: w.FormDataContentType(), head: bytes.Clone(b.Bytes()), data: d}
	b.Reset()
	if err := w.Close(); err != nil {
		return nil, err
	}
	f.tail = b.Bytes()
	return f, nil
}

// fileName returns a name that can stand in a header, without what PHP takes for
// its end. WordPress changes it as it likes, and tells a type by its ending.
func fileName(d mediasock.Data) string {
	name := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || strings.ContainsRune(`"\/`, r) {
			return '_'
		}
		return r
	}, d.Name())
	return cmp.Or(name, "file")
}

// length returns the length of it all, -1 if that is unknown.
func (f *form) length() int64 {
	if f.data.Size() < 0 {
		return -1
	}
	return int64(len(f.head)+len(f.tail)) + f.data.Size()
}

// open opens the file and returns the body.
func (f *form) open() (io.ReadCloser, error) {
	file, err := f.data.Open()
	if err != nil {
		return nil, fmt.Errorf("wordpress: %w", err)
	}
	return &body{io.MultiReader(bytes.NewReader(f.head), file, bytes.NewReader(f.tail)), file}, nil
}

// A body is that of an upload.
type body struct {
	io.Reader
	io.Closer // the file
}
