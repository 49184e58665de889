package services_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/openmediatest"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// A shelf is a Searcher that gives its entries a few at a time, after a while,
// and then perhaps fails.
type shelf struct {
	entries  []atom.Entry
	page     int
	pause    time.Duration // before each page
	err      error         // after the last entry
	stubborn bool          // does not look at its context
	closed   atomic.Bool
}

func (s *shelf) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	if s.stubborn {
		time.Sleep(s.pause)
	} else if s.pause > 0 {
		select {
		case <-time.After(s.pause):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	start := max(1, q.StartIndex)
	rest := s.entries[min(start-1, len(s.entries)):]
	if len(rest) == 0 && s.err != nil {
		return nil, s.err
	}
	size := s.page
	if size == 0 {
		size = 100
	}
	f := &atom.Feed{Search: &opensearch.Response{TotalResults: opensearch.Unknown, StartIndex: start, ItemsPerPage: size}}
	f.Entries = slices.Clone(rest[:min(size, len(rest))])
	if s.err != nil {
		f.Search.ItemsPerPage = 0 // there may be more
	}
	return f, nil
}

func (s *shelf) Entry(context.Context, string) (*atom.Entry, error) {
	return nil, openmedia.ErrNotFound
}

func (s *shelf) Close() error { s.closed.Store(true); return nil }

// entries returns entries of those names; "a=md5" has that hash.
func entries(names ...string) []atom.Entry {
	var all []atom.Entry
	for _, n := range names {
		id, sum, _ := strings.Cut(n, "=")
		e := atom.Entry{ID: "tag:x,2024:" + id, Title: atom.Plain(id)}
		if sum != "" {
			e.Media.Contents = []mediarss.Content{{URL: "https://x/" + id, Details: mediarss.Details{Hashes: []mediarss.Hash{{Value: sum}}}}}
		}
		all = append(all, e)
	}
	return all
}

func titles(found []services.Found) string {
	var s []string
	for _, f := range found {
		s = append(s, f.Source+":"+f.Entry.Title.String())
	}
	return strings.Join(s, " ")
}

const (
	sumOne = "9e107d9d372bb6826bd81d3542a419d6"
	sumTwo = "0cc175b9c0f1b6a831c399e269772661"
)

// Results come as they are found, failures between them, and what a source found
// before it failed stays.
func TestSearch_AsTheyCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := &shelf{entries: entries("s1", "s2"), pause: 2 * time.Second}
		quick := &shelf{entries: entries("q1", "q2", "q3"), page: 2, pause: time.Second}
		torn := &shelf{entries: entries("t1"), pause: 1500 * time.Millisecond, err: openmedia.ErrTemporary}
		shut := services.Source{Name: "shut", Open: func(context.Context) (openmedia.Searcher, error) { return nil, openmedia.ErrForbidden }}
		sources := []services.Source{services.Ready("slow", slow), services.Ready("quick", quick), services.Ready("torn", torn), shut}
		var got []string
		begin := time.Now()
		for f, err := range services.Search(t.Context(), sources, opensearch.Query{SearchTerms: "x"}, nil) {
			at := time.Since(begin).Seconds()
			if err != nil {
				got = append(got, fmt.Sprintf("%g %v", at, err))
			} else {
				got = append(got, fmt.Sprintf("%g %s:%s", at, f.Source, f.Entry.Title))
			}
		}
		want := []string{"0 shut: " + openmedia.ErrForbidden.Error(), "1 quick:q1", "1 quick:q2", "1.5 torn:t1", "2 quick:q3", "2 slow:s1", "2 slow:s2", "3 torn: " + openmedia.ErrTemporary.Error()}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("Search = %q\nwant %q", got, want)
		}
		for _, s := range []*shelf{slow, quick, torn} {
			if !s.closed.Load() {
				t.Errorf("a source was not closed")
			}
		}
	})
}

// At the deadline those that are not done are named, with what they found, and
// nobody waits for one that does not listen.
func TestSearch_Deadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sources := []services.Source{
			services.Ready("quick", &shelf{entries: entries("q1")}),
			services.Ready("slow", &shelf{entries: entries("s1", "s2"), page: 1, pause: 2 * time.Second}),
			services.Ready("deaf", &shelf{pause: time.Minute, stubborn: true}),
		}
		begin := time.Now()
		found, failures := services.Collect(t.Context(), sources, opensearch.Query{}, &services.SearchOptions{Timeout: 3 * time.Second})
		if d := time.Since(begin); d != 3*time.Second {
			t.Errorf("Collect took %s, want the deadline of 3s", d)
		}
		if got, want := titles(found), "quick:q1 slow:s1"; got != want {
			t.Errorf("Collect = %q, want %q", got, want)
		}
		var got []string
		for _, f := range failures {
			got = append(got, fmt.Sprintf("%v after %d", f, f.Found))
			if !errors.Is(f, context.DeadlineExceeded) {
				t.Errorf("%v wraps %v, want %v", f, f.Err, context.DeadlineExceeded)
			}
		}
		want := []string{"slow: did not answer in time after 1", "deaf: did not answer in time after 0"}
		if !slices.Equal(got, want) {
			t.Errorf("failures %q, want %q", got, want)
		}
		time.Sleep(2 * time.Minute) // the deaf one ends
	})
}

