package webdav

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

var _ openmedia.Itemizer = (*session)(nil)

// How many results a page has.
const (
	usualResults = 20
	maxResults   = 100
)

// Limits of a search. Without a search of the server's own the names are looked
// through, and that is what takes time.
const (
	maxLooked = 2000             // folders
	maxFound  = 10_000           // files
	foundTime = 30 * time.Second // how long what was found serves for further pages
)

// Search implements openmedia.Searcher: by the names of files, and by the words of
// those that a server keeps words of; the latest change first. The server searches
// where it can (RFC 5323), else its folders are looked through, within limits.
func (s *session) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	if !q.Geo.IsZero() {
		return nil, fmt.Errorf("%w: WebDAV finds nothing by its place", openmedia.ErrInvalidQuery)
	}
	start, size := services.Start(q, usualResults, maxResults)
	f, err := s.found(ctx, q)
	if err != nil {
		return nil, openmedia.SessionError(err)
	}
	page := services.Page{Title: s.offer.Service.Title, Home: s.root.String(), Start: start, Size: size, Total: len(f.all)}
	rest := services.Skip(f.all, start-1)
	for _, r := range rest[:min(size, len(rest))] {
		page.Entries = append(page.Entries, s.entry(&r))
	}
	feed := page.Feed()
	feed.Search.Limits = f.limits
	return feed, nil
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
func (s *session) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	p, ok := s.below(id)
	if !ok {
		return nil, openmedia.ErrNotFound
	}
	r, err := s.stat(ctx, p)
	if errors.Is(err, mediasock.ErrUnsupported) || err == nil && r.folder {
		return nil, openmedia.ErrNotFound
	}
	if err != nil {
		return nil, openmedia.SessionError(err)
	}
	s.seen(r)
	e := s.entry(r)
	return &e, nil
}

// below returns the path of an address below the root.
func (s *session) below(address string) (string, bool) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != s.root.Scheme || u.Host != s.root.Host {
		return "", false
	}
	p, ok := strings.CutPrefix(u.Path, s.root.Path)
	return p, ok && p != ""
}

// ItemID implements openmedia.Itemizer. Where the server has ids of its own, the
// entry has to be one that this session has seen.
func (s *session) ItemID(entry string) (string, bool) {
	p, ok := s.below(entry)
	if !ok {
		return "", false
	}
	if !s.fileIDs {
		return pathID(p), true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range maps.Keys(s.paths) {
		if slices.Contains(s.paths[id], p) {
			return id, true
		}
	}
	return "", false
}

// entry returns a file as an entry. Its address asks for the same sign-in.
func (s *session) entry(r *resource) atom.Entry {
	s.seen(r)
	m, address := r.media(""), s.url(r.path)
	e := atom.Entry{
		ID: address, Title: atom.Plain(m.Title), Content: atom.Content{Body: m.Caption},
		Authors:   []atom.Person{{Name: cmp.Or(s.credentials.Username, s.root.Host)}},
		Published: m.File.Added, Updated: m.File.Updated,
		Links: []atom.Link{
			{Rel: atom.RelAlternate, Href: address},
			{Rel: atom.RelEnclosure, Type: m.File.Type, Href: address, Length: m.File.Size},
		},
		Media: mediarss.Item{Contents: []mediarss.Content{{
			URL: address, FileSize: m.File.Size, Type: m.File.Type, Medium: mediumOf(m.File.Type), IsDefault: true,
		}}},
	}
	for _, k := range m.Keywords {
		e.Categories = append(e.Categories, atom.Category{Term: k})
	}
	return e
}
