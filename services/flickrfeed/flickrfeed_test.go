package flickrfeed_test

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
	"github.com/mediasock/mediasock/services/flickrfeed"
)

var update = flag.Bool("update", false, "write the golden files anew")

// open returns a Searcher to which a conversation is played without pauses.
func open(t *testing.T, file string) (*flickrfeed.Searcher, *replay.Recorder) {
	t.Helper()
	web, r := replay.Open(t, "testdata/"+file+".txtar")
	o := &services.Options{HTTP: web}
	if !replay.Recording() {
		o.Sleep = func(context.Context, time.Duration) error { return nil }
	}
	return flickrfeed.New(o), r
}

// The newest photographs of some tags; a link that says that there is no licence
// is none.
func TestSearch_OM24_OM35(t *testing.T) {
	s, r := open(t, "search")
	f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: `pier "blue hour" -night`})
	if err != nil {
		t.Fatal(err)
	}
	r.Sound(f)
	r.Golden("testdata/search.golden", replay.Lines(f), *update)
}

// What cannot be had is not asked for.
func TestSearch_AsksNothing(t *testing.T) {
	s, r := open(t, "nothing")
	films := opensearch.Query{SearchTerms: "pier"}
	films.Set(openmedia.KindParameter, string(openmedia.Video))
	for name, q := range map[string]opensearch.Query{"films": films, "a second page": {SearchTerms: "pier", StartIndex: 21}, "exclusion alone": {SearchTerms: "-pier"}} {
		if f, err := s.Search(t.Context(), q); err != nil || len(f.Entries) != 0 {
			t.Errorf("%s: Search = %v, %v; want an empty feed (OS-23)", name, f, err)
		}
	}
	if _, err := s.Search(t.Context(), opensearch.Query{}); !errors.Is(err, openmedia.ErrInvalidQuery) {
		t.Errorf("Search without terms = %v, want %v (OA-14)", err, openmedia.ErrInvalidQuery)
	}
	if _, err := s.Entry(t.Context(), "tag:flickr.com,2005:/photo/1"); !errors.Is(err, openmedia.ErrNotFound) {
		t.Errorf("Entry = %v, want %v", err, openmedia.ErrNotFound)
	}
	if n := len(r.Requests()); n != 0 {
		t.Errorf("%d requests, want none", n)
	}
}
