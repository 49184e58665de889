package piwigo

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/mediasock/mediasock"
)

// An image is a photograph as a gallery tells of it.
type image struct {
	ID         number `json:"id"`
	File       string `json:"file"`
	Name       string `json:"name"`
	RawName    string `json:"name_raw"`
	Comment    string `json:"comment"`
	RawComment string `json:"comment_raw"`
	Author     string `json:"author"`
	Created    string `json:"date_creation"`
	Available  string `json:"date_available"`
	Modified   string `json:"lastmodified"`
	Width      number `json:"width"`
	Height     number `json:"height"`
	MD5        string `json:"md5sum"`
	Page       string `json:"page_url"`
	Element    string `json:"element_url"`
	Download   string `json:"download_url"`
	Categories []struct {
		ID number `json:"id"`
	} `json:"categories"`
	Tags []struct {
		Name string `json:"name"`
	} `json:"tags"`
}

func (i *image) media() *mediasock.Media {
	m := &mediasock.Media{ID: i.ID.String(), Title: cmp.Or(i.RawName, i.Name), Caption: cmp.Or(i.RawComment, i.Comment)}
	for _, c := range i.Categories {
		m.Parents = append(m.Parents, c.ID.String())
	}
	for _, t := range i.Tags {
		m.Keywords = append(m.Keywords, t.Name)
	}
	if i.Author != "" {
		m.Attributes = append(m.Attributes, mediasock.Attribute{Name: mediasock.AttributeAuthor, Value: i.Author})
	}
	if t := parseTime(i.Created); !t.IsZero() {
		m.Attributes = append(m.Attributes, mediasock.Attribute{Domain: mediasock.DomainDate, Name: mediasock.AttributeCreated, Value: mediasock.DateOf(t).String()})
	}
	m.File = mediasock.File{
		Name: i.File, Width: int(i.Width), Height: int(i.Height), Resource: i.Page,
		Added: parseTime(i.Available), Updated: parseTime(cmp.Or(i.Modified, i.Available)),
	}
	if sum, err := hex.DecodeString(i.MD5); err == nil && len(sum) == 16 {
		m.File.MD5 = sum
	}
	return m
}

// parseTime reads a time of a gallery, which says no zone.
func parseTime(s string) time.Time {
	t, err := time.Parse(time.DateTime, s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// info asks for all of an image.
func (s *Session) info(ctx context.Context, id string) (*image, error) {
	if !isID(id) {
		return nil, mediasock.ErrUnknownItem
	}
	var i image
	if err := s.call(ctx, "pwg.images.getInfo", url.Values{"image_id": {id}}, &i); err != nil {
		return nil, err
	}
	return &i, nil
}

// MediaGet implements mediasock.MediaGetter. The size is the file's own: what a
// gallery says of it is rounded.
func (s *Session) MediaGet(ctx context.Context, id string) (*mediasock.Media, error) {
	i, err := s.info(ctx, id)
	if err != nil {
		return nil, err
	}
	m := i.media()
	if f, err := s.original(ctx, i); err == nil {
		m.File.Size, m.File.Type = max(0, f.size), f.mediaType
	}
	return m, nil
}

const pageSize = 100

// MediaList implements mediasock.MediaLister. A list of a gallery says neither tags
// nor sums, so each photograph is asked for; the order is the gallery's own, by
// default newest first. A Cursor counts: it is one photograph off for each that is
// added meanwhile.
func (s *Session) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) {
		if err := s.list(ctx, q, yield); err != nil {
			yield(mediasock.Media{}, err)
		}
	}
}

func (s *Session) list(ctx context.Context, q mediasock.MediaQuery, yield func(mediasock.Media, error) bool) error {
	skip := 0
	if q.Cursor != "" {
		var err error
		if skip, err = strconv.Atoi(q.Cursor); err != nil || skip < 0 {
			return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "there is no such cursor"}
		}
	}
	if err := s.completed(ctx); err != nil {
		return err
	}
	for at := skip; ; {
		images, err := s.page(ctx, q.Taxon, at/pageSize)
		if err != nil || len(images) <= at%pageSize {
			return err
		}
		for _, i := range images[at%pageSize:] {
			all, err := s.info(ctx, i.ID.String())
			at++
			if errors.Is(err, mediasock.ErrUnknownItem) {
				continue // deleted meanwhile
			}
			if err != nil {
				return err
			}
			m := all.media()
			m.File.Cursor = strconv.Itoa(at)
			if !yield(*m, nil) || q.Limit > 0 && at-skip == q.Limit {
				return nil
			}
		}
	}
}

