package wordpress

import (
	"cmp"
	"context"
	"fmt"
	"html"
	"io"
	"iter"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

// A text is one as it was written and as it is shown.
type text struct{ Raw, Rendered string }

// An attachment is a media item as WordPress tells it.
type attachment struct {
	ID        int
	Link      string
	Title     text
	Caption   text
	Post      int    // null is 0
	Date      string `json:"date_gmt"`
	Modified  string `json:"modified_gmt"`
	MimeType  string `json:"mime_type"`
	SourceURL string `json:"source_url"`
	// Details are an empty list where there are none.
	Details details `json:"media_details"`
}

// details are what is known of a file.
type details struct {
	Width, Height int
	FileSize      int64
	Original      string // name of the file as it came, where that shown is smaller
	Sizes         sizes
}

// fields are those that are asked for.
const fields = "id,link,title,caption,post,date_gmt,modified_gmt,mime_type,source_url,media_details"

func (a *attachment) item() *mediasock.Item {
	return &mediasock.Item{ID: strconv.Itoa(a.ID), Resource: a.Link}
}

// original returns the address of the file as it came: WordPress shows large
// pictures smaller.
func (a *attachment) original() string {
	if a.Details.Original == "" {
		return a.SourceURL
	}
	dir, _ := path.Split(a.SourceURL)
	return dir + url.PathEscape(path.Base(a.Details.Original))
}

// media returns an attachment as an item.
func (a *attachment) media() mediasock.Media {
	m := mediasock.Media{
		ID: strconv.Itoa(a.ID), Title: unescape(a.Title.Raw), Caption: unescape(a.Caption.Raw),
		File: mediasock.File{
			Name: fileOf(a.original()), Type: a.MimeType, Size: a.Details.FileSize, Width: a.Details.Width, Height: a.Details.Height,
			Resource: a.Link, Added: timeOf(a.Date), Updated: timeOf(a.Modified), Cursor: strconv.Itoa(a.ID),
		},
	}
	if a.Details.Original != "" {
		m.File.Size, m.File.Width, m.File.Height = 0, 0, 0 // those of the smaller one
	}
	if a.Post > 0 {
		m.Parents = mediasock.List{strconv.Itoa(a.Post)}
	}
	return m
}

func fileOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return path.Base(u.Path)
}

func timeOf(s string) time.Time {
	t, err := time.Parse("2006-01-02T15:04:05", s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// escape returns a text as HTML, which titles and captions are; unescape reads it.
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r\n", "\n", "\r", "\n").Replace(s)
}

func unescape(s string) string { return html.UnescapeString(s) }

// pageSize is how many items a page of a listing has: as many as WordPress gives.
const pageSize = 100

// MediaList implements mediasock.MediaLister.
func (v *Session) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) {
		if err := v.list(ctx, q, func(m mediasock.Media) bool { return yield(m, nil) }); err != nil {
			yield(mediasock.Media{}, err)
		}
	}
}

// list gives the items that q asks for to yield, until that is false.
func (v *Session) list(ctx context.Context, q mediasock.MediaQuery, yield func(mediasock.Media) bool) error {
	query := v.query(pageSize)
	if q.Taxon != "" {
		parent, err := v.parent(ctx, mediasock.List{q.Taxon})
		if err != nil {
			return err
		}
		query.Set("parent", strconv.Itoa(parent))
	}
	told, found := 0, q.Cursor == ""
	for page := 1; ; page++ {
		query.Set("page", strconv.Itoa(page))
		var all []attachment
		header, err := v.web.call(ctx, http.MethodGet, "/wp/v2/media", query, nil, &all)
		if err != nil {
			return err
		}
		for i := range all {
			m := all[i].media()
			if !found {
				found = m.ID == q.Cursor
				continue
			}
			if told++; !yield(m) || told == q.Limit {
				return nil
			}
		}
		if pages, err := strconv.Atoi(header.Get("X-WP-TotalPages")); err != nil || page >= pages {
			return nil
		}
	}
}

