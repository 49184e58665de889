package piwigo

import (
	"cmp"
	"context"
	"fmt"
	"mime"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

var _ openmedia.Itemizer = (*Session)(nil)

// How many results a page has.
const (
	usualResults = 20
	maxResults   = pageSize
)

// found is a page of a list of images.
type found struct {
	Images []image
	Paging struct {
		Total number `json:"total_count"`
	}
}

// Search implements openmedia.Searcher: by the gallery's own quick search, in its
// own words. Without terms it lists everything.
func (s *Session) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	if !q.Geo.IsZero() {
		return nil, fmt.Errorf("%w: Piwigo finds nothing by its place", openmedia.ErrInvalidQuery)
	}
	if err := s.completed(ctx); err != nil {
		return nil, openmedia.SessionError(err)
	}
	start, size := services.Start(q, usualResults, maxResults)
	number, skip := services.Numbered(start, size)
	method, form := searchForm(q)
	form.Set("per_page", strconv.Itoa(size))
	form.Set("page", strconv.Itoa(number-1))
	var got found
	if err := s.call(ctx, method, form, &got); err != nil {
		return nil, openmedia.SessionError(err)
	}
	out := services.Page{Title: s.offer.Service.Title, Home: s.home(), Start: start, Size: size, Total: opensearch.Unknown}
	if total := int(got.Paging.Total); total > 0 || len(got.Images) == 0 {
		out.Total = total
	}
	for _, i := range services.Skip(got.Images, skip) {
		if e := s.entry(&i); services.Wants(q, openmedia.KindOf(e.Media.Contents[0].Medium)) {
			out.Entries = append(out.Entries, e)
		}
	}
	if len(got.Images) == size {
		out.Next = number*size + 1
	}
	return out.Feed(), nil
}

// searchForm returns the method that answers a query, and what it is asked.
func searchForm(q opensearch.Query) (string, url.Values) {
	form := url.Values{}
	for name, t := range map[string]time.Time{"f_min_date_created": q.Start, "f_max_date_created": q.End} {
		if !t.IsZero() {
			form.Set(name, t.Format(time.DateTime))
		}
	}
	if terms := strings.TrimSpace(q.SearchTerms); terms != "" {
		form.Set("query", terms)
		return "pwg.images.search", form
	}
	form.Set("recursive", "true")
	return "pwg.categories.getImages", form
}

// home returns the gallery's page.
func (s *Session) home() string { return s.api.address.ResolveReference(&url.URL{Path: "."}).String() }

// picture is what the ids of entries have behind the gallery's address.
const picture = "picture.php?/"

// Entry implements openmedia.Searcher. An entry's id is the address that a gallery
// has for an image by its number alone.
func (s *Session) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	item, ok := s.ItemID(id)
	if !ok {
		return nil, openmedia.ErrNotFound
	}
	i, err := s.info(ctx, item)
	if err != nil {
		return nil, openmedia.SessionError(err)
	}
	e := s.entry(i)
	return &e, nil
}

// ItemID implements openmedia.Itemizer.
func (s *Session) ItemID(entry string) (string, bool) {
	id, ok := strings.CutPrefix(entry, s.home()+picture)
	return id, ok && isID(id)
}

// entry returns an image as an entry. Its addresses ask for the same sign-in.
func (s *Session) entry(i *image) atom.Entry {
	m := i.media()
	id := s.home() + picture + m.ID
	mediaType := mime.TypeByExtension(path.Ext(i.File))
	content := mediarss.Content{
		URL: cmp.Or(i.Element, i.Download), Type: mediaType, Medium: mediarss.Image, IsDefault: true, Width: m.File.Width, Height: m.File.Height,
	}
	switch kind, _, _ := strings.Cut(mediaType, "/"); kind {
	case "video":
		content.Medium = mediarss.Video
	case "audio":
		content.Medium = mediarss.Audio
	}
	e := atom.Entry{
		ID: id, Title: atom.Plain(cmp.Or(m.Title, m.File.Name)), Content: atom.Content{Body: m.Caption},
		Authors:   []atom.Person{{Name: cmp.Or(i.Author, s.offer.Service.Title)}},
		Published: m.File.Added, Updated: m.File.Updated,
		Links: []atom.Link{{Rel: atom.RelAlternate, Type: "text/html", Href: cmp.Or(i.Page, id)}},
		Media: mediarss.Item{Contents: []mediarss.Content{content}},
	}
	for _, k := range m.Keywords {
		e.Categories = append(e.Categories, atom.Category{Term: k})
	}
	return e
}
