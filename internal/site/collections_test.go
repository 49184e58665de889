package site_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// feedAt reads a feed.
func (b *browser) feedAt(path string) *atom.Feed {
	b.t.Helper()
	r := b.get(path)
	r.want(b.t, path, http.StatusOK)
	f, err := atom.ReadFeed(strings.NewReader(r.body), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return f
}

// large returns a photograph that is larger than its previews are.
func large() []byte {
	m := image.NewGray(image.Rect(0, 0, 2000, 1500))
	for i := range m.Pix {
		m.Pix[i] = byte(i / 2000 / 6)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// shelf is a house with an album of ada's that everyone sees, with a photograph in
// it, and one that she alone sees.
func shelf(t *testing.T) (h *house, ada *mediasock.User, album, shown, hidden string) {
	t.Helper()
	h = newHouse(t, nil)
	ada = h.user("ada")
	album = h.album(ada, "Harbour")
	n, _ := library.ParseID(album)
	_, err := h.library.SetTaxonVisibility(t.Context(), library.ViewerOf(ada), n, library.Public)
	h.must(err)
	shown = h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "The pier at dusk", Keywords: []string{"Swansea Bay"}, Parents: []string{album}})
	hidden = h.add(ada, "diary.txt", []byte("dear diary"), mediasock.Media{Title: "Lighthouse diary", Keywords: []string{"Swansea Bay"}})
	return h, ada, album, shown, hidden
}

func TestFeedOfEveryCollection_OM15_OM29_TG3(t *testing.T) {
	h, ada, album, shown, _ := shelf(t)
	ids := map[string]string{}
	for name, test := range map[string]struct{ page, feed, title string }{
		"newest": {"/", "/search?q=&format=atom", "Test house"},
		"album":  {"/a/" + album, "/search?q=&format=atom&album=" + album, "Harbour"},
		"tag":    {"/search?q=&tag=swansea+bay&format=html", "/search?q=&format=atom&tag=swansea+bay", "swansea bay"},
		"user":   {"/search?q=&format=html&by=" + ada.ID, "/search?q=&format=atom&by=" + ada.ID, "By ada"},
	} {
		f := h.browser().feedAt(test.feed)
		if f.Title.Body != test.title || len(f.Entries) != 1 || !strings.HasSuffix(f.Entries[0].ID, ":media-"+shown) {
			t.Errorf("%s: title %q, %d entries, want %q and one", name, f.Title.Body, len(f.Entries), test.title)
		}
		if !strings.HasPrefix(f.ID, "tag:") || ids[f.ID] != "" {
			t.Errorf("%s: id %q, which %s has", name, f.ID, ids[f.ID])
		}
		ids[f.ID] = name
		page := h.browser().get(test.page)
		page.want(t, name, http.StatusOK, `type="application/atom+xml"`, `type="application/rss+xml"`)
		again := h.browser().feedAt(feedOf(t, page.body))
		if again.ID != f.ID {
			t.Errorf("%s: the page leads to the feed %s, want %s", name, again.ID, f.ID)
		}
	}
	if f := h.browser().feedAt("/search?q=&format=atom&album=" + album); f.Link(atom.RelAlternate) != h.url+"/a/"+album {
		t.Errorf("the album's feed leads to %q", f.Link(atom.RelAlternate))
	}
}

// feedOf returns the address of the feed that a page links to.
func feedOf(t *testing.T, body string) string {
	t.Helper()
	_, rest, _ := strings.Cut(body, `<link rel="alternate" type="application/atom+xml" href="`)
	address, _, ok := strings.Cut(rest, `"`)
	if !ok {
		t.Fatalf("no feed in %.2000s", body)
	}
	return strings.NewReplacer("&amp;", "&", "&#43;", "+").Replace(address)
}

func TestHiddenCollectionsAskForASignIn(t *testing.T) {
	h, ada, _, _, _ := shelf(t)
	private := h.album(ada, "Private")
	bob := h.user("bob")
	for _, path := range []string{"/search?format=atom&album=" + private, "/search?format=atom&by=" + bob.ID} {
		r := h.browser().get(path)
		r.want(t, path, http.StatusUnauthorized)
		if r.header.Get("WWW-Authenticate") == "" || strings.Contains(r.body, "Private") || strings.Contains(r.body, "bob") {
			t.Errorf("%s: %v %s", path, r.header, r.body)
		}
	}
	h.browser().get("/search?format=atom&album=x").want(t, "no id", http.StatusBadRequest)
}

func TestDescriptionIsWhole_OM1_OM3_OS6_OS7_OS25_OA11(t *testing.T) {
	h := newHouse(t, func(o *site.Options) { o.Contact, o.Tags = "ada@example.org", []string{"alps", "birds"} })
	ada := h.user("ada")
	if r := h.browser().get("/opensearch.xml"); strings.Contains(r.body, `role="example"`) {
		t.Errorf("an example of an empty library: %s", r.body)
	}
	h.show(ada, h.add(ada, "pier.jpg", photo(), mediasock.Media{Title: "The pier"}), library.Public)
	h.show(ada, h.add(ada, "notes.txt", []byte("a book"), mediasock.Media{Title: "Field notes"}), library.Public)
	for path, want := range map[string]string{"/opensearch.xml": "", "/opensearch.xml?kind=photo": "photo", "/opensearch.xml?kind=book": "book"} {
		r := h.browser().get(path)
		r.want(t, path, http.StatusOK, "<Contact>ada@example.org</Contact>", "alps birds</Tags>", `rel="self"`, "<Language>*</Language>", "<InputEncoding>UTF-8</InputEncoding>")
		d, err := opensearch.ReadDescription(strings.NewReader(r.body))
		h.must(err)
		c, err := openmedia.New(d, nil)
		h.must(err)
		q, ok := d.Example()
		if !ok {
			t.Fatalf("%s: no example", path)
		}
		if f, err := c.Search(t.Context(), q); err != nil || len(f.Entries) == 0 {
			t.Errorf("%s: the example %q finds nothing: %v", path, q.SearchTerms, err)
		} else if medium, _ := f.Entries[0].Media.Default(); want != "" && string(openmedia.KindOf(medium.MediumOf())) != want {
			t.Errorf("%s: the example finds a %s", path, medium.MediumOf())
		}
		for _, i := range d.Images {
			served := h.browser().get(strings.TrimPrefix(i.URL, h.url))
			picture, err := png.DecodeConfig(strings.NewReader(served.body))
			if err != nil || picture.Width != i.Width || picture.Height != i.Height || served.header.Get("Content-Type") != i.Type {
				t.Errorf("image %+v: %+v, %v", i, picture, err)
			}
		}
		if len(d.Images) != 2 || d.Images[0].Width != 16 || d.Images[1].Width != 64 {
			t.Errorf("images %+v", d.Images)
		}
	}
}

func TestSuggestions_OS25(t *testing.T) {
	h, ada, _, _, _ := shelf(t)
	var list []json.RawMessage
	terms := func(b *browser, typed string) (terms []string) {
		r := b.get("/suggest?q=" + url.QueryEscape(typed))
		r.want(t, typed, http.StatusOK)
		if r.header.Get("Content-Type") != "application/x-suggestions+json; charset=utf-8" {
			t.Errorf("type %s", r.header.Get("Content-Type"))
		}
		h.must(json.Unmarshal([]byte(r.body), &list))
		h.must(json.Unmarshal(list[1], &terms))
		return terms
	}
	for _, test := range []struct{ typed, stranger, owner string }{
		{"pi", "pier", "pier"}, {"PI", "pier", "pier"}, {"dusk sw", "dusk swansea", "dusk swansea"},
		{"lighth", "", "lighthouse"}, {"diary lighth", "", "diary lighthouse"}, {"", "", ""}, {"-pi", "", ""}, {"zz", "", ""},
	} {
		if got := strings.Join(terms(h.browser(), test.typed), "|"); got != test.stranger {
			t.Errorf("a stranger types %q: %q, want %q", test.typed, got, test.stranger)
		}
		if got := strings.Join(terms(h.signedIn(ada.Name), test.typed), "|"); got != test.owner {
			t.Errorf("the owner types %q: %q, want %q", test.typed, got, test.owner)
		}
	}
}

func TestCorrection_OS19(t *testing.T) {
	h, ada, _, _, _ := shelf(t)
	for _, test := range []struct{ asked, stranger, owner string }{
		{"peir", "pier", "pier"}, {"the peir swanseea", "the pier swansea", "the pier swansea"},
		{"lighthuose", "", "lighthouse"}, {"xyzzy", "", ""}, {"pier -dusk", "", ""},
	} {
		for who, want := range map[*browser]string{h.browser(): test.stranger, h.signedIn(ada.Name): test.owner} {
			q, _ := who.feedAt("/search?format=atom&q=" + url.QueryEscape(test.asked)).Search.Query(opensearch.RoleCorrection)
			if q.SearchTerms != want {
				t.Errorf("%q is corrected to %q, want %q", test.asked, q.SearchTerms, want)
			}
			if page := who.get("/search?format=html&q=" + url.QueryEscape(test.asked)); want != "" && !strings.Contains(page.body, ">"+want+"</a>") {
				t.Errorf("the page of %q does not ask for %q", test.asked, want)
			}
		}
	}
}

func TestPageOfResultsHasTheWholeQuery_OA11_OS28(t *testing.T) {
	h, ada, _, _, _ := shelf(t)
	b := h.signedIn(ada.Name)
	b.get("/search?format=html&q=&kind=book").want(t, "kind", http.StatusOK, "1 item", "Lighthouse diary")
	b.get("/search?format=html&q=&end=1990-01-01T00:00:00Z").want(t, "dates", http.StatusOK, "Nothing was found")
	b.get("/search?format=html&q=&box=0,0,1,1").want(t, "box", http.StatusOK, "Nothing was found")
}

func TestDeletedEntriesAreGone_OA12(t *testing.T) {
	h, ada, _, shown, _ := shelf(t)
	h.show(ada, shown, library.Public)
	n, _ := library.ParseID(shown)
	h.must(h.library.TrashMedia(t.Context(), library.ViewerOf(ada), n))
	h.signedIn("ada").post("/trash", url.Values{"row": {"i" + shown}, "action": {"empty"}, "sure": {"yes"}})
	h.browser().get("/atom/"+shown).want(t, "a deleted entry", http.StatusGone)
}
