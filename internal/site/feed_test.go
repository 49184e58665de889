package site_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
)

var freshFeed = regexp.MustCompile(`<code>([^<]*/feed\?[^<]*)</code>`)

// subscribe makes a secret address and returns its path.
func (b *browser) subscribe(search string) string {
	b.t.Helper()
	r := b.post("/account/feed", url.Values{"feed": {search}})
	r.want(b.t, "making a feed of "+search, http.StatusOK)
	found := freshFeed.FindStringSubmatch(r.body)
	if found == nil {
		b.t.Fatalf("no address in %s", r.body)
	}
	u, err := url.Parse(strings.ReplaceAll(found[1], "&amp;", "&"))
	if err != nil {
		b.t.Fatal(err)
	}
	return u.RequestURI()
}

// keyed returns a path with the key of a feed.
func keyed(path, feed string) string {
	u, _ := url.Parse(feed)
	return path + "?key=" + u.Query().Get("key")
}

func TestSecretFeedOpensItsItemsAlone_OA13(t *testing.T) {
	h := newHouse(t, nil)
	ada, bob := h.user("ada"), h.user("bob")
	album := h.album(ada, "Secret harbour")
	in := h.add(ada, "pier.jpg", large(), mediasock.Media{Title: "In it", Keywords: []string{"sea"}, Parents: []string{album}})
	out := h.add(ada, "diary.txt", []byte("dear diary"), mediasock.Media{Title: "Out of it", Keywords: []string{"sea"}})
	other := h.add(bob, "bob.txt", []byte("bob's"), mediasock.Media{Title: "Bob's"})
	feed := h.signedIn("ada").subscribe("album=" + album)
	reader := h.browser()
	f := reader.feedAt(feed)
	if len(f.Entries) != 1 || f.Entries[0].Title.Body != "In it" || f.Title.Body != "Secret harbour" {
		t.Fatalf("the feed %q has %d entries", f.Title.Body, len(f.Entries))
	}
	e := &f.Entries[0]
	file, _ := e.Media.Default()
	opened := []string{f.Link(atom.RelSelf), f.Link(atom.RelFirst), e.Document(), file.URL, e.Media.Thumbnails[0].URL}
	for _, address := range append(opened, e.Media.Groups[0].Contents[1].URL) {
		r := reader.get(strings.TrimPrefix(address, h.url))
		r.want(t, address, http.StatusOK)
		if r.header.Get("Referrer-Policy") != "no-referrer" || !strings.HasPrefix(r.header.Get("Cache-Control"), "private") {
			t.Errorf("%s: %v", address, r.header)
		}
	}
	if page := e.Page(); page != h.url+"/i/"+in {
		t.Errorf("the page for people is %q", page)
	}
	for _, id := range []string{out, other, "1", "x"} {
		for _, path := range []string{"/feed/atom/", "/feed/media/", "/feed/thumb/"} {
			reader.get(keyed(path+id, feed)).want(t, path+id, http.StatusNotFound)
		}
	}
	for _, path := range []string{"/atom/" + in, "/media/" + in, "/thumb/" + in} {
		reader.get(keyed(path, feed)).want(t, "the key elsewhere: "+path, http.StatusUnauthorized)
	}
	for _, more := range []string{"&q=diary", "&album=", "&tag=sea", "&kind=book", "&by=" + bob.ID} {
		if f := reader.feedAt(feed + more); len(f.Entries) != 1 || f.Entries[0].ID != e.ID {
			t.Errorf("%s changes what the feed has: %d entries", more, len(f.Entries))
		}
	}
	if strings.Contains(h.log.String(), keyed("", feed)[5:]) {
		t.Error("the log holds the secret")
	}
}

func TestSecretFeedOfASearch(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	in := h.add(ada, "a.txt", []byte("a"), mediasock.Media{Title: "Pier at dusk"})
	out := h.add(ada, "b.txt", []byte("b"), mediasock.Media{Title: "Pier at dawn"})
	for search, want := range map[string][2]int{"q=dusk": {200, 404}, "": {200, 200}, "kind=book": {200, 200}, "by=" + ada.ID: {200, 200}} {
		feed := h.signedIn("ada").subscribe(search)
		h.browser().get(keyed("/feed/atom/"+in, feed)).want(t, search, want[0])
		h.browser().get(keyed("/feed/atom/"+out, feed)).want(t, search, want[1])
	}
	feed := h.signedIn("ada").subscribe("")
	rss := h.browser().get(strings.Replace(feed, "format=atom", "format=rss", 1))
	rss.want(t, "RSS", http.StatusOK, "<rss ", "/feed/media/")
	if page := h.browser().feedAt(feed + "&count=1"); page.Link(atom.RelNext) == "" {
		t.Error("a page of one has no next")
	} else if second := h.browser().feedAt(strings.TrimPrefix(page.Link(atom.RelNext), h.url)); len(second.Entries) != 1 || second.Entries[0].ID == page.Entries[0].ID {
		t.Errorf("the second page has %d entries", len(second.Entries))
	}
	h.signedIn("ada").post("/account/feed", url.Values{"feed": {"kind=nonsense"}}).want(t, "no search", http.StatusBadRequest)
	h.signedIn("ada").post("/account/feed", url.Values{"feed": {"album=12345"}}).want(t, "no album", http.StatusNotFound)
}

