package piwigo

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

const (
	usualChunk = 500 << 10 // bytes; what a gallery's own pages send
	maxChunk   = 16 << 20
)

// chunk returns how much the gallery wants in one request.
func (s *Session) chunk() int64 {
	if n := int64(s.now().Chunk) << 10; n > 0 {
		return min(n, maxChunk)
	}
	return usualChunk
}

// upload sends a file: in one request if it is small, else in chunks. Old
// galleries have another method for these.
func (s *Session) upload(ctx context.Context, m *mediasock.Media, f *measured) (*mediasock.Item, error) {
	var item *mediasock.Item
	var err error
	switch {
	case f.size <= s.chunk():
		item, err = s.addSimple(ctx, m, f)
	case s.major() >= 11:
		item, err = s.uploadAsync(ctx, m, f)
	default:
		item, err = s.addChunks(ctx, m, f)
	}
	if err != nil {
		return nil, err
	}
	s.wait(item.ID, m.Parents)
	return item, nil
}

// An uploaded is what a gallery says of an image that it has taken.
type uploaded struct {
	ImageID number `json:"image_id"`
	URL     string `json:"url"`
}

func (u uploaded) item() *mediasock.Item {
	return &mediasock.Item{ID: u.ImageID.String(), Resource: u.URL}
}

// words returns the parameters that say what every method takes of an image.
func words(m *mediasock.Media) url.Values {
	form := attributes(m)
	if m.Title != "" {
		form.Set("name", m.Title)
	}
	if m.Caption != "" {
		form.Set("comment", m.Caption)
	}
	if m.ID != "" {
		form.Set("image_id", m.ID)
	}
	return form
}

// addSimple sends a file in one request (P-10).
func (s *Session) addSimple(ctx context.Context, m *mediasock.Media, f *measured) (*mediasock.Item, error) {
	form := words(m)
	form["category[]"], form["tags[]"] = m.Parents, m.Keywords
	form.Set("pwg_token", s.now().Token)
	send := func() (*mediasock.Item, error) {
		content, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("piwigo: open the file: %w", err)
		}
		defer content.Close()
		var got uploaded
		err = s.api.post(ctx, "pwg.images.addSimple", form, "image", fileName(f.Name()), f.size, content, &got)
		return got.item(), err
	}
	item, err := send()
	if s.ended(ctx, err) {
		form.Set("pwg_token", s.now().Token)
		item, err = send()
	}
	return item, s.denied(err)
}

// post sends a form with a file of so many bytes.
func (a *api) post(ctx context.Context, method string, form url.Values, field, name string, size int64, content io.Reader, v any) error {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for _, key := range slices.Sorted(maps.Keys(form)) {
		for _, value := range form[key] {
			if err := w.WriteField(key, value); err != nil {
				return fmt.Errorf("piwigo: %w", err)
			}
		}
	}
	if _, err := w.CreateFormFile(field, name); err != nil {
		return fmt.Errorf("piwigo: %w", err)
	}
	tail := "\r\n--" + w.Boundary() + "--\r\n"
	length := int64(head.Len()) + size + int64(len(tail))
	body := io.MultiReader(&head, io.LimitReader(content, size), strings.NewReader(tail))
	return a.send(ctx, method, w.FormDataContentType(), body, length, v)
}