// The order is the sources' and not the clock's, and so is which of two
// duplicates stays, by id (OM-31) and by hash (MR-11).
func TestCollect_OM31_MR11(t *testing.T) {
	for _, pauses := range [][]time.Duration{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		synctest.Test(t, func(t *testing.T) {
			lists := [][]string{{"a1", "both=" + sumOne, "a3"}, {"b1", "b2=" + sumOne, "a3"}, {"c1", "c2=" + sumTwo, "c3=00000000000000000000000000000000", "c4=00000000000000000000000000000000", "c5=xyz", "c6=xyz"}}
			var sources []services.Source
			for i, l := range lists {
				sources = append(sources, services.Ready(string(rune('a'+i)), &shelf{entries: entries(l...), page: 2, pause: pauses[i] * time.Second}))
			}
			found, failures := services.Collect(t.Context(), sources, opensearch.Query{}, nil)
			want := "a:a1 b:b1 c:c1 a:both c:c2 a:a3 c:c3 c:c4 c:c5 c:c6"
			if got := titles(found); got != want || len(failures) > 0 {
				t.Errorf("pauses %v: Collect = %q, %v\nwant %q", pauses, got, failures, want)
			}
		})
	}
}

func TestSearch_DuplicatesOnce(t *testing.T) {
	sources := []services.Source{
		services.Ready("a", &shelf{entries: entries("same", "one="+sumOne)}),
		services.Ready("b", &shelf{entries: entries("same", "two="+strings.ToUpper(sumOne))}),
	}
	n := 0
	for _, err := range services.Search(t.Context(), sources, opensearch.Query{}, nil) {
		if err != nil {
			t.Error(err)
		}
		n++
	}
	if n != 2 {
		t.Errorf("%d results, want 2", n)
	}
}

// Who has seen enough stops everything.
func TestSearch_Stop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sources := []services.Source{services.Ready("a", &shelf{entries: entries("1", "2", "3")}), services.Ready("b", &shelf{pause: time.Hour})}
		for range services.Search(t.Context(), sources, opensearch.Query{}, &services.SearchOptions{Timeout: 2 * time.Hour}) {
			break
		}
	}) // synctest fails where a goroutine is left
}

// A limit holds for each source, and no page more than it takes is asked for.
func TestCollect_Limit(t *testing.T) {
	s := &shelf{entries: entries("1", "2", "3", "4", "5"), page: 2, err: errors.New("asked too far")}
	found, failures := services.Collect(t.Context(), []services.Source{services.Ready("a", s)}, opensearch.Query{}, &services.SearchOptions{Limit: 4})
	if got, want := titles(found), "a:1 a:2 a:3 a:4"; got != want || len(failures) > 0 {
		t.Errorf("Collect of 4 = %q, %v; want %q", got, failures, want)
	}
}

// A whole Searcher behind a handler is a source like any other.
func TestCollect_Client_OM20(t *testing.T) {
	memory := openmediatest.NewMemory(atom.Minter{Authority: "x.example", Date: "2024"}, openmediatest.Items())
	server := httptest.NewServer(&openmedia.Handler{IDs: atom.Minter{Authority: "x.example", Date: "2024"}, Count: 2,
		For: func(*http.Request) (openmedia.Searcher, error) { return memory, nil }})
	defer server.Close()
	remote := services.Source{Name: "remote", Open: func(ctx context.Context) (openmedia.Searcher, error) {
		return openmedia.Open(ctx, server.URL+"/opensearch.xml", nil)
	}}
	want, _ := services.Collect(t.Context(), []services.Source{services.Ready("remote", memory)}, opensearch.Query{}, &services.SearchOptions{Limit: 100})
	got, failures := services.Collect(t.Context(), []services.Source{remote}, opensearch.Query{}, &services.SearchOptions{Limit: 100})
	if titles(got) != titles(want) || len(got) != len(openmediatest.Items()) || len(failures) > 0 {
		t.Errorf("Collect across the wire = %q, %v\nwant %q", titles(got), failures, titles(want))
	}
	both, _ := services.Collect(t.Context(), []services.Source{remote, services.Ready("local", memory)}, opensearch.Query{}, &services.SearchOptions{Limit: 100})
	if len(both) != len(want) {
		t.Errorf("%d results of the same service twice, want %d", len(both), len(want))
	}
}

