package sqlite

import (
	"cmp"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/posting"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// served answers a question from sets, or nil.
func served(t *testing.T, x *Index, v library.Viewer, q library.Query) (page *library.Page) {
	t.Helper()
	q.Limit = cmp.Or(q.Limit, defaultLimit)
	read(t, x, func(c *sqlite.Conn) {
		err := snapshot(c, func() error {
			s, err := x.newSearch(c, v, q)
			if err == nil {
				page, err = x.sets.page(c, s)
			}
			return err
		})
		if err != nil && err != errOvertaken {
			t.Fatal(err)
		}
	})
	return page
}

// await asks until the answer comes from sets.
func await(t *testing.T, x *Index, v library.Viewer, q library.Query) *library.Page {
	t.Helper()
	for range 10_000 {
		if page := served(t, x, v, q); page != nil {
			return page
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%+v is not answered from sets", q)
	return nil
}

// A small library is asked without sets, and left alone until it has grown.
func TestSets_AreForLargeLibraries(t *testing.T) {
	x := openTest(t, Options{})
	owner := addUser(t, x, "alice")
	if page := served(t, x, library.Viewer{User: owner}, library.Query{}); page != nil {
		t.Error("a small library has sets")
	}
	x.sets.done.Wait()
	served(t, x, library.Viewer{User: owner}, library.Query{})
	if x.sets.working || x.sets.recording || x.sets.smallTo.Load() == 0 {
		t.Error("a small library is looked at again and again")
	}
}

// The sets of a large library are read in the background, those of what is frequent
// when it is asked for, and all of it can be given back.
func TestSets_AreReadInTheBackground(t *testing.T) {
	x := openTest(t, Options{})
	x.sets.from = 700
	g := generate(t, x, 700)
	v := library.Viewer{User: g.owners[0]}
	for _, q := range []library.Query{
		{Limit: 5}, {Limit: 5, Terms: word(0)}, {Limit: 5, Terms: word(9000)},
		{Limit: 5, Box: &library.Box{West: -90, South: -10, East: -88, North: 10}},
	} {
		want, err := x.Search(t.Context(), v, q)
		if err != nil {
			t.Fatal(err)
		}
		if got := await(t, x, v, q); told1(got) != told1(want) {
			t.Errorf("%+v: sets say %s, the search index %s", q, told1(got), told1(want))
		}
	}
	x.sets.Drop()
	if page := served(t, x, v, library.Query{}); page != nil {
		t.Error("sets that were dropped answer")
	}
	await(t, x, v, library.Query{})
}

// Who has written finds it at once, though others write and search, and the sets
// are merged and made anew meanwhile.
func TestSets_ShowOnesOwnWrites(t *testing.T) {
	x := openTest(t, Options{})
	x.sets.from, x.sets.merges = 0, 7
	g := generate(t, x, 100)
	var all sync.WaitGroup
	for i, owner := range g.owners {
		all.Go(func() {
			for n := range 40 {
				own := fmt.Sprintf("mine%dx%d", i, n)
				m := &library.Media{Owner: owner, Digest: library.Digest{byte(i), byte(n), 1}, Title: own + " common", Taken: time.Unix(int64(n), 0)}
				if err := x.AddMedia(t.Context(), m); err != nil {
					t.Error(err)
					return
				}
				checkOwn(t, x, owner, own, 1)
				checkOwn(t, x, owner, fmt.Sprintf("common -mine%dx%d", i, n), n)
				for _, other := range g.owners {
					if other != owner {
						checkOwn(t, x, other, own, 0)
					}
				}
			}
		})
	}
	all.Go(func() {
		for range 20 {
			time.Sleep(5 * time.Millisecond)
			x.sets.Drop()
		}
	})
	all.Wait()
	await(t, x, library.Viewer{User: g.owners[0]}, library.Query{Terms: "common"})
}

func checkOwn(t *testing.T, x *Index, owner library.ID, terms string, want int) {
	page, err := x.Search(t.Context(), library.Viewer{User: owner}, library.Query{Terms: terms})
	if err != nil || page.Total != want {
		t.Errorf("Search(%q) finds %+v, %v; want %d", terms, page, err, want)
	}
}

// An item that the sets name though the database has no such item is not made up:
// the search index is asked, and the sets are left alone for a while.
func TestSets_ThatAreWrongAreDropped(t *testing.T) {
	var log strings.Builder
	x := openSets(t, filepath.Join(t.TempDir(), "library.db"), 10)
	x.log = slog.New(slog.NewTextHandler(&log, nil))
	g := generate(t, x, 20)
	v := library.Viewer{User: g.owners[0]}
	q := library.Query{Owner: v.User}
	if _, err := x.Search(t.Context(), v, q); err != nil {
		t.Fatal(err)
	}
	b := x.sets.base
	all := make([]int, b.keys.Len())
	for i := range all {
		all[i] = i
	}
	tag := tag(tagOwner(v.User))
	b.leaves.put(tag.phrase, &leaf{clause: tag, at: b.at, set: posting.SetOf(all...)}, 0)
	b.found = cache[*finding]{room: setsRoom}
	page, err := x.Search(t.Context(), v, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range page.Media {
		if m.Owner != v.User {
			t.Errorf("item %d of %d is shown to %d", m.ID, m.Owner, v.User)
		}
	}
	if x.sets.base != nil || page.Total == len(all) || !strings.Contains(log.String(), "given up") {
		t.Errorf("wrong sets stay; total %d of %d; log %q", page.Total, len(all), log.String())
	}
}

// Changes that nobody asks about do not pile up.
func TestSets_AreDroppedWhenNobodyAsks(t *testing.T) {
	x := openSets(t, filepath.Join(t.TempDir(), "library.db"), 10)
	g := generate(t, x, 20)
	if _, err := x.Search(t.Context(), library.Viewer{User: g.owners[0]}, library.Query{}); err != nil {
		t.Fatal(err)
	}
	x.sets.apply(1<<40, make([]touch, mostKept))
	if x.sets.base == nil {
		t.Error("sets are dropped too soon")
	}
	x.sets.apply(1<<41, make([]touch, 1))
	if x.sets.base != nil || x.sets.fresh != nil {
		t.Error("changes pile up")
	}
}

func TestCache_KeepsWhatIsAskedFor(t *testing.T) {
	c := cache[int]{room: 20 * (entryCost + 10)}
	c.put("kept", 1, 5)
	for i := range 100 {
		c.put(fmt.Sprintf("%05d", i), i, 5)
		if v, ok := c.get("kept"); !ok || v != 1 {
			t.Fatalf("after %d others get = %d, %v", i, v, ok)
		}
	}
	if _, ok := c.get("00000"); ok {
		t.Error("what nobody asked for is kept")
	}
	if n := len(c.all()); n > 20 {
		t.Errorf("%d values are kept, want no more than 20", n)
	}
}

// An item that moves a little, so that its squares stay the same, is in an area or
// no longer.
func TestSets_FollowALittleMove(t *testing.T) {
	x := openSets(t, filepath.Join(t.TempDir(), "library.db"), 100)
	owner := addUser(t, x, "alice")
	m := &library.Media{Owner: owner, Place: &mediasock.Geo{Lat: 10.001, Long: 10.001}}
	if err := x.AddMedia(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	v, q := library.Viewer{User: owner}, library.Query{Box: &library.Box{West: 10, South: 10, East: 10.002, North: 10.002}}
	for _, step := range []struct {
		lat  float64
		want int
	}{{10.001, 1}, {10.003, 0}, {10.002, 1}} {
		_, err := x.UpdateMedia(t.Context(), owner, m.ID, true, func(m *library.Media) error {
			m.Place = &mediasock.Geo{Lat: step.lat, Long: 10.001}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		page, err := x.Search(t.Context(), v, q)
		if err != nil || page.Total != step.want || len(page.Media) != step.want {
			t.Errorf("at %v Search = %+v, %v; want %d", step.lat, page, err, step.want)
		}
		if served(t, x, v, q) == nil {
			t.Error("the area is not asked of the sets")
		}
	}
}
