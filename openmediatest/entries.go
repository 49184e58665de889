package openmediatest

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

func (s *suite) facts() {
	for _, it := range s.items[:5] {
		f := s.search(opensearch.Query{SearchTerms: it.Title})
		if len(f.Entries) != 1 {
			s.Errorf("Search(%q) = %q, want one entry", it.Title, titles(f))
			continue
		}
		s.check(&f.Entries[0], f, it)
	}
}

// check compares an entry with the item that it tells of.
func (s *suite) check(e *atom.Entry, f *atom.Feed, it Item) {
	s.Helper()
	var tags []string
	for _, c := range e.Categories {
		tags = append(tags, c.Term)
	}
	slices.Sort(tags)
	wantTags := slices.Sorted(slices.Values(it.Tags))
	for _, fact := range []struct {
		name string
		ok   bool
	}{
		{"OM-24 title", e.Title.String() == it.Title},
		{"OM-24 page", e.Page() != ""},
		{"OM-29 id is absolute", absolute(e.ID)},
		{"OM-32 updated", !e.Updated.IsZero()},
		{"OM-32 published", e.Published.Equal(it.Taken)},
		{"OM-33 text", strings.TrimSpace(atom.Text{Type: e.Content.Type, Body: e.Content.Body}.String()) == it.Text},
		{"OM-34 tags", slices.Equal(tags, wantTags)},
		{"OM-35 licence", it.License == "" || slices.Contains(e.Licenses(f), it.License)},
		{"OM-36 original", s.hasOriginal(e, it)},
		{"MR-18 place", it.Place == nil || e.Media.Location != nil && *e.Media.Location == *it.Place},
		{"OM-39 thumbnails have an address and a size", thumbnailsWhole(e)},
		{"AT-2 author", len(e.Authors) > 0 || len(f.Authors) > 0},
	} {
		if !fact.ok {
			s.Errorf("entry %q: %s is not as it should be: %+v", it.Title, fact.name, *e)
		}
	}
}

func absolute(id string) bool {
	u, err := url.Parse(id)
	return err == nil && u.IsAbs()
}

// hasOriginal reports whether one of the entry's files is the item's original.
func (s *suite) hasOriginal(e *atom.Entry, it Item) bool {
	for _, c := range e.Media.Resolve(nil) {
		if c.URL != "" && c.FileSize == it.Size && c.Type == it.Type && c.MediumOf() == it.Medium {
			return true
		}
	}
	return false
}

func thumbnailsWhole(e *atom.Entry) bool {
	for _, t := range e.Media.Thumbnails {
		if t.URL == "" || t.Width <= 0 || t.Height <= 0 {
			return false
		}
	}
	return true
}

func (s *suite) ids() {
	first := s.search(opensearch.Query{Count: 100})
	again := s.search(opensearch.Query{Count: 100})
	seen := map[string]bool{}
	for i := range first.Entries {
		id := first.Entries[i].ID
		if seen[id] {
			s.Errorf("id %q comes twice", id)
		}
		seen[id] = true
		if i < len(again.Entries) && again.Entries[i].ID != id {
			s.Errorf("id of %q was %q and is %q", first.Entries[i].Title.Body, id, again.Entries[i].ID)
		}
	}
}

func (s *suite) feedID() {
	one := s.search(opensearch.Query{SearchTerms: "harvest", Count: 5})
	two := s.search(opensearch.Query{SearchTerms: " Harvest", Count: 5, StartIndex: 6})
	other := s.search(opensearch.Query{SearchTerms: "sea"})
	if one.ID != two.ID {
		s.Errorf("pages of one search have the ids %q and %q", one.ID, two.ID)
	}
	if one.ID != "" && one.ID == other.ID {
		s.Errorf("different searches share the id %q", one.ID)
	}
}

func (s *suite) updated() {
	f := s.search(opensearch.Query{SearchTerms: "sea"})
	if newest := f.Newest(); f.Updated.Before(newest) || newest.IsZero() {
		s.Errorf("feed is updated %v, its newest entry %v", f.Updated, newest)
	}
}

func (s *suite) entry() {
	f := s.search(opensearch.Query{SearchTerms: "pier dusk"})
	if len(f.Entries) != 1 {
		s.Fatalf("Search = %q, want one entry", titles(f))
	}
	e, err := s.searcher.Entry(s.Context(), f.Entries[0].ID)
	if err != nil {
		s.Fatalf("Entry(%q): %v", f.Entries[0].ID, err)
	}
	if e.ID != f.Entries[0].ID {
		s.Errorf("Entry(%q) has the id %q", f.Entries[0].ID, e.ID)
	}
	if len(e.Authors) == 0 {
		s.Errorf("Entry(%q) has no author of its own (OA-5)", e.ID)
	}
	s.check(e, f, s.items[3])
}

func (s *suite) unknown() {
	const id = "tag:nowhere.example,2006:media-1"
	if e, err := s.searcher.Entry(s.Context(), id); !errors.Is(err, openmedia.ErrNotFound) {
		s.Errorf("Entry(%q) = %v, %v, want %v", id, e, err, openmedia.ErrNotFound)
	}
}

func (s *suite) gone() {
	d, ok := s.searcher.(Deleter)
	if !ok {
		return // this Searcher offers no way to delete
	}
	f := s.search(opensearch.Query{SearchTerms: "ferry"})
	if len(f.Entries) != 1 {
		s.Fatalf("Search = %q, want one entry", titles(f))
	}
	id := f.Entries[0].ID
	if err := d.Delete(s.Context(), id); err != nil {
		s.Fatalf("Delete(%q): %v", id, err)
	}
	if _, err := s.searcher.Entry(s.Context(), id); !errors.Is(err, openmedia.ErrGone) {
		s.Errorf("Entry(%q) of a deleted item = %v, want %v", id, err, openmedia.ErrGone)
	}
	s.expect(opensearch.Query{SearchTerms: "ferry"}, 0)
}

func (s *suite) owned() {
	q := opensearch.Query{SearchTerms: "pier dusk"}
	f := s.search(q)
	for i := range f.Entries {
		e := &f.Entries[i]
		e.Title.Body, e.Links[0].Href, e.Categories[0].Term = "changed", "changed", "changed"
		e.Media.Thumbnails = nil
	}
	f = s.search(q)
	if len(f.Entries) != 1 {
		s.Fatalf("Search = %q, want one entry", titles(f))
	}
	s.check(&f.Entries[0], f, s.items[3])
}