// query asks for the user's own items, latest change first.
func (v *Session) query(size int) url.Values {
	return url.Values{
		"context": {"edit"}, "_fields": {fields}, "author": {strconv.Itoa(v.me.ID)},
		"orderby": {"modified"}, "order": {"desc"}, "per_page": {strconv.Itoa(size)},
	}
}

// attachment returns what is known of an item.
func (v *Session) attachment(ctx context.Context, id string) (*attachment, error) {
	if number(id) == 0 {
		return nil, mediasock.ErrUnknownItem
	}
	var a attachment
	query := edit()
	query.Set("_fields", fields)
	_, err := v.web.call(ctx, http.MethodGet, "/wp/v2/media/"+id, query, nil, &a)
	if services.Answered(err, mediasock.CodeUnsupported) {
		return nil, mediasock.ErrUnknownItem
	}
	return &a, err
}

// MediaGet implements mediasock.MediaGetter.
func (v *Session) MediaGet(ctx context.Context, id string) (*mediasock.Media, error) {
	a, err := v.attachment(ctx, id)
	if err != nil {
		return nil, err
	}
	m := a.media()
	return &m, nil
}

// MediaUpdate implements mediasock.MediaUpdater. The bytes of an item cannot be
// changed.
func (v *Session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if d != nil {
		return nil, mediasock.ErrUnsupported
	}
	if number(m.ID) == 0 {
		return nil, mediasock.ErrUnknownItem
	}
	parent, err := v.parent(ctx, m.Parents)
	if err != nil {
		return nil, err
	}
	said := map[string]any{}
	for _, f := range words(m, parent) {
		said[f[0]] = f[1]
	}
	for name, field := range map[string]mediasock.Fields{"title": mediasock.FieldTitle, "caption": mediasock.FieldCaption, "post": mediasock.FieldParents} {
		if _, set := said[name]; !set && m.Clear.Has(field) {
			said[name] = ""
			if name == "post" {
				said[name] = 0
			}
		}
	}
	var a attachment
	_, err = v.web.call(ctx, http.MethodPost, "/wp/v2/media/"+m.ID, edit(), said, &a)
	if services.Answered(err, mediasock.CodeUnsupported) {
		return nil, mediasock.ErrUnknownItem
	}
	if err != nil {
		return nil, err
	}
	return a.item(), nil
}

// MediaDelete implements mediasock.MediaDeleter. WordPress has no trash for media
// unless it is told to.
func (v *Session) MediaDelete(ctx context.Context, id string) error {
	if number(id) == 0 {
		return mediasock.ErrUnknownItem
	}
	_, err := v.web.call(ctx, http.MethodDelete, "/wp/v2/media/"+id, url.Values{"force": {"true"}}, nil, nil)
	if services.Answered(err, mediasock.CodeUnsupported) {
		return mediasock.ErrUnknownItem
	}
	return err
}

// MediaOpen implements mediasock.MediaOpener.
func (v *Session) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	a, err := v.attachment(ctx, id)
	if err != nil {
		return nil, err
	}
	return &file{v, ctx, a.original(), a.MimeType, cmp.Or(a.media().File.Size, -1)}, nil
}

// A file is one of the site's.
type file struct {
	v         *Session
	ctx       context.Context
	address   string
	mediaType string
	size      int64
}

var _ mediasock.Data = (*file)(nil)

// Open implements mediasock.Data. Files are anybody's, so no password goes along.
func (f *file) Open() (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(f.ctx, http.MethodGet, f.address, nil)
	if err != nil {
		return nil, fmt.Errorf("wordpress: %w", err)
	}
	resp, err := f.v.web.Fetch(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, problem(resp.StatusCode, nil)
	}
	return resp.Body, nil
}

// Size implements mediasock.Data.
func (f *file) Size() int64 { return f.size }

// Name implements mediasock.Data.
func (f *file) Name() string { return fileOf(f.address) }

// Type implements mediasock.Data.
func (f *file) Type() string { return f.mediaType }
