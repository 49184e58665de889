package openmediatest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// search searches and fails the case on an error.
func (s *suite) search(q opensearch.Query) *atom.Feed {
	s.Helper()
	f, err := s.searcher.Search(s.Context(), q)
	if err != nil {
		s.Fatalf("Search(%+v): %v", q, err)
	}
	if f.Search == nil {
		s.Fatalf("Search(%+v): the feed tells nothing of the search", q)
	}
	return f
}

func titles(f *atom.Feed) []string {
	list := make([]string, 0, len(f.Entries))
	for i := range f.Entries {
		list = append(list, f.Entries[i].Title.String())
	}
	return list
}

// expect checks titles and total.
func (s *suite) expect(q opensearch.Query, total int, want ...string) {
	s.Helper()
	f := s.search(q)
	if got := titles(f); !slices.Equal(got, want) {
		s.Errorf("Search(%+v) = %q, want %q", q, got, want)
	}
	if f.Search.TotalResults != total {
		s.Errorf("Search(%+v): total %d, want %d", q, f.Search.TotalResults, total)
	}
}

// newestFirst returns the titles of the items, the last taken first.
func (s *suite) newestFirst() []string {
	var list []string
	for _, it := range slices.Backward(s.items) {
		list = append(list, it.Title)
	}
	return list
}

func (s *suite) newest() {
	want := s.newestFirst()
	s.expect(opensearch.Query{Count: 100}, len(want), want...)
	s.expect(opensearch.Query{Count: 2}, len(want), want[:2]...)
}

func (s *suite) terms() {
	for terms, want := range map[string][]string{
		"pier":          {"Pier at dusk"},
		"PIER":          {"Pier at dusk"},
		"ferry evening": {"Ferry leaving"},
		"sea":           {"Pier at dusk", "Ferry leaving", "Gulls at the harbour", "Tide tables"},
		"sea birds":     {"Gulls at the harbour"},
		"münchen":       {"Pier at dusk"},
		"très":          {"Pier at dusk"},
		"row3":          {"Harvest 20", "Harvest 16", "Harvest 12", "Harvest 08", "Harvest 04"},
	} {
		s.expect(opensearch.Query{SearchTerms: terms}, len(want), want...)
	}
}

func (s *suite) nothing() {
	s.expect(opensearch.Query{SearchTerms: "zeppelin"}, 0)
	s.expect(opensearch.Query{SearchTerms: "pier zeppelin"}, 0)
	s.expect(opensearch.Query{SearchTerms: `"); DROP TABLE zeppelin; -- %00 * NEAR(`}, 0)
}

func (s *suite) pages() {
	var all []string
	for start := 1; start <= 20; start += 6 {
		f := s.search(opensearch.Query{SearchTerms: "harvest", Count: 6, StartIndex: start})
		if got := f.Search; got.TotalResults != 20 || got.StartIndex != start || got.ItemsPerPage != 6 {
			s.Errorf("page at %d tells total %d, start %d, size %d; want 20, %d, 6", start, got.TotalResults, got.StartIndex, got.ItemsPerPage, start)
		}
		all = append(all, titles(f)...)
	}
	if want := s.newestFirst()[:20]; !slices.Equal(all, want) {
		s.Errorf("pages hold %q, want %q", all, want)
	}
}

func (s *suite) numbers() {
	want := s.newestFirst()
	s.expect(opensearch.Query{SearchTerms: "harvest", Count: 7, StartPage: 1}, 20, want[:7]...)
	s.expect(opensearch.Query{SearchTerms: "harvest", Count: 7, StartPage: 3}, 20, want[14:20]...)
}

func (s *suite) indexWins() {
	s.expect(opensearch.Query{SearchTerms: "harvest", Count: 2, StartIndex: 5, StartPage: 9}, 20, s.newestFirst()[4:6]...)
}

func (s *suite) pastTheEnd() {
	s.expect(opensearch.Query{SearchTerms: "harvest", Count: 5, StartIndex: 21}, 20)
	s.expect(opensearch.Query{SearchTerms: "harvest", Count: 5, StartIndex: 2_000_000_000}, 20)
}

func (s *suite) kinds() {
	for kind, want := range map[openmedia.Kind][]string{
		openmedia.Photo: {"Pier at dusk"},
		openmedia.Video: {"Ferry leaving"},
		openmedia.Audio: {"Gulls at the harbour"},
		openmedia.Book:  {"Tide tables"},
	} {
		q := opensearch.Query{SearchTerms: "sea"}
		q.Set(openmedia.KindParameter, string(kind))
		s.expect(q, 1, want...)
	}
}

func (s *suite) invalid() {
	q := opensearch.Query{SearchTerms: "sea"}
	q.Set(openmedia.KindParameter, "smell")
	if _, err := s.searcher.Search(s.Context(), q); !errors.Is(err, openmedia.ErrInvalidQuery) {
		s.Errorf("Search of an unknown kind = %v, want %v", err, openmedia.ErrInvalidQuery)
	}
}

func (s *suite) cancelled() {
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	if f, err := s.searcher.Search(ctx, opensearch.Query{SearchTerms: "sea"}); err == nil {
		s.Errorf("Search with a cancelled context = %d entries, want an error", len(f.Entries))
	}
}

func (s *suite) concurrent() {
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			want := fmt.Sprintf("Harvest %02d", n+1)
			f, err := s.searcher.Search(s.Context(), opensearch.Query{SearchTerms: want})
			if err != nil || !slices.Equal(titles(f), []string{want}) {
				s.Errorf("Search(%q) beside others: error %v", want, err)
			}
		})
	}
	wg.Wait()
}
