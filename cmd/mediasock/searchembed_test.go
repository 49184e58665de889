package main

import (
	"slices"
	"testing"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/replay"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/archive"
)

// An index that tells of originals only where it is asked for an entry is asked
// (OM-27); what has its original already is left alone.
func TestWhole_OM27(t *testing.T) {
	if replay.Recording() {
		t.Skip("the conversation is recorded by its own package")
	}
	web, r := replay.Open(t, "../../services/archive/testdata/search.txtar")
	index := archive.New(&services.Options{HTTP: web})
	f, err := index.Search(t.Context(), opensearch.Query{SearchTerms: `clevedon "pier 1930" -map`})
	if err != nil {
		t.Fatal(err)
	}
	s := &manySearch{indexes: map[string]openmedia.Searcher{"archive": index}}
	found := services.Found{Source: "archive", Entry: f.Entries[0]}
	whole := s.whole(t.Context(), &found)
	if l, ok := original(whole); !ok || l.Href != "https://archive.org/download/clevedon-pier-1930/front%20side.jpg" {
		t.Errorf("whole(%s) has original %q, %v", found.Entry.ID, l.Href, ok)
	}
	again := services.Found{Source: "archive", Entry: *whole}
	if got := s.whole(t.Context(), &again); got != &again.Entry || len(r.Requests()) != 2 {
		t.Errorf("an entry with its original was asked for again: %d requests", len(r.Requests()))
	}
	elsewhere := services.Found{Source: "example.org", Entry: found.Entry}
	if got := s.whole(t.Context(), &elsewhere); got != &elsewhere.Entry {
		t.Error("an entry of a domain was asked for at an index")
	}
}

// What an entry calls its keywords is told as such, not its rating beside them.
func TestKeywordsOf_OM34_MR9(t *testing.T) {
	e := &atom.Entry{Categories: []atom.Category{{Term: "sea"}, {Term: "4", Scheme: "tag:example.org,2026:rating"}}}
	if got := keywordsOf(e); !slices.Equal(got, []string{"sea", "4"}) {
		t.Errorf("of categories alone: %q", got)
	}
	e.Media.Keywords = []string{"sea"}
	if got := keywordsOf(e); !slices.Equal(got, []string{"sea"}) {
		t.Errorf("of keywords and categories: %q", got)
	}
}

func TestLimit(t *testing.T) {
	for _, c := range []struct{ n, least int }{{0, 1 << 30}, {-1, 1 << 30}, {7, 7}} {
		if got := limit(c.n); got < c.least || c.n > 0 && got != c.n {
			t.Errorf("limit(%d) = %d", c.n, got)
		}
	}
}
