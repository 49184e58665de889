package archive_test

import (
	"context"
	"errors"
	"flag"
	"testing"
	"time"

	"github.com/mediasock/mediasock/internal/replay"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/archive"
)

var update = flag.Bool("update", false, "write the golden files anew")

// open returns a Searcher to which a conversation is played without pauses.
func open(t *testing.T, file string) (*archive.Searcher, *replay.Recorder) {
	t.Helper()
	web, r := replay.Open(t, "testdata/"+file+".txtar")
	o := &services.Options{HTTP: web}
	if !replay.Recording() {
		o.Sleep = func(context.Context, time.Duration) error { return nil }
	}
	return archive.New(o), r
}

// Items of a search, and one of them with its files, sizes and hashes.
func TestSearch_OM24_OM35_MR11(t *testing.T) {
	s, r := open(t, "search")
	f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: `clevedon "pier 1930" -map`})
	if err != nil {
		t.Fatal(err)
	}
	r.Sound(f)
	got := replay.Lines(f)
	if len(f.Entries) > 0 {
		e, err := s.Entry(t.Context(), f.Entries[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		got += "\nEntry:\n" + replay.EntryLines(e)
	}
	r.Golden("testdata/search.golden", got, *update)
}

// What cannot be had is not asked for.
func TestSearch_AsksNothing(t *testing.T) {
	s, r := open(t, "nothing")
	if _, err := s.Search(t.Context(), opensearch.Query{}); !errors.Is(err, openmedia.ErrInvalidQuery) {
		t.Errorf("Search without terms = %v, want %v (OA-14)", err, openmedia.ErrInvalidQuery)
	}
	if f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: "pier", StartIndex: 10_001}); err != nil || len(f.Entries) != 0 {
		t.Errorf("Search out of reach = %v, %v; want an empty feed (OS-23)", f, err)
	}
	for _, id := range []string{"", "https://archive.org/details/", "https://archive.org/details/a/b", "https://archive.org/details/..", "https://evil.example/details/a"} {
		if _, err := s.Entry(t.Context(), id); !errors.Is(err, openmedia.ErrNotFound) {
			t.Errorf("Entry(%q) = %v, want %v (OA-16)", id, err, openmedia.ErrNotFound)
		}
	}
	if n := len(r.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}