// page returns a page of an album, or of all albums.
func (s *Session) page(ctx context.Context, album string, n int) ([]image, error) {
	form := url.Values{"per_page": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(n)}}
	switch {
	case album == "":
		form.Set("recursive", "true")
	case !isID(album):
		return nil, mediasock.ErrUnknownTaxon
	default:
		form.Set("cat_id", album)
	}
	var got struct{ Images []image }
	err := s.call(ctx, "pwg.categories.getImages", form, &got)
	return got.Images, err
}

// MediaFind implements mediasock.MediaFinder. Galleries know MD5 sums alone (P-14).
func (s *Session) MediaFind(ctx context.Context, algorithm string, sum []byte) (*mediasock.Item, error) {
	if algorithm != "md5" {
		return nil, mediasock.ErrUnsupported
	}
	if err := s.member(); err != nil {
		return nil, err
	}
	text := hex.EncodeToString(sum)
	var found map[string]number
	if len(sum) != 16 {
		return nil, mediasock.ErrUnknownItem
	}
	if err := s.exist(ctx, text, &found); err != nil {
		return nil, err
	}
	if found[text] == 0 {
		return nil, mediasock.ErrUnknownItem
	}
	i, err := s.info(ctx, found[text].String())
	if err != nil {
		return nil, err
	}
	return &mediasock.Item{ID: i.ID.String(), Resource: i.Page}, nil
}

// exist asks for ids by sums. Of nothing PHP makes an array.
func (s *Session) exist(ctx context.Context, sums string, found *map[string]number) error {
	return s.call(ctx, "pwg.images.exist", url.Values{"md5sum_list": {sums}}, found)
}

// MediaDelete implements mediasock.MediaDeleter. A gallery says nothing of what was
// not there to delete, so it is asked before.
func (s *Session) MediaDelete(ctx context.Context, id string) error {
	if err := s.member(); err != nil {
		return err
	}
	if _, err := s.info(ctx, id); err != nil {
		return err
	}
	return s.call(ctx, "pwg.images.delete", url.Values{"image_id": {id}, "pwg_token": {""}}, nil)
}

// MediaOpen implements mediasock.MediaOpener.
func (s *Session) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	i, err := s.info(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.original(ctx, i)
}

// original asks for size and type of an image's file.
func (s *Session) original(ctx context.Context, i *image) (*file, error) {
	u, err := s.api.address.Parse(cmp.Or(i.Element, i.Download))
	if err != nil || u.Host != s.api.address.Host || u.Scheme != s.api.address.Scheme {
		return nil, fmt.Errorf("piwigo: the file of %s is at another site", i.ID)
	}
	f := &file{ctx: ctx, api: s.api, url: u.String(), name: i.File}
	resp, err := f.get(http.MethodHead)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	f.size, f.mediaType = resp.ContentLength, resp.Header.Get("Content-Type")
	return f, nil
}

// A file is the original of an image.
type file struct {
	ctx             context.Context
	api             *api
	url             string
	name, mediaType string
	size            int64
}

var _ mediasock.Data = (*file)(nil)

func (f *file) get(method string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(f.ctx, method, f.url, nil)
	if err != nil {
		return nil, fmt.Errorf("piwigo: %w", err)
	}
	resp, err := f.api.do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		if resp.StatusCode == http.StatusNotFound {
			return nil, mediasock.ErrUnknownItem
		}
		return nil, fmt.Errorf("piwigo: the file is answered by %s", resp.Status)
	}
	return resp, nil
}

// Open implements mediasock.Data.
func (f *file) Open() (io.ReadCloser, error) {
	resp, err := f.get(http.MethodGet)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Size implements mediasock.Data.
func (f *file) Size() int64 { return f.size }

// Name implements mediasock.Data.
func (f *file) Name() string { return f.name }

// Type implements mediasock.Data.
func (f *file) Type() string { return f.mediaType }
