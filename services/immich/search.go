package immich

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// How many results a page has.
const (
	usualResults = 20
	maxResults   = 100
)

// Search implements openmedia.Searcher: by meaning where the server can, else by
// the names of files. Without terms it lists everything.
func (v *Session) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	if !q.Geo.IsZero() {
		return nil, fmt.Errorf("%w: Immich finds nothing by its place", openmedia.ErrInvalidQuery)
	}
	start, size := services.Start(q, usualResults, maxResults)
	out := services.Page{Title: v.web.base.Host, Home: v.page(""), Start: start, Size: size, Total: opensearch.Unknown}
	asked := immichwire.Search{Size: size, WithExif: true}
	number, skip := services.Numbered(start, size)
	asked.Page = number
	switch {
	case services.Wants(q, openmedia.Photo) && services.Wants(q, openmedia.Video):
	case services.Wants(q, openmedia.Photo):
		asked.Type = immichwire.Image
	case services.Wants(q, openmedia.Video):
		asked.Type = immichwire.Video
	default:
		return out.Feed(), nil
	}
	if !q.Start.IsZero() {
		asked.TakenAfter = immichwire.Time(q.Start)
	}
	if !q.End.IsZero() {
		asked.TakenBefore = immichwire.Time(q.End)
	}
	found, err := v.find(ctx, asked, strings.TrimSpace(q.SearchTerms))
	if err != nil {
		return nil, openmedia.SessionError(err)
	}
	for _, a := range services.Skip(found.Items, skip) {
		out.Entries = append(out.Entries, v.entry(&a))
	}
	if found.NextPage != nil {
		out.Next = number*size + 1
	}
	return out.Feed(), nil
}

// find asks for assets.
func (v *Session) find(ctx context.Context, asked immichwire.Search, terms string) (*immichwire.FoundAssets, error) {
	path := "/search/metadata"
	switch {
	case terms == "":
		asked.Sort = "desc"
	case v.smart:
		path, asked.Query = "/search/smart", terms
	default:
		asked.OriginalFileName = terms
	}
	var found immichwire.Found
	err := v.web.call(ctx, http.MethodPost, path, asked, &found)
	return &found.Assets, err
}

// urn is what the ids of entries begin with.
const urn = "urn:uuid:"

// Entry implements openmedia.Searcher.
func (v *Session) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	a, err := v.asset(ctx, strings.TrimPrefix(id, urn))
	if err != nil {
		return nil, openmedia.SessionError(err)
	}
	e := v.entry(a)
	return &e, nil
}

// entry returns an asset as an entry. Its addresses ask for the same sign-in.
func (v *Session) entry(a *immichwire.Asset) atom.Entry {
	m := v.media(a, 0, "")
	file := v.web.base.String() + "/assets/" + a.ID
	content := mediarss.Content{
		URL: file + "/original", FileSize: m.File.Size, Type: m.File.Type, IsDefault: true,
		Width: m.File.Width, Height: m.File.Height,
	}
	switch a.Type {
	case immichwire.Image:
		content.Medium = mediarss.Image
	case immichwire.Video:
		content.Medium = mediarss.Video
	}
	e := atom.Entry{
		ID: urn + strings.ToLower(a.ID), Title: atom.Plain(m.Title), Content: atom.Content{Body: m.Caption},
		Authors:   []atom.Person{{Name: cmp.Or(v.me.Name, v.me.Email, "unknown")}},
		Published: timeOf(a.FileCreatedAt), Updated: m.File.Updated,
		Links: []atom.Link{{Rel: atom.RelAlternate, Type: "text/html", Href: v.page(a.ID)}},
		Media: mediarss.Item{Contents: []mediarss.Content{content}},
	}
	e.Media.Thumbnails = []mediarss.Thumbnail{{URL: file + "/thumbnail?size=preview"}}
	for _, k := range m.Keywords {
		e.Categories = append(e.Categories, atom.Category{Term: k})
	}
	return e
}

// ItemID implements openmedia.Itemizer.
func (v *Session) ItemID(entry string) (string, bool) { return strings.CutPrefix(entry, urn) }