func TestSecretFeedEnds(t *testing.T) {
	h := newHouse(t, nil)
	ada, bob := h.user("ada"), h.user("bob")
	id := h.add(ada, "a.txt", []byte("a"), mediasock.Media{Title: "Pier"})
	feed := h.signedIn("ada").subscribe("")
	h.browser().get(feed).want(t, "before", http.StatusOK)
	adaID, _ := library.ParseID(ada.ID)
	bobID, _ := library.ParseID(bob.ID)
	keys, err := h.accounts.FeedKeys(t.Context(), adaID)
	h.must(err)
	if err := h.accounts.RevokeFeedKey(t.Context(), bobID, keys[0].ID); err == nil {
		t.Error("another could end it")
	}
	h.must(h.accounts.SetDisabled(t.Context(), adaID, true))
	h.browser().get(feed).want(t, "while the account is disabled", http.StatusNotFound)
	h.must(h.accounts.SetDisabled(t.Context(), adaID, false))
	h.signedIn("ada").post("/account/feed/revoke", url.Values{"id": {keys[0].ID.String()}}).want(t, "ending it", http.StatusSeeOther)
	h.browser().get(feed).want(t, "after", http.StatusNotFound)
	h.browser().get(keyed("/feed/media/"+id, feed)).want(t, "its file after", http.StatusNotFound)
}

func TestGuessingFeedsIsThrottled(t *testing.T) {
	h := newHouse(t, nil)
	h.user("ada")
	feed := h.signedIn("ada").subscribe("")
	b := h.browser()
	for range 300 {
		b.get("/feed?key=wrong")
	}
	b.get("/feed?key=wrong").want(t, "the 301st guess", http.StatusTooManyRequests)
	b.get(feed).want(t, "the right one from there", http.StatusTooManyRequests)
}

func TestLicences_OM35_MR13(t *testing.T) {
	h := newHouse(t, nil)
	ada := h.user("ada")
	album := h.album(ada, "Free")
	id := h.add(ada, "pier.jpg", large(), mediasock.Media{Title: "Pier", Parents: []string{album}})
	h.show(ada, id, library.Public)
	b := h.signedIn("ada")
	licences := func() string {
		return strings.Join(h.browser().feedAt("/search?format=atom").Entries[0].Licenses(nil), " ")
	}
	const by, nc, cc0 = "https://creativecommons.org/licenses/by/4.0/", "https://creativecommons.org/licenses/by-nc/4.0/", "https://creativecommons.org/publicdomain/zero/1.0/"
	for _, step := range []struct{ name, path, value, want string }{
		{"nothing said", "", "", ""},
		{"the account", "/account/license", by, by},
		{"its album", "/a/" + album, nc, nc},
		{"itself", "/i/" + id, cc0, cc0},
		{"itself none", "/i/" + id, library.NoLicense, ""},
		{"itself as usual", "/i/" + id, "", nc},
		{"its album as usual", "/a/" + album, "", by},
		{"what nobody offers", "/account/license", "https://evil.example/", by},
	} {
		if step.path != "" {
			b.post(step.path, url.Values{"license": {step.value}})
		}
		if got := licences(); got != step.want {
			t.Errorf("%s: %q, want %q", step.name, got, step.want)
		}
	}
	h.browser().get("/i/"+id).want(t, "the page", http.StatusOK, `rel="license" href="`+by+`"`, "CC BY 4.0")
	b.post("/i/"+id, url.Values{"license": {""}, "adult": {"1"}})
	e := h.browser().feedAt("/search?format=atom").Entries[0]
	if !e.Media.Adult() || e.Media.License == nil || e.Media.License.Name != "CC BY 4.0" || len(e.Media.Credits) != 1 {
		t.Errorf("media of the entry: %+v", e.Media.Details)
	}
}

func TestBadVisibilityChangesNothing(t *testing.T) {
	h, _, album, shown, _ := shelf(t)
	b := h.signedIn("ada")
	for _, path := range []string{"/i/" + shown, "/a/" + album} {
		b.post(path, url.Values{"title": {"changed"}, "visibility": {"nonsense"}}).want(t, path, http.StatusBadRequest)
		if page := b.get(path); strings.Contains(page.body, "changed") {
			t.Errorf("%s: the title is changed", path)
		}
	}
}

func TestHSTSOverTLSAlone(t *testing.T) {
	h := newHouse(t, func(o *site.Options) { o.Front.Proxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	for proto, want := range map[string]bool{"http": false, "https": true} {
		r := h.browser().do("GET", "/healthz", http.Header{"X-Forwarded-Proto": {proto}, "X-Forwarded-For": {"192.0.2.1"}}, nil)
		if got := r.header.Get("Strict-Transport-Security") != ""; got != want {
			t.Errorf("%s: HSTS %v, want %v", proto, got, want)
		}
	}
}
