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
	"github.com/mediasock/mediasock/library"
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

// A finding is what a search found.
type finding struct {
	key    string
	at     time.Time
	all    []resource // latest change first
	limits string
}

// found returns what a query finds, that of a moment ago for its further pages.
func (s *session) found(ctx context.Context, q opensearch.Query) (*finding, error) {
	key := fmt.Sprint(q.SearchTerms, "\x00", q.Extra[openmedia.KindParameter], q.Start.Unix(), q.End.Unix())
	s.mu.Lock()
	last := s.last
	s.mu.Unlock()
	if last != nil && last.key == key && time.Since(last.at) < foundTime {
		return last, nil
	}
	f := &finding{key: key, at: time.Now()}
	terms, ok := library.ParseTerms(q.SearchTerms)
	if !ok {
		return f, nil
	}
	if err := s.ask(ctx, f, terms, q); err != nil {
		return nil, err
	}
	slices.SortFunc(f.all, func(a, b resource) int {
		return cmp.Or(b.media("").File.Updated.Compare(a.media("").File.Updated), cmp.Compare(a.path, b.path))
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = f
	return f, nil
}

// ask asks the server, or looks through its folders.
func (s *session) ask(ctx context.Context, f *finding, terms []library.Term, q opensearch.Query) error {
	seen := map[string]bool{}
	add := func(r resource) {
		if id := s.id(&r); !r.folder && !seen[id] && wanted(&r, terms, q) {
			seen[id] = true
			f.all = append(f.all, r)
		}
	}
	if a := s.arbiter(ctx); a != nil {
		list, err := s.dasl(ctx, a, terms)
		for _, r := range list {
			s.seen(&r)
			add(r)
		}
		if len(list) == maxFound {
			f.limits = fmt.Sprintf("the server was asked for %d files at most", maxFound)
		}
		return err
	}
	folders := 1
	for r, err := range s.walk(ctx) {
		if err != nil {
			return err
		}
		if r.folder {
			folders++
		}
		if folders > maxLooked {
			f.limits = fmt.Sprintf("only the first %d folders were looked through", maxLooked)
			return nil
		}
		if add(r); len(f.all) == maxFound {
			f.limits = fmt.Sprintf("the search ended at %d files", maxFound)
			return nil
		}
	}
	return nil
}

// wanted reports whether a file is one that the query asks for.
func wanted(r *resource, terms []library.Term, q opensearch.Query) bool {
	m := r.media("")
	if !q.Start.IsZero() && m.File.Updated.Before(q.Start) || !q.End.IsZero() && m.File.Updated.After(q.End) {
		return false
	}
	if kind := openmedia.KindOf(mediumOf(m.File.Type)); !services.Wants(q, kind) {
		return false
	}
	text := library.Fold(strings.Join(append([]string{r.name(), m.File.Name, m.Title, m.Caption, m.Note}, m.Keywords...), "\n"))
	for _, t := range terms {
		all := !slices.ContainsFunc(t.Words, func(w string) bool { return !strings.Contains(text, w) })
		if all == t.Not {
			return false
		}
	}
	return true
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
