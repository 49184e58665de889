package openmedia_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/openmediatest"
)

// A date alone tells whether an answer has changed, even where nothing in it became
// newer, and where it changed twice within a second.
func TestHandler_dates_AT17(t *testing.T) {
	h := newHandler()
	now := time.Date(2026, 5, 4, 3, 2, 1, 500e6, time.UTC)
	h.Now = func() time.Time { return now }
	items := openmediatest.Items()
	h.For = func(*http.Request) (openmedia.Searcher, error) { return openmediatest.NewMemory(ids, items), nil }
	since := func(date string) *http.Response { return get(t, h, "/search?q=harvest", "If-Modified-Since", date) }

	first := since("").Header.Get("Last-Modified")
	if first != "Mon, 04 May 2026 03:02:01 GMT" || since(first).StatusCode != http.StatusNotModified {
		t.Errorf("Last-Modified %q, then status %d, want 304", first, since(first).StatusCode)
	}
	items = items[:len(items)-4]
	if got := since(first); got.StatusCode != http.StatusOK || got.Header.Get("Last-Modified") != "" {
		t.Errorf("an entry left in the same second: status %d, Last-Modified %q, want 200 and none", got.StatusCode, got.Header.Get("Last-Modified"))
	}
	now = now.Add(time.Minute)
	second := since(first).Header.Get("Last-Modified")
	if second != "Mon, 04 May 2026 03:02:02 GMT" || since(second).StatusCode != http.StatusNotModified {
		t.Errorf("after it: Last-Modified %q, status %d, want 304", second, since(second).StatusCode)
	}
	items = openmediatest.Items()
	if got := since(second); got.StatusCode != http.StatusOK || got.Header.Get("Last-Modified") != "Mon, 04 May 2026 03:03:01 GMT" {
		t.Errorf("the entry is back: status %d, Last-Modified %q", got.StatusCode, got.Header.Get("Last-Modified"))
	}
	if got := get(t, h, "/search?q=harvest", "If-Modified-Since", second, "Cookie", "a=b"); got.StatusCode != http.StatusOK {
		t.Errorf("another asks: status %d, want 200", got.StatusCode)
	}
}

func TestHandler_strict_GD6(t *testing.T) {
	h := newHandler()
	for address, want := range map[string]int{
		"/search?strict=true&q=pier&wat=1":                                   http.StatusBadRequest,
		"/search?strict=true&q=pier&wat=":                                    http.StatusBadRequest,
		"/search?strict=false&q=pier&wat=1":                                  http.StatusOK,
		"/search?strict=true&q=pier&max-results=1&alt=rss&box=1,2,3,4&ie=":   http.StatusOK,
		"/search?strict=true&q=pier&startPage=1&kind=photo&start=2020-01-01": http.StatusOK,
	} {
		if got := get(t, h, address).StatusCode; got != want {
			t.Errorf("%s: status %d, want %d", address, got, want)
		}
	}
}