// uploadAsync sends a file in chunks whose sums the gallery checks (P-13). The last
// answer is all that is known of the image.
func (s *Session) uploadAsync(ctx context.Context, m *mediasock.Media, f *measured) (*mediasock.Item, error) {
	size := s.chunk()
	chunks := (f.size + size - 1) / size
	form := words(m)
	ids, err := s.tagIDs(ctx, m.Keywords)
	if err != nil {
		return nil, err
	}
	form.Set("tag_ids", strings.Join(ids, ","))
	form.Set("chunks", strconv.FormatInt(chunks, 10))
	form.Set("original_sum", f.md5)
	form.Set("filename", fileName(f.Name()))
	form["category[]"] = m.Parents
	var got struct {
		uploaded
		image
	}
	err = s.chunks(f, size, func(n int64, chunk []byte) error {
		sum := md5.Sum(chunk)
		form.Set("chunk", strconv.FormatInt(n, 10))
		form.Set("chunk_sum", hex.EncodeToString(sum[:]))
		send := func() error {
			return s.api.post(ctx, "pwg.images.uploadAsync", form, "file", fileName(f.Name()), int64(len(chunk)), bytes.NewReader(chunk), &got)
		}
		err := send()
		if s.ended(ctx, err) {
			err = send()
		}
		return s.denied(err)
	})
	switch {
	case err != nil:
		return nil, err
	case got.ID == 0:
		return nil, &mediasock.Error{Code: mediasock.CodeInterrupted, Message: "the gallery has not got all of the file"}
	}
	return &mediasock.Item{ID: got.ID.String(), Resource: got.Page}, nil
}

// chunks reads a file in chunks and gives each to send.
func (s *Session) chunks(f *measured, size int64, send func(n int64, chunk []byte) error) error {
	content, err := f.Open()
	if err != nil {
		return fmt.Errorf("piwigo: open the file: %w", err)
	}
	defer content.Close()
	buffer := make([]byte, size)
	for n := int64(0); n*size < f.size; n++ {
		got, err := io.ReadFull(content, buffer[:min(size, f.size-n*size)])
		if err != nil {
			return fmt.Errorf("piwigo: read the file: %w", err)
		}
		if err := send(n, buffer[:got]); err != nil {
			return err
		}
	}
	return nil
}

// addChunks sends a file in chunks in base64, and what is said of it at the end
// (P-12): galleries before version 11.
func (s *Session) addChunks(ctx context.Context, m *mediasock.Media, f *measured) (*mediasock.Item, error) {
	err := s.chunks(f, s.chunk(), func(n int64, chunk []byte) error {
		return s.call(ctx, "pwg.images.addChunk", url.Values{
			"data": {base64.StdEncoding.EncodeToString(chunk)}, "original_sum": {f.md5}, "type": {"file"}, "position": {strconv.FormatInt(n, 10)}}, nil)
	})
	if err != nil {
		return nil, err
	}
	form := words(m)
	ids, err := s.tagIDs(ctx, m.Keywords)
	if err != nil {
		return nil, err
	}
	form.Set("original_sum", f.md5)
	form.Set("original_filename", fileName(f.Name()))
	if len(ids) > 0 {
		form.Set("tag_ids", strings.Join(ids, ","))
	}
	if len(m.Parents) > 0 {
		form.Set("categories", strings.Join(m.Parents, ";"))
	}
	var got uploaded
	if err := s.call(ctx, "pwg.images.add", form, &got); err != nil {
		return nil, err
	}
	return got.item(), nil
}

// tagIDs returns the ids of tags by their names, and makes those that are new.
func (s *Session) tagIDs(ctx context.Context, names mediasock.List) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	if err := s.readTags(ctx); err != nil {
		return nil, err
	}
	var ids []string
	for _, name := range names {
		id, err := s.tagID(ctx, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// readTags lists the gallery's tags.
func (s *Session) readTags(ctx context.Context) error {
	var got struct {
		Tags []struct {
			ID   number
			Name string
		}
	}
	if err := s.call(ctx, "pwg.tags.getAdminList", nil, &got); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range got.Tags {
		s.tags[t.Name] = t.ID.String()
	}
	return nil
}

// tagID returns the id of a tag.
func (s *Session) tagID(ctx context.Context, name string) (string, error) {
	s.mu.Lock()
	id, ok := s.tags[name]
	s.mu.Unlock()
	if ok {
		return id, nil
	}
	var made struct{ ID number }
	if err := s.call(ctx, "pwg.tags.add", url.Values{"name": {name}}, &made); err != nil {
		return "", err
	}
	if made.ID == 0 {
		return "", errors.New("piwigo: a tag without an id")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tags[name] = made.ID.String()
	return made.ID.String(), nil
}
