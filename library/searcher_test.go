package library_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/metadata"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/openmediatest"
	"github.com/mediasock/mediasock/opensearch"
)

// A deleter is a Searcher whose entries can be deleted.
type deleter struct {
	openmedia.Searcher
	lib *library.Library
}

// Delete implements openmediatest.Deleter.
func (d deleter) Delete(ctx context.Context, id string) error {
	local, _ := d.lib.Identity().Minter().MediaID(id)
	n, _ := library.ParseID(local)
	return d.lib.Index().PurgeMedia(ctx, n)
}

func TestSearcher(t *testing.T) {
	openmediatest.Test(t, func(t *testing.T, items []openmediatest.Item) openmedia.Searcher {
		k := newKit(t, library.Options{})
		owner, _ := library.ParseID(k.alice.ID)
		for _, it := range items {
			k.ok(k.index.AddMedia(t.Context(), rowOf(owner, it)))
		}
		return deleter{k.Searcher(library.Viewer{}, ""), k.Library}
	})
}

// rowOf returns the row that an upload of the item would have made.
func rowOf(owner library.ID, it openmediatest.Item) *library.Media {
	facts, _ := json.Marshal(metadata.Facts{Author: it.Author, License: it.License})
	m := &library.Media{
		Owner: owner, Digest: sha256.Sum256([]byte(it.Title)), Size: it.Size, Type: it.Type, Kind: it.Medium,
		Title: it.Title, Caption: it.Text, Keywords: it.Tags, Visibility: library.Public, Details: library.DetailsShown,
		Width: it.Width, Height: it.Height, Taken: it.Taken, Facts: facts,
	}
	if it.Place != nil {
		m.Place = &mediasock.Geo{Lat: it.Place.Lat, Long: it.Place.Lon}
	}
	return m
}

func TestSearcher_Filters_OS27_OS28(t *testing.T) {
	k := newKit(t, library.Options{})
	owner, _ := library.ParseID(k.alice.ID)
	at := time.Date(2005, 10, 5, 9, 45, 3, 0, time.UTC)
	m := &library.Media{Owner: owner, Title: "fiji", Visibility: library.Public, Details: library.DetailsShown, Kind: "image", Taken: at,
		PlaceName: "Suva, Fiji", Place: &mediasock.Geo{Lat: -17.7, Long: 179.99}}
	k.ok(k.index.AddMedia(t.Context(), m))
	point := func(lat, lon, radius float64) opensearch.Query {
		return opensearch.Query{Geo: opensearch.Geo{Point: &opensearch.Point{Lat: lat, Lon: lon}, Radius: radius}}
	}
	for name, test := range map[string]struct {
		q    opensearch.Query
		want int
	}{
		"from then":          {opensearch.Query{Start: at}, 1},
		"until then":         {opensearch.Query{End: at}, 1},
		"until before":       {opensearch.Query{End: at.Add(-time.Second)}, 0},
		"a box":              {opensearch.Query{Geo: opensearch.Geo{Box: &opensearch.Box{West: 179, South: -18, East: -179, North: -17}}}, 1},
		"over the date line": {point(-17.7, -179.99, 5000), 1},
		"not so near":        {point(-17.7, -179.99, 1000), 0},
		"the pole":           {point(-90, 0, 9e6), 1},
		"a name":             {opensearch.Query{Geo: opensearch.Geo{Name: "suva"}}, 1},
		"another name":       {opensearch.Query{Geo: opensearch.Geo{Name: "fiji suva"}}, 0},
		"a private reader":   {opensearch.Query{SearchTerms: "fiji"}, 1},
	} {
		f, err := k.Searcher(library.Viewer{}, "https://example.com").Search(t.Context(), test.q)
		k.ok(err)
		if len(f.Entries) != test.want {
			t.Errorf("%s: Search(%+v) = %d entries, want %d", name, test.q, len(f.Entries), test.want)
		}
	}
}

// An album's items can be asked for; an album that is not seen is not there, and
// what is no id is no album.
func TestSearcher_Album(t *testing.T) {
	k := newKit(t, library.Options{})
	owner, _ := library.ParseID(k.alice.ID)
	shown := &library.Taxon{Owner: owner, Title: "shown", Visibility: library.Public}
	hidden := &library.Taxon{Owner: owner, Title: "hidden", Visibility: library.Private}
	k.ok(k.index.AddTaxon(t.Context(), shown))
	k.ok(k.index.AddTaxon(t.Context(), hidden))
	for i, taxa := range [][]library.ID{{shown.ID}, {shown.ID, hidden.ID}, nil} {
		k.ok(k.index.AddMedia(t.Context(), &library.Media{Owner: owner, Digest: library.Digest{byte(i)}, Taxa: taxa, Visibility: library.Public}))
	}
	search := func(v library.Viewer, album string) (int, error) {
		q := opensearch.Query{Extra: map[string]string{library.AlbumParameter: album}}
		f, err := k.Searcher(v, "").Search(t.Context(), q)
		if err != nil {
			return 0, err
		}
		return len(f.Entries), nil
	}
	for name, test := range map[string]struct {
		v     library.Viewer
		album string
		want  int
	}{
		"a stranger, shown": {library.Viewer{}, shown.ID.String(), 2},
		"its owner, hidden": {library.Viewer{User: owner}, hidden.ID.String(), 1},
		"no album":          {library.Viewer{}, "", 3},
	} {
		if n, err := search(test.v, test.album); err != nil || n != test.want {
			t.Errorf("%s: Search = %d entries, %v; want %d", name, n, err, test.want)
		}
	}
	if _, err := search(library.Viewer{}, hidden.ID.String()); !errors.Is(err, openmedia.ErrNotFound) {
		t.Errorf("Search of a hidden album = %v, want ErrNotFound", err)
	}
	if _, err := search(library.Viewer{}, "../x"); !errors.Is(err, openmedia.ErrInvalidQuery) {
		t.Errorf("Search of no id = %v, want ErrInvalidQuery", err)
	}
}

func TestSearcher_Cursor(t *testing.T) {
	k := newKit(t, library.Options{})
	owner, _ := library.ParseID(k.alice.ID)
	for _, it := range openmediatest.Items() {
		k.ok(k.index.AddMedia(t.Context(), rowOf(owner, it)))
	}
	s := k.Searcher(library.Viewer{}, "https://example.com")
	q := opensearch.Query{SearchTerms: "harvest", Count: 8}
	seen := map[string]bool{}
	for range 3 {
		f, err := s.Search(t.Context(), q)
		k.ok(err)
		for _, e := range f.Entries {
			if seen[e.ID] {
				t.Errorf("the entry %q comes twice", e.Title.Body)
			}
			seen[e.ID] = true
		}
		if next := f.Link("next"); next != "" {
			q.Set(openmedia.AfterParameter, next[len("?after="):])
		}
	}
	if len(seen) != 20 {
		t.Errorf("pages by cursor hold %d entries, want 20", len(seen))
	}
}
