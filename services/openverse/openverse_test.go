package openverse_test

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
	"github.com/mediasock/mediasock/services/openverse"
)

var update = flag.Bool("update", false, "write the golden files anew")

// open returns a Searcher to which a conversation is played without pauses.
func open(t *testing.T, file string) (*openverse.Searcher, *replay.Recorder) {
	t.Helper()
	web, r := replay.Open(t, "testdata/"+file+".txtar")
	o := &services.Options{HTTP: web}
	if !replay.Recording() {
		o.Sleep = func(context.Context, time.Duration) error { return nil }
	}
	return openverse.New(o), r
}

// Photographs with author, licence, original and preview, and one of them again
// by its id (OM-31).
func TestSearch_OM24_OM35(t *testing.T) {
	s, r := open(t, "search")
	f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: "brighton pier"})
	if err != nil {
		t.Fatal(err)
	}
	r.Sound(f)
	r.Golden("testdata/search.golden", replay.Lines(f), *update)
	e, err := s.Entry(t.Context(), f.Entries[0].ID)
	if err != nil || e.ID != f.Entries[0].ID || e.Page() != f.Entries[0].Page() {
		t.Errorf("Entry(%q) = %v, %v; want what the search showed", f.Entries[0].ID, e, err)
	}
}

func TestSearch_Audio_OM12(t *testing.T) {
	s, r := open(t, "audio")
	q := opensearch.Query{SearchTerms: "pier waves"}
	q.Set(openmedia.KindParameter, string(openmedia.Audio))
	f, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	r.Sound(f)
	r.Golden("testdata/audio.golden", replay.Lines(f), *update)
}

// A page may begin within one of the service's.
func TestSearch_StartIndex_OA7(t *testing.T) {
	s, _ := open(t, "search")
	f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: "brighton pier", StartIndex: 2})
	if err != nil || f.Search.StartIndex != 2 || f.Link("next") == "" {
		t.Fatalf("Search from 2 = %v, %v; want a start of 2 and a next link", f, err)
	}
	if _, err := s.Entry(t.Context(), "https://api.openverse.org/v1/images/36537842-b067-4ca0-ad67-e00ff2e06b2e/"); err != nil {
		t.Error(err)
	}
	if !replay.Recording() && (len(f.Entries) != 1 || f.Entries[0].Title.String() != "Untitled") {
		t.Errorf("Search from 2 = %s, want the second entry alone", replay.Lines(f))
	}
}

// What cannot be had is not asked for.
func TestSearch_AsksNothing(t *testing.T) {
	s, r := open(t, "nothing")
	films := opensearch.Query{SearchTerms: "pier"}
	films.Set(openmedia.KindParameter, string(openmedia.Video))
	for name, q := range map[string]opensearch.Query{"films": films, "out of reach": {SearchTerms: "pier", StartIndex: 241}} {
		if f, err := s.Search(t.Context(), q); err != nil || len(f.Entries) != 0 {
			t.Errorf("%s: Search = %v, %v; want an empty feed (OS-23)", name, f, err)
		}
	}
	if _, err := s.Search(t.Context(), opensearch.Query{}); !errors.Is(err, openmedia.ErrInvalidQuery) {
		t.Errorf("Search without terms = %v, want %v (OA-14)", err, openmedia.ErrInvalidQuery)
	}
	for _, id := range []string{"", "https://evil.example/", "https://api.openverse.org/v1/images/../rate_limit/", "images/36537842-b067-4ca0-ad67-e00ff2e06b2e/"} {
		if _, err := s.Entry(t.Context(), id); !errors.Is(err, openmedia.ErrNotFound) {
			t.Errorf("Entry(%q) = %v, want %v (OA-16)", id, err, openmedia.ErrNotFound)
		}
	}
	if n := len(r.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}
