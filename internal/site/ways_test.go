package site_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// TestPersonalMedia: a photograph and a film that a person who is signed in
// brings are hers, whatever protocol asks for them (MS-3), and strangers find
// neither.
func TestPersonalMedia_MS9_MS3(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	c := &client.Client{Mechanisms: auth.All(), APIKey: "test"}
	s, err := c.Discover(t.Context(), h.url)
	h.must(err)
	session, err := s.SignIn(t.Context(), mediasock.Credentials{Username: "ada", Password: password})
	h.must(err)
	album, err := session.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "Mine"})
	h.must(err)
	pages := map[string]string{}
	for name, data := range map[string][]byte{"pier.jpg": photo(), "ferry.mp4": mediatest.Movie(mediatest.MovieOptions{})} {
		item, err := session.MediaAppend(t.Context(), &mediasock.Media{Parents: mediasock.List{album.ID}}, file{name, data})
		h.must(err)
		pages[name] = "/media/" + item.ID
	}
	ada, stranger := h.signedIn("ada"), h.browser()
	for name, page := range pages {
		ada.get(page).want(t, name+" for its owner", http.StatusOK)
		stranger.get(page).want(t, name+" for a stranger", http.StatusUnauthorized)
	}
	for contentType, call := range map[string]string{
		"application/x-www-form-urlencoded": "method=mediasock.taxa.list",
		"text/xml":                          "<methodCall><methodName>mediasock.taxa.list</methodName></methodCall>",
		"text/javascript":                   `{"jsonrpc":"2.0","method":"mediasock.taxa.list","id":1}`,
	} {
		ada.do("POST", "/mediasock/", http.Header{"Content-Type": {contentType}}, strings.NewReader(call)).want(t, contentType, http.StatusOK, "Mine")
	}
}

// TestDoors: the handshake says where the search is, as a method and as an
// element, and what it names is there.
func TestDoors_X1_X4(t *testing.T) {
	h := newHouse(t, nil)
	c := &client.Client{Mechanisms: auth.All(), APIKey: "test"}
	s, err := c.Discover(t.Context(), h.url)
	h.must(err)
	address, ok := s.Offer().Door(mediasock.MethodOpenSearch)
	if !ok || address != h.url+"/opensearch.xml" {
		t.Errorf("Door(opensearch.description) = %q, %t, want %s/opensearch.xml", address, ok, h.url)
	}
	if e := s.Offer().Elements; len(e) != 1 || e[0] != (mediasock.Element{Name: "x-opensearch", Value: address}) {
		t.Errorf("elements %+v, want x-opensearch with %s (X-4)", e, address)
	}
	if u, ok := s.Offer().Door(mediasock.MethodAtomPub); ok {
		t.Errorf("a door that is not there is announced: %s", u)
	}
	if _, err := openmedia.Open(t.Context(), address, nil); err != nil {
		t.Errorf("there is no description behind the door: %v", err)
	}
}

// TestPlayer: what a feed calls the player of a film is an HTML page that other
// sites may frame; the pages with forms are not.
func TestPlayer_OM38_OA9(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	film := h.add(u, "ferry.mp4", mediatest.Movie(mediatest.MovieOptions{}), mediasock.Media{})
	h.show(u, film, library.Public)
	c, err := openmedia.Open(t.Context(), h.url+"/opensearch.xml", nil)
	h.must(err)
	f, err := c.Search(t.Context(), opensearch.Query{SearchTerms: "ferry"})
	h.must(err)
	if len(f.Entries) != 1 || f.Entries[0].Media.Player == nil {
		t.Fatalf("the feed has %d entries, want one with a player", len(f.Entries))
	}
	player := f.Entries[0].Media.Player
	if player.Width <= 0 || player.Height <= 0 || !strings.HasPrefix(player.URL, h.url+"/") {
		t.Errorf("player %+v, want an address here and a size", player)
	}
	b := h.browser()
	r := b.get(strings.TrimPrefix(player.URL, h.url))
	r.want(t, "the player", http.StatusOK, "<video controls", `src="/media/`+film)
	if policy := r.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors *") || !strings.Contains(policy, "default-src 'none'") {
		t.Errorf("the player's policy is %q, want frames allowed and nothing else", policy)
	}
	if ct := r.header.Get("Content-Type"); !strings.HasPrefix(ct, "text/html") || strings.Contains(r.body, "<form") || strings.Contains(r.body, "<object") {
		t.Errorf("the player is %q:\n%s", ct, r.body)
	}
	if policy := b.get("/i/" + film).header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("the item's page has the policy %q, want no frames", policy)
	}
}

// TestPublishedBetween: as in GData the range of dates has its first moment and
// not its last; OpenSearch's has both.
func TestPublishedBetween(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	h.show(ada, h.add(ada, "pier.jpg", photo(), mediasock.Media{}), library.Public)
	taken := h.browser().feedAt("/search?format=atom").Entries[0].Published
	at := url.QueryEscape(taken.Format(time.RFC3339))
	later := url.QueryEscape(taken.Add(time.Second).Format(time.RFC3339))
	for query, want := range map[string]int{
		"published-min=" + at: 1, "published-min=" + later: 0, "published-max=" + at: 0, "published-max=" + later: 1, "end=" + at: 1,
	} {
		if n := len(h.browser().feedAt("/search?format=atom&" + query).Entries); n != want {
			t.Errorf("%s: %d entries, want %d", query, n, want)
		}
	}
	h.browser().get("/search?format=atom&published-max=yesterday").want(t, "no date", http.StatusBadRequest)
}

// TestCountsInThePage_OS22: the page of results gives its counts as meta
// elements, and its address says by OpenSearch's parameters which page it is.
func TestCountsInThePage_OS22_OA7(t *testing.T) {
	h := newHouse(t, nil)
	u := h.user("ada")
	for i := range 65 {
		id := h.add(u, "pier.txt", []byte(strings.Repeat("x", i+1)), mediasock.Media{Title: "Pier"})
		h.show(u, id, library.Public)
	}
	meta := regexp.MustCompile(`<meta name="(totalResults|startIndex|itemsPerPage)" content="([0-9]+)">`)
	b := h.browser()
	for query, want := range map[string]string{
		"": "65 1 60", "&startPage=2": "65 61 60", "&startIndex=61": "65 61 60", "&startIndex=5&startPage=2": "65 1 60", "&page=2": "65 61 60",
	} {
		r := b.get("/search?q=pier&format=html" + query)
		got := map[string]string{}
		for _, m := range meta.FindAllStringSubmatch(r.body, -1) {
			got[m[1]] = m[2]
		}
		if counts := got["totalResults"] + " " + got["startIndex"] + " " + got["itemsPerPage"]; counts != want {
			t.Errorf("%s: the page counts %q, want %q", query, counts, want)
		}
		if n := strings.Count(r.body, `<li><a href="/i/`); (n == 5) != strings.HasPrefix(want, "65 61") {
			t.Errorf("%s: %d items on the page", query, n)
		}
	}
	if strings.Contains(b.get("/").body, "totalResults") {
		t.Error("a page that is no search has counts")
	}
}
