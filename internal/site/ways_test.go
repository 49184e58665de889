package site_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
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
	for _, name := range []string{"published-max", "updated-min"} {
		h.browser().get("/search?format=atom&"+name+"=yesterday").want(t, "no date", http.StatusBadRequest)
	}
}

// TestGData_GD3_GD4: entries are found by the dates that they bear, whatever these mean,
// and by who has them; addresses of other pages, of the page for people and of a
// secret feed say the same.
func TestGData_GD3_GD4(t *testing.T) {
	h := newHouse(t, nil)
	ada, bob := h.user("ada"), h.user("bob")
	h.show(ada, h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "Pier", Keywords: []string{"sea", "harbour"}}), library.Public)
	h.show(bob, h.add(bob, "a.txt", []byte("a"), mediasock.Media{Title: "Note"}), library.Public)
	h.add(bob, "b.txt", []byte("b"), mediasock.Media{Title: "Secret"})
	note := h.browser().feedAt("/search?format=atom&q=note").Entries[0]
	published, updated := note.Published.Format(time.RFC3339), note.Updated.Format(time.RFC3339)
	after := url.QueryEscape(note.Updated.Add(time.Hour).Format(time.RFC3339))
	for query, want := range map[string]string{
		"published-min=" + url.QueryEscape(published): "Note", "published-max=" + url.QueryEscape(published): "Pier",
		"updated-min=" + url.QueryEscape(updated) + "&author=bob": "Note", "updated-min=" + after: "", "updated-max=" + after + "&author=ADA": "Pier",
		"category=harbour%7Csea,-none": "Pier", "category=-sea": "Note", "category=sea,harbour": "Pier",
		"author=bob": "Note", "author=nobody": "", "author=bob&q=pier": "",
	} {
		f := h.browser().feedAt("/search?format=atom&" + query)
		titles := ""
		for _, e := range f.Entries {
			titles += e.Title.Body
		}
		if titles != want || f.Search.TotalResults != min(1, len(want)) {
			t.Errorf("%s: %q of %d, want %q", query, titles, f.Search.TotalResults, want)
		}
	}
	f := h.browser().feedAt("/search?format=atom&author=bob&published-min=" + url.QueryEscape(published))
	for _, rel := range []string{atom.RelSelf, atom.RelAlternate, atom.RelLast} {
		if address := f.Link(rel); !strings.Contains(address, "author=bob") || !strings.Contains(address, "published-min=") {
			t.Errorf("%s is %q", rel, address)
		}
	}
	h.browser().get("/search?format=html&author=bob").want(t, "the page", http.StatusOK, ">Note<")
	if f := h.browser().feedAt(h.signedIn("bob").subscribe("author=bob")); len(f.Entries) != 2 {
		t.Errorf("bob's own feed has %d entries, want 2", len(f.Entries))
	}
}

// TestRevalidation_AT17: who asks by a date is not told to keep what has become
// private, though nothing in the feed is newer than before.
func TestRevalidation_AT17(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	h.show(ada, h.add(ada, "a.txt", []byte("a"), mediasock.Media{Title: "Note"}), library.Public)
	secret := h.add(ada, "b.txt", []byte("b"), mediasock.Media{Title: "Secret"})
	h.show(ada, secret, library.Public)
	b := h.browser()
	modified := b.get("/search?format=atom").header.Get("Last-Modified")
	h.show(ada, secret, library.Private)
	b.do("GET", "/search?format=atom", http.Header{"If-Modified-Since": {modified}}, nil).want(t, "an entry left", http.StatusOK, ">Note<")
}

// TestNothing_OA15_OM15: a feed of nothing has a date that stays, and a feed for
// people; RSS has all that it wants.
func TestNothing_OA15_OM15(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	first := h.browser().feedAt("/search?format=atom&q=nothing")
	if first.Updated.Year() < 2000 || !h.browser().feedAt("/search?format=atom&q=other").Updated.Equal(first.Updated) {
		t.Errorf("an empty library is of %v", first.Updated)
	}
	h.show(ada, h.add(ada, "a.txt", []byte("a"), mediasock.Media{Title: "Note"}), library.Public)
	note := h.browser().feedAt("/search?format=atom")
	for _, past := range []string{"/search?format=atom&q=nothing", "/search?format=atom&startIndex=50"} {
		if f := h.browser().feedAt(past); !f.Updated.Equal(note.Updated) {
			t.Errorf("%s is of %v, want %v", past, f.Updated, note.Updated)
		}
	}
	secret := h.signedIn("ada").subscribe("q=note")
	f := h.browser().feedAt(secret)
	if page, _ := atom.FindLink(f.Links, atom.RelAlternate, "text/html"); page.Href != h.url+"/search?q=note&format=html" {
		t.Errorf("the page of a secret feed is %q", page.Href)
	}
	for _, address := range []string{"/search?format=rss&q=nothing", strings.Replace(secret, "format=atom", "format=rss", 1)} {
		r := h.browser().get(address)
		for _, empty := range []string{"<link></link>", "<description></description>", "<title></title>"} {
			if head, _, _ := strings.Cut(r.body, "<item>"); strings.Contains(head, empty) {
				t.Errorf("%s has %s", address, empty)
			}
		}
	}
}

// TestDocumentsHaveTheirSums_MR11: of a document others are given every byte, so they
// are told its sums; those of a photograph without its place would be another's.
func TestDocumentsHaveTheirSums_MR11(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	h.show(ada, h.add(ada, "a.txt", []byte("a"), mediasock.Media{Title: "Note"}), library.Public)
	h.show(ada, h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "Pier"}), library.Public)
	for title, want := range map[string]int{"note": 2, "pier": 0} {
		e := h.browser().feedAt("/search?format=atom&q=" + title).Entries[0]
		file, _ := e.Media.Default()
		if len(file.Hashes) != want {
			t.Errorf("%s has the sums %v, want %d", title, file.Hashes, want)
		}
	}
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
