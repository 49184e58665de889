package folder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

var _ openmedia.Itemizer = (*Session)(nil)

// maxLooked bounds how many files a search looks into: those that changed last.
const maxLooked = 20_000

// How many results a page has.
const (
	usualResults = 20
	maxResults   = 100
)

// Search implements openmedia.Searcher, by what the words beside a file say, else
// the file itself; the newest first, by the date taken. The feed says where not all
// files were looked into.
func (s *Session) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	if !q.Geo.IsZero() {
		return nil, fmt.Errorf("%w: a folder finds nothing by its place", openmedia.ErrInvalidQuery)
	}
	kind := openmedia.Kind(q.Extra[openmedia.KindParameter])
	if kind != "" && kind.Medium() == "" {
		return nil, fmt.Errorf("%w: kind %q", openmedia.ErrInvalidQuery, kind)
	}
	start, size := q.Page(usualResults, maxResults)
	all, err := s.walk(ctx, ".", false)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b entry) int { return b.updated().Compare(a.updated()) })
	looked := all[:min(len(all), maxLooked)]
	found, err := s.found(ctx, looked, q, kind.Medium())
	if err != nil {
		return nil, err
	}
	page := services.Page{Title: s.offer.Service.Title, Home: s.address("."), Start: start, Size: size, Total: len(found)}
	for _, f := range services.Skip(found, start-1)[:max(0, min(size, len(found)-start+1))] {
		page.Entries = append(page.Entries, s.atomOf(f))
	}
	feed := page.Feed()
	if len(looked) < len(all) {
		feed.Search.Limits = fmt.Sprintf("of %d files the %d that changed last were looked into", len(all), len(looked))
	}
	return feed, nil
}

// found returns the files that a query asks for, the last taken first.
func (s *Session) found(ctx context.Context, all []entry, q opensearch.Query, medium string) ([]*facts, error) {
	terms, ok := library.ParseTerms(q.SearchTerms)
	if !ok {
		return nil, nil
	}
	var found []*facts
	for _, e := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f, err := s.facts(e)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has just gone
		}
		if err != nil {
			return nil, fmt.Errorf("folder: %w", err)
		}
		early, late := !q.Start.IsZero() && f.taken.Before(q.Start), !q.End.IsZero() && f.taken.After(q.End)
		if !early && !late && (medium == "" || mediumOf(f.mediaType) == medium) && f.matches(terms) {
			found = append(found, f)
		}
	}
	slices.SortFunc(found, func(a, b *facts) int { return cmp.Or(b.taken.Compare(a.taken), cmp.Compare(a.name, b.name)) })
	return found, nil
}

// mediumOf returns what Media RSS calls a media type.
func mediumOf(mediaType string) string {
	switch kind, _, _ := strings.Cut(mediaType, "/"); kind {
	case "image":
		return mediarss.Image
	case "video":
		return mediarss.Video
	case "audio":
		return mediarss.Audio
	}
	return mediarss.Document
}

// Entry implements openmedia.Searcher. An entry's id is the address of its file.
func (s *Session) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	item, ok := s.ItemID(id)
	if !ok {
		return nil, openmedia.ErrNotFound
	}
	e, err := s.at(item)
	if err != nil {
		return nil, openmedia.ErrNotFound
	}
	f, err := s.facts(e)
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	entry := s.atomOf(f)
	return &entry, nil
}

// ItemID implements openmedia.Itemizer.
func (s *Session) ItemID(entry string) (string, bool) {
	u, err := url.Parse(entry)
	if err != nil || u.Scheme != "file" {
		return "", false
	}
	name, below := strings.CutPrefix(u.Path, strings.TrimSuffix(s.base.Path, "/")+"/")
	moved, err := s.moved()
	if err != nil || !below || pathOf(escape(name)) == "" {
		return "", false
	}
	return s.idOf(moved, name), true
}

// atomOf returns a file as an entry.
func (s *Session) atomOf(f *facts) atom.Entry {
	address := s.address(f.name)
	mediaType, _, _ := strings.Cut(f.mediaType, ";")
	e := atom.Entry{
		ID: address, Title: atom.Plain(f.title), Content: atom.Content{Body: f.caption},
		Authors:   []atom.Person{{Name: cmp.Or(f.author, s.offer.Service.Title)}},
		Published: f.taken, Updated: f.updated(),
		Links: []atom.Link{
			{Rel: atom.RelAlternate, Href: address},
			{Rel: atom.RelEnclosure, Type: mediaType, Href: address, Length: f.size},
		},
		Media: mediarss.Item{Contents: []mediarss.Content{{
			URL: address, FileSize: f.size, Type: mediaType, Medium: mediumOf(mediaType), IsDefault: true, Width: f.width, Height: f.height,
		}}},
	}
	for _, k := range f.keywords {
		e.Categories = append(e.Categories, atom.Category{Term: k})
	}
	if f.license != "" {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Type: "text/html", Href: f.license})
	}
	e.Media.Location = f.place
	return e
}

// address returns the URL of a path (RFC 8089).
func (s *Session) address(name string) string { return s.base.JoinPath(name).String() }

// baseOf returns the URL of a folder by its whole path.
func baseOf(whole string) *url.URL {
	p := filepath.ToSlash(whole)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p // a drive of Windows
	}
	return &url.URL{Scheme: "file", Path: p}
}

// Address returns the URL of a folder, as [Driver] takes it.
func Address(dir string) (string, error) {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("folder: %w", err)
	}
	return baseOf(whole).String(), nil
}
