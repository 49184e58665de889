package wikimedia_test

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
	"github.com/mediasock/mediasock/services/wikimedia"
)

var update = flag.Bool("update", false, "write the golden files anew")

// open returns a Searcher to which a conversation is played without pauses.
func open(t *testing.T, file string) (*wikimedia.Searcher, *replay.Recorder) {
	t.Helper()
	web, r := replay.Open(t, "testdata/"+file+".txtar")
	o := &services.Options{HTTP: web}
	if !replay.Recording() {
		o.Sleep = func(context.Context, time.Duration) error { return nil }
	}
	return wikimedia.New(o), r
}

// Files in the order of the search, not of the answer, with all that is told of
// them, and one of them again by its id (OM-31).
func TestSearch_OM24_OM35_MR11(t *testing.T) {
	s, r := open(t, "search")
	f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: "clevedon pier", Count: 2})
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

// A database that lags is left alone for a while, without a second request.
func TestSearch_Lag(t *testing.T) {
	if replay.Recording() {
		t.Skip("no service lags when it is wanted")
	}
	s, r := open(t, "lag")
	for range 3 {
		_, err := s.Search(t.Context(), opensearch.Query{SearchTerms: "pier"})
		var later *openmedia.TemporaryError
		if !errors.As(err, &later) || later.RetryAfter <= 0 {
			t.Errorf("Search = %v, want a TemporaryError with a time", err)
		}
	}
	if n := len(r.Requests()); n != 1 {
		t.Errorf("%d requests to a service that lags, want 1", n)
	}
}

// What cannot be had is not asked for.
func TestSearch_AsksNothing(t *testing.T) {
	s, r := open(t, "nothing")
	if _, err := s.Search(t.Context(), opensearch.Query{}); !errors.Is(err, openmedia.ErrInvalidQuery) {
		t.Errorf("Search without terms = %v, want %v (OA-14)", err, openmedia.ErrInvalidQuery)
	}
	for _, id := range []string{"", "https://commons.wikimedia.org/entity/M", "https://commons.wikimedia.org/entity/M-1", "https://commons.wikimedia.org/entity/M01", "https://evil.example/M1"} {
		if _, err := s.Entry(t.Context(), id); !errors.Is(err, openmedia.ErrNotFound) {
			t.Errorf("Entry(%q) = %v, want %v (OA-16)", id, err, openmedia.ErrNotFound)
		}
	}
	if n := len(r.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}