// A service is asked as its operators wish: by name, one at a time, not too
// often, and not at all while it has said so.
func TestCaller_Manners(t *testing.T) {
	var inside, most atomic.Int32
	var agents []string
	status := http.StatusOK
	now := time.Date(2024, 7, 14, 0, 0, 0, 0, time.UTC)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), inside.Add(1)))
		defer inside.Add(-1)
		agents = append(agents, r.UserAgent())
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(status)
		io.WriteString(w, `{"a": 1}`)
	}))
	defer server.Close()
	var slept []time.Duration
	c := services.NewCaller(time.Second, &services.Options{HTTP: server.Client(), Contact: "https://me.example/", Now: func() time.Time { return now },
		Sleep: func(_ context.Context, d time.Duration) error { slept = append(slept, d); now = now.Add(d); return nil }})
	done := make(chan error)
	for range 4 {
		go func() {
			var v struct{ A int }
			err := c.JSON(context.Background(), server.URL, &v)
			if err == nil && v.A != 1 {
				err = fmt.Errorf("read %v", v)
			}
			done <- err
		}()
	}
	for range 4 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if want := []time.Duration{time.Second, time.Second, time.Second}; !slices.Equal(slept, want) || most.Load() != 1 {
		t.Errorf("slept %v with %d requests at once, want %v and 1", slept, most.Load(), want)
	}
	if !strings.HasPrefix(agents[0], "mediasock/") || !strings.Contains(agents[0], "(+https://me.example/)") {
		t.Errorf("User-Agent %q", agents[0])
	}
	status = http.StatusTooManyRequests
	for range 3 {
		var later *openmedia.TemporaryError
		if err := c.JSON(t.Context(), server.URL, nil); !errors.As(err, &later) || later.RetryAfter != 90*time.Second {
			t.Errorf("asked too much: %v, want a TemporaryError of 90s", err)
		}
	}
	if len(agents) != 5 {
		t.Errorf("%d requests, want 5: none while told to stay away", len(agents))
	}
	now, status = now.Add(91*time.Second), http.StatusOK
	if err := c.JSON(t.Context(), server.URL, &struct{}{}); err != nil {
		t.Errorf("after the time: %v", err)
	}
}

// Answers are read within limits, and what is none is an error.
func TestCaller_Limits_XS1(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			io.WriteString(w, `"`+strings.Repeat("x", 2000)+`"`)
		case "/html":
			io.WriteString(w, "<html>")
		case "/deep":
			io.WriteString(w, strings.Repeat("[", 900))
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	c := services.NewCaller(0, &services.Options{HTTP: server.Client(), Bytes: 1000})
	for path, want := range map[string]error{"/large": openmedia.ErrUnusable, "/html": openmedia.ErrUnusable, "/deep": openmedia.ErrUnusable, "/none": openmedia.ErrNotFound} {
		var v any
		if err := c.JSON(t.Context(), server.URL+path, &v); !errors.Is(err, want) {
			t.Errorf("JSON(%s) = %v, want %v", path, err, want)
		}
	}
}

// Without a client of its own a Caller reaches the public internet alone.
func TestCaller_Guarded(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the canary was asked") }))
	defer server.Close()
	if _, _, err := services.NewCaller(0, nil).Get(t.Context(), server.URL, "*/*"); !errors.Is(err, guard.ErrRefused) {
		t.Errorf("Get(%s) = %v, want %v", server.URL, err, guard.ErrRefused)
	}
}

// A conversation that nobody has had says so.
func TestConversations_SayWhereTheyAreFrom(t *testing.T) {
	files, err := filepath.Glob("*/testdata/*.txtar")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d conversations: %v", len(files), err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		said := string(text)
		live, unverified := strings.HasPrefix(said, "Seen live"), strings.HasPrefix(said, "Unverified until seen live")
		if asked := strings.Contains(said, "\n-- GET "); asked && !live && !unverified {
			t.Errorf("%s says neither where it is from nor that it is unverified", name)
		}
	}
}

func TestRegistry(t *testing.T) {
	var opened []string
	open := func(host string, _ *services.Options) (openmedia.Searcher, error) {
		opened = append(opened, host)
		return &shelf{}, nil
	}
	r := services.Registry{{Name: "one", Open: open}, {Name: "many", Hosted: true, Open: open}}
	for _, c := range []struct {
		name string
		ok   bool
		none bool
	}{
		{"one", true, false}, {"many:a.example", true, false}, {"many:a.example:8443", true, false},
		{"one:a.example", false, false}, {"many", false, false}, {"many:", false, false}, {"many:a/b", false, false}, {"many:u@a", false, false}, {"many:a?b", false, false},
		{"example.org", false, true}, {"localhost:8080", false, true}, {"", false, true},
	} {
		s, err := r.Open(c.name, nil)
		if (err == nil) != c.ok || errors.Is(err, services.ErrUnknown) != c.none || c.ok && s.Name != c.name {
			t.Errorf("Open(%q) = %v, %v; want ok %v, unknown %v", c.name, s.Name, err, c.ok, c.none)
		}
	}
	if want := []string{"", "a.example", "a.example:8443"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
	if got, want := r.Names(), []string{"one", "many:HOST"}; !slices.Equal(got, want) {
		t.Errorf("Names() = %q, want %q", got, want)
	}
}

func ExampleSearch() {
	memory := openmediatest.NewMemory(atom.Minter{Authority: "x.example", Date: "2024"}, openmediatest.Items())
	sources := []services.Source{services.Ready("me", memory)}
	for found, err := range services.Search(context.Background(), sources, opensearch.Query{SearchTerms: "pier"}, nil) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(found.Source, found.Entry.Title)
	}
	// Output: me Pier at dusk
}
