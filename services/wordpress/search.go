package wordpress

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// How many results a page has.
const (
	usualResults = 20
	maxResults   = pageSize
)

// Search implements openmedia.Searcher: by titles, captions and names of files.
func (v *Session) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	if !q.Geo.IsZero() {
		return nil, fmt.Errorf("%w: WordPress finds nothing by its place", openmedia.ErrInvalidQuery)
	}
	start, size := services.Start(q, usualResults, maxResults)
	out := services.Page{Title: v.offer.Service.Title, Home: v.web.root.Scheme + "://" + v.web.root.Host + "/", Start: start, Size: size, Total: opensearch.Unknown}
	page, skip := services.Numbered(start, size)
	query := v.query(size)
	query.Set("page", strconv.Itoa(page))
	if terms := strings.TrimSpace(q.SearchTerms); terms != "" {
		query.Set("search", terms)
	}
	switch {
	case services.Wants(q, openmedia.Photo) && services.Wants(q, openmedia.Video):
	case services.Wants(q, openmedia.Photo):
		query.Set("media_type", "image")
	case services.Wants(q, openmedia.Video):
		query.Set("media_type", "video")
	default:
		return out.Feed(), nil
	}
	var found []attachment
	header, err := v.web.call(ctx, http.MethodGet, "/wp/v2/media", query, nil, &found)
	if services.Answered(err, mediasock.CodeUnsupported) && page > 1 {
		return out.Feed(), nil // there is no such page
	}
	if err != nil {
		return nil, openmedia.SessionError(err)
	}
	for _, a := range services.Skip(found, skip) {
		out.Entries = append(out.Entries, v.entry(&a))
	}
	if n, err := strconv.Atoi(header.Get("X-WP-Total")); err == nil {
		out.Total = n
	}
	if pages, err := strconv.Atoi(header.Get("X-WP-TotalPages")); err == nil && page < pages {
		out.Next = page*size + 1
	}
	return out.Feed(), nil
}

// Entry implements openmedia.Searcher. An entry's id is the address of its page.
func (v *Session) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	_, n, _ := strings.Cut(id, "?attachment_id=")
	a, err := v.attachment(ctx, cmp.Or(n, id))
	if err != nil {
		return nil, openmedia.SessionError(err)
	}
	e := v.entry(a)
	return &e, nil
}

// entry returns an item as an entry.
func (v *Session) entry(a *attachment) atom.Entry {
	m := a.media()
	content := mediarss.Content{
		URL: a.original(), FileSize: m.File.Size, Type: m.File.Type, IsDefault: true, Width: m.File.Width, Height: m.File.Height,
	}
	switch kind, _, _ := strings.Cut(m.File.Type, "/"); kind {
	case "image":
		content.Medium = mediarss.Image
	case "video":
		content.Medium = mediarss.Video
	case "audio":
		content.Medium = mediarss.Audio
	}
	e := atom.Entry{
		ID:    v.web.root.Scheme + "://" + v.web.root.Host + "/?attachment_id=" + m.ID,
		Title: atom.Plain(cmp.Or(m.Title, m.File.Name)), Content: atom.Content{Body: m.Caption},
		Authors:   []atom.Person{{Name: cmp.Or(v.me.Name, v.me.Username, "unknown"), URI: v.me.Link}},
		Published: m.File.Added, Updated: m.File.Updated,
		Links: []atom.Link{{Rel: atom.RelAlternate, Type: "text/html", Href: a.Link}},
		Media: mediarss.Item{Contents: []mediarss.Content{content}},
	}
	for _, name := range []string{"medium", "thumbnail"} {
		if s, ok := a.Details.Sizes[name]; ok && s.SourceURL != "" {
			e.Media.Thumbnails = append(e.Media.Thumbnails, mediarss.Thumbnail{URL: s.SourceURL, Width: s.Width, Height: s.Height})
		}
	}
	return e
}

// ItemID implements openmedia.Itemizer.
func (v *Session) ItemID(entry string) (string, bool) {
	_, id, ok := strings.Cut(entry, "?attachment_id=")
	return id, ok
}
