package openmedia_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

func body(t *testing.T, h http.Handler, address string) []byte {
	t.Helper()
	b, err := io.ReadAll(get(t, h, address).Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestDescription: the root is what it has to be, and whoever reads nothing but
// the document learns the address, the formats, the kind of media and the search
// parameter, and where to get it anew.
func TestDescription_OM2_OM8_OS24(t *testing.T) {
	h := newHandler()
	for _, kind := range append(openmedia.Kinds(), "") {
		address := "/opensearch.xml"
		if kind != "" {
			address += "?kind=" + string(kind)
		}
		text := body(t, h, address)
		if !bytes.Contains(text, []byte("\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n")) {
			t.Errorf("%s begins %.120q (OM-2)", address, text)
		}
		d, err := opensearch.ReadDescription(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, format := range []string{atom.Type, atom.TypeRSS} {
			u, ok := d.Results(format)
			if !ok || !strings.HasPrefix(u.Template.String(), "https://example.org/search?") || !strings.Contains(u.Template.String(), "{searchTerms}") {
				t.Errorf("%s has no address of %s (OM-8)", address, format)
			}
		}
		if kind != "" && !slices.Contains(d.Tags, string(kind)) || len(d.Tags) == 0 {
			t.Errorf("%s has tags %q (OM-8)", address, d.Tags)
		}
		self := d.Find(opensearch.RelSelf, opensearch.DescriptionType)
		if len(self) != 1 || self[0].Template.String() != "https://example.org"+address {
			t.Errorf("%s does not link itself (OS-24): %+v", address, self)
		}
	}
}

// TestDescription_OS5: texts keep within their lengths, whatever the operator
// says.
func TestDescription_OS5_OS2(t *testing.T) {
	h := newHandler()
	long := strings.Repeat("ä long text ", 200)
	h.About = opensearch.Description{ShortName: long, Description: long, LongName: long, Developer: long, Attribution: long, Tags: strings.Fields(long)}
	for _, kind := range []openmedia.Kind{"", openmedia.Photo} {
		d := h.Describe("https://example.org", kind)
		for name, got := range map[string]struct {
			text string
			most int
		}{
			"ShortName": {d.ShortName, 16}, "LongName": {d.LongName, 48}, "Description": {d.Description, 1024},
			"Developer": {d.Developer, 64}, "Attribution": {d.Attribution, 256}, "Tags": {strings.Join(d.Tags, " "), 256},
		} {
			if n := len([]rune(got.text)); n == 0 || n > got.most {
				t.Errorf("%s has %d characters, want 1 to %d", name, n, got.most)
			}
		}
	}
}

// TestHandler_pageSize: count is a wish, and what is told is what a page has; the
// feed links the page for people.
func TestHandler_pageSize_OM18_OS16_OM21(t *testing.T) {
	h := newHandler()
	h.MaxCount = 8
	h.HTML = func(http.ResponseWriter, *http.Request, opensearch.Query, func() (*atom.Feed, error)) error {
		return nil
	}
	for wish, want := range map[string]int{"": 8, "&count=3": 3, "&count=8": 8, "&count=5000": 8} {
		f := getFeed(t, h, "/search?q=harvest&format=atom"+wish)
		if len(f.Entries) != want || f.Search.ItemsPerPage != want {
			t.Errorf("%q: %d entries and itemsPerPage %d, want %d", wish, len(f.Entries), f.Search.ItemsPerPage, want)
		}
		page, ok := atom.FindLink(f.Links, atom.RelAlternate, "text/html")
		if !ok || !strings.HasPrefix(page.Href, "https://example.org/search?q=harvest&format=html") {
			t.Errorf("%q: the page for people is %+v (OM-21)", wish, page)
		}
	}
}

// TestHandler_tags_OA6: all tags are of one scheme.
func TestHandler_tags_OA6(t *testing.T) {
	schemes := map[string]bool{}
	terms := 0
	f := getFeed(t, newHandler(), "/search?count=50")
	for _, e := range f.Entries {
		for _, c := range e.Categories {
			schemes[c.Scheme] = true
			terms++
		}
	}
	if len(schemes) != 1 || schemes[""] || terms < 3 {
		t.Errorf("%d tags have the schemes %v, want one", terms, schemes)
	}
}

// TestClient_totals: a total is a guess, so no page is missed or asked for ever
// because of one. The Profile's own two numbers differ (OA-2).
func TestClient_totals_OM17_OA2(t *testing.T) {
	const next = `<link rel="next" href="/n"/>`
	total := func(n int) string { return fmt.Sprintf("<os:totalResults>%d</os:totalResults>", n) }
	for name, c := range map[string]struct {
		first, second string
		want          []string
	}{
		"too small":     {list(total(1)+next, "a", "b"), list(total(1), "c"), []string{"ab", "c"}},
		"nought":        {list(total(0)+next, "a"), list(total(0), "b"), []string{"a", "b"}},
		"too large":     {list(total(4230000), "a"), "", []string{"a"}},
		"another later": {list(total(4230000)+next, "a"), list(total(423000), "b"), []string{"a", "b"}},
	} {
		s := newSite(t, map[string]string{"/d": describe("{host}/s?q={searchTerms}"), "/s?q=x": c.first, "/n": c.second})
		got, err := walk(t.Context(), s.open(t, "/d", openmedia.Options{}), opensearch.Query{SearchTerms: "x"})
		if !slices.Equal(got, c.want) || err != nil {
			t.Errorf("%s: pages %q, %v, want %q", name, got, err, c.want)
		}
	}
}

// TestClient_links_OM23: what a feed says of its own address and description
// changes nothing.
func TestClient_links_OM23(t *testing.T) {
	const odd = `<link rel="self" href="/elsewhere"/><link rel="search" type="application/opensearchdescription+xml" href="http://evil.example/os.xml"/>`
	s := newSite(t, map[string]string{"/d": describe("{host}/s?q={searchTerms}"), "/s?q=x": list(odd, "a"), "/s?q=y": list("", "b")})
	c := s.open(t, "/d", openmedia.Options{})
	for _, terms := range []string{"x", "y"} {
		if f, err := c.Search(t.Context(), opensearch.Query{SearchTerms: terms}); err != nil || len(f.Entries) != 1 {
			t.Errorf("Search(%s): %v", terms, err)
		}
	}
	if want := []string{"/d", "/s?q=x", "/s?q=y"}; !slices.Equal(s.asked, want) {
		t.Errorf("the client asked for %q, want %q", s.asked, want)
	}
}

// TestOpen_anyType_OM7: a description is one whatever it is called.
func TestOpen_anyType_OM7(t *testing.T) {
	for _, contentType := range []string{"application/opensearchdescription+xml", "text/xml", "text/html", "text/plain", "application/octet-stream", ""} {
		s := newSite(t, nil)
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Content-Type"] = []string{contentType}
			fmt.Fprint(w, describe("http://example.org/?q={searchTerms}"))
		})
		if c := s.open(t, "/d", openmedia.Options{}); c.Description().ShortName != "x" {
			t.Errorf("as %q the description is %+v", contentType, c.Description())
		}
	}
}

// TestClient_Pages_ids: ids tell what came twice, what was taken before, and of
// two the newer (AT-7).
func TestClient_Pages_OM31_AT7(t *testing.T) {
	const next = `<link rel="next" href="/n%d"/>`
	dated := func(head string, ids ...string) string {
		text := list(head, ids...)
		return strings.ReplaceAll(text, "<id>b</id>", "<id>b</id><updated>2006-07-08T00:00:00Z</updated>")
	}
	s := newSite(t, map[string]string{
		"/d": describe("{host}/s?q={searchTerms}"), "/s?q=x": list(fmt.Sprintf(next, 2), "a", "b"),
		"/n2": list(fmt.Sprintf(next, 3), "c", "c"), "/n3": dated(fmt.Sprintf(next, 4), "a", "b", "d"), "/n4": dated("", "b"),
	})
	taken := map[string]bool{"a": true, "c": true}
	c := s.open(t, "/d", openmedia.Options{Taken: func(id string) bool { return taken[id] }})
	got, err := walk(t.Context(), c, opensearch.Query{SearchTerms: "x"})
	if want := []string{"b", "", "bd"}; !slices.Equal(got, want) || err != nil {
		t.Errorf("Pages = %q, %v, want %q", got, err, want)
	}
}

// TestClient_Fetch: the client gets the bytes of a photograph itself, from what
// the entry names, and never a Flash film.
func TestClient_Fetch_OM37_OA9_AT16_MR11(t *testing.T) {
	entry := func(inner string) string {
		return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><entry><id>a</id>` + inner + `</entry></feed>`
	}
	for name, c := range map[string]struct {
		inner, want string
		err         error
	}{
		"Media RSS":       {`<media:content url="/p.jpg" type="image/jpeg"/><media:player url="/f.swf"/>`, "photo", nil},
		"an enclosure":    {`<link rel="enclosure" type="image/jpeg" href="/p.jpg"/>`, "photo", nil},
		"a Flash film":    {`<media:content url="/f.swf" type="application/x-shockwave-flash"/>`, "", openmedia.ErrUnusable},
		"a player alone":  {`<media:player url="/f.swf"/>`, "", openmedia.ErrUnusable},
		"nothing":         {``, "", openmedia.ErrUnusable},
		"a file not here": {`<media:content url="/lost.jpg"/>`, "", openmedia.ErrNotFound},
		"a local file":    {`<media:content url="file:///etc/passwd"/>`, "", openmedia.ErrUnusable},
		"its hash":        {`<media:content url="/p.jpg"><media:hash>5ae0c1c8a5260bc7b6648f6fbd115c35</media:hash></media:content>`, "photo", nil},
		"another's hash":  {`<media:content url="/p.jpg"><media:hash>900150983cd24fb0d6963f7d28e17f72</media:hash></media:content>`, "photo", mediarss.ErrSum},
	} {
		s := newSite(t, map[string]string{"/d": describe("{host}/s?q={searchTerms}"), "/s?q=x": entry(c.inner), "/p.jpg": "photo", "/f.swf": "flash"})
		client := s.open(t, "/d", openmedia.Options{})
		f, err := client.Search(t.Context(), opensearch.Query{SearchTerms: "x"})
		if err != nil {
			t.Fatal(err)
		}
		file, _, err := client.Fetch(t.Context(), &f.Entries[0])
		got := ""
		if err == nil {
			var b []byte
			b, err = io.ReadAll(file)
			file.Close()
			got = string(b)
		}
		if got != c.want || !errors.Is(err, c.err) {
			t.Errorf("Fetch of %s = %q, %v, want %q, %v", name, got, err, c.want, c.err)
		}
		if slices.Contains(s.asked, "/f.swf") {
			t.Errorf("%s: a Flash film was asked for", name)
		}
	}
}
