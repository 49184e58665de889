package openmediatest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// Memory is a Searcher over items in memory, the newest first.
type Memory struct {
	ids atom.Minter

	mu    sync.RWMutex
	items []stored
}

type stored struct {
	Item
	id      string
	words   map[string]bool
	deleted bool
}

var _ openmedia.Searcher = (*Memory)(nil)
var _ Deleter = (*Memory)(nil)

// NewMemory returns a Searcher of the items, with ids of that minter.
func NewMemory(ids atom.Minter, items []Item) *Memory {
	m := &Memory{ids: ids}
	for i, it := range items {
		words := wordsOf(it.Title + " " + it.Text + " " + strings.Join(it.Tags, " "))
		m.items = append(m.items, stored{Item: it, id: fmt.Sprint(101 + i), words: words})
	}
	slices.SortStableFunc(m.items, func(a, b stored) int { return b.Taken.Compare(a.Taken) })
	return m
}

func wordsOf(s string) map[string]bool {
	words := make(map[string]bool)
	for _, w := range splitWords(s) {
		words[w] = true
	}
	return words
}

func splitWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Search returns the items that have all the words.
func (m *Memory) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	kind := openmedia.Kind(q.Extra[openmedia.KindParameter])
	if kind != "" && kind.Medium() == "" {
		return nil, fmt.Errorf("%w: kind %q", openmedia.ErrInvalidQuery, kind)
	}
	found := m.find(splitWords(q.SearchTerms), kind.Medium())
	start, count := q.Page(20, 100)
	f := &atom.Feed{
		Title:   atom.Plain("Memory"),
		Authors: []atom.Person{{Name: "Memory"}},
		Search:  &opensearch.Response{TotalResults: len(found), StartIndex: start, ItemsPerPage: count},
	}
	first := min(start-1, len(found))
	for _, s := range found[first:min(first+count, len(found))] {
		f.Entries = append(f.Entries, m.entry(s))
	}
	f.Updated = f.Newest()
	return f, nil
}

func (m *Memory) find(words []string, medium string) []stored {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var found []stored
	for _, s := range m.items {
		missing := slices.ContainsFunc(words, func(w string) bool { return !s.words[w] })
		if !missing && !s.deleted && (medium == "" || s.Medium == medium) {
			found = append(found, s)
		}
	}
	return found
}

// Entry returns the item of that id.
func (m *Memory) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, s := range m.items {
		if m.ids.Media(s.id) != id {
			continue
		}
		if s.deleted {
			return nil, openmedia.ErrGone
		}
		e := m.entry(s)
		return &e, nil
	}
	return nil, openmedia.ErrNotFound
}

// Delete makes the item's entry one that is gone.
func (m *Memory) Delete(_ context.Context, id string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.items {
		if m.ids.Media(m.items[i].id) == id {
			m.items[i].deleted = true
			return nil
		}
	}
	return openmedia.ErrNotFound
}

// entry makes an entry of an item, its addresses relative to the site.
func (m *Memory) entry(s stored) atom.Entry {
	original := "/media/" + s.id
	e := atom.Entry{
		ID:        m.ids.Media(s.id),
		Title:     atom.Plain(s.Title),
		Content:   atom.Content{Body: s.Text},
		Published: s.Taken,
		Updated:   s.Taken,
		Authors:   []atom.Person{{Name: s.Author}},
		Links: []atom.Link{
			{Rel: atom.RelAlternate, Type: "text/html", Href: "/show/" + s.id},
			{Rel: atom.RelEnclosure, Type: s.Type, Href: original, Length: s.Size},
		},
	}
	for _, tag := range s.Tags {
		e.Categories = append(e.Categories, atom.Category{Term: tag, Scheme: "tag:memory.example,2006:tags", Label: tag})
	}
	if s.License != "" {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Type: "text/html", Href: s.License})
	}
	e.Media.Contents = []mediarss.Content{{
		URL: original, FileSize: s.Size, Type: s.Type, Medium: s.Medium, Width: s.Width, Height: s.Height,
	}}
	e.Media.Thumbnails = []mediarss.Thumbnail{{URL: "/thumb/" + s.id, Width: 75, Height: 50}}
	e.Media.Location = s.Place
	if s.Medium == mediarss.Video || s.Medium == mediarss.Audio {
		e.Media.Player = &mediarss.Player{URL: "/embed/" + s.id, Width: 640, Height: 360}
	}
	return e
}
