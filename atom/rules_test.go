package atom

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/mediarss"
)

// count tells how often an element begins in what was written.
func count(body []byte, element string) int {
	return bytes.Count(body, []byte("<"+element+">")) + bytes.Count(body, []byte("<"+element+" "))
}

// TestAppendFeed_once: a feed, and each entry, has one id, title and date; an
// author is at the feed, or else at every entry.
func TestAppendFeed_AT1_AT2(t *testing.T) {
	for name, f := range map[string]*Feed{
		"full": fullFeed(), "empty": {}, "entries without authors": {Entries: []Entry{{ID: "a"}, {ID: "b", Authors: []Person{{Name: "Ada"}}}}},
	} {
		body := AppendFeed(nil, f)
		sources := count(body, "source")
		whole := 1 + len(f.Entries)
		for _, element := range []string{"id", "title", "updated"} {
			if n := count(body, element); n != whole+sources {
				t.Errorf("%s: %d times <%s> for a feed, %d entries and %d sources", name, n, element, len(f.Entries), sources)
			}
		}
		head, entries, _ := strings.Cut(string(body), "<entry")
		if !strings.Contains(head, "<author>") && strings.Count("<entry"+entries, "<entry") > strings.Count(entries, "<author>") && len(f.Entries) > 0 {
			t.Errorf("%s: neither the feed nor every entry has an author:\n%s", name, body)
		}
	}
}

// TestAppendEntry_AT3: content elsewhere, or in base64, has a summary.
func TestAppendEntry_AT3(t *testing.T) {
	for name, c := range map[string]struct {
		content Content
		want    bool
	}{
		"elsewhere": {Content{Src: "https://h/1.mp4", Type: "video/mp4"}, true}, "base64": {Content{Type: "image/png", Body: "iVBO"}, true},
		"text": {Content{Body: "a"}, false}, "html": {Content{Type: "html", Body: "a"}, false}, "XML": {Content{Type: "image/svg+xml", Body: "<svg/>"}, false},
	} {
		body := AppendEntry(nil, &Entry{ID: "a", Content: c.content})
		if got := count(body, "summary") == 1; got != c.want {
			t.Errorf("%s: a summary %v, want %v:\n%s", name, got, c.want, body)
		}
	}
}

// TestSetLink_AT4: there is one link of a relation and type.
func TestSetLink_AT4(t *testing.T) {
	e := photo(1)
	before := len(e.Links)
	e.SetLink(Link{Rel: RelAlternate, Type: "text/html", Href: "https://h/new"})
	if len(e.Links) != before || e.Page() != "https://h/new" || e.Document() != "https://example.org/atom/1" {
		t.Errorf("after SetLink: %d links, page %q, document %q", len(e.Links), e.Page(), e.Document())
	}
	f := &Feed{Links: []Link{{Href: "a"}, {Rel: RelAlternate, Href: "b"}}}
	if f.SetLink(Link{Rel: RelAlternate, Href: "c"}); len(f.Links) != 1 || f.Link(RelAlternate) != "c" {
		t.Errorf("links %+v, want one", f.Links)
	}
}

// TestLink_AT10: no relation means alternate, and an IANA address means its name.
func TestLink_AT10(t *testing.T) {
	for rel, want := range map[string]string{"": RelAlternate, "next": RelNext, "NEXT": RelNext, "http://www.iana.org/assignments/relation/self": RelSelf, "http://example.org/x": "http://example.org/x"} {
		l := Link{Rel: rel}
		for _, is := range []string{RelAlternate, RelNext, RelSelf, "http://example.org/x"} {
			if got := l.Is(is); got != (is == want) {
				t.Errorf("rel %q is %q: %v", rel, is, got)
			}
		}
	}
	if f := parseFeed(t, `<link rel="next"/><link href="a"/>`); len(f.Links) != 1 {
		t.Errorf("links %+v, want the one that has an address", f.Links)
	}
}

func parseFeed(t *testing.T, inner string) *Feed {
	t.Helper()
	f, err := ReadFeed(strings.NewReader(`<feed xmlns="`+Namespace+`" xmlns:fh="`+History+`" xmlns:media="`+mediarss.Namespace+`">`+inner+`</feed>`), nil)
	if err != nil {
		t.Fatalf("ReadFeed(%s): %v", inner, err)
	}
	return f
}

// TestCategory: a term is what counts, of whatever scheme; a label is for
// display.
func TestCategory_AT11_OA6(t *testing.T) {
	f := parseFeed(t, `<entry><id>a</id><category term="sea" scheme="http://h/tags/sea/" label="The sea"/><category term="pier" scheme="urn:x"/><category label="old"/><category/></entry>`)
	var got []string
	for _, c := range f.Entries[0].Categories {
		got = append(got, c.Term+"="+c.Display())
	}
	if want := "[sea=The sea pier=pier old=old]"; fmt.Sprint(got) != want {
		t.Errorf("categories %v, want %s", got, want)
	}
}

// TestEnclosure_AT16: the original is an enclosure with type and length too.
func TestEnclosure_AT16(t *testing.T) {
	body := AppendEntry(nil, photo(1))
	const want = `<link rel="enclosure" type="image/jpeg" href="https://example.org/media/1" length="2097152"/>`
	if !bytes.Contains(body, []byte(want)) {
		t.Errorf("the entry lacks %s:\n%s", want, body)
	}
	f := parseFeed(t, `<entry><id>a</id>`+want+`</entry>`)
	if l, ok := FindLink(f.Entries[0].Links, RelEnclosure, "image/jpeg"); !ok || l.Length != 2097152 {
		t.Errorf("the enclosure is read as %+v, %v", l, ok)
	}
}

// TestComplete_PG2: a feed that is complete has no links to other pages, written
// or read.
func TestComplete_PG2(t *testing.T) {
	f := fullFeed()
	f.Complete = true
	body := AppendFeed(nil, f)
	if !bytes.Contains(body, []byte("<fh:complete/>")) || bytes.Contains(body, []byte(`rel="next"`)) {
		t.Errorf("a complete feed is written\n%.1500s", body)
	}
	again, err := ReadFeed(bytes.NewReader(body), nil)
	if err != nil || !again.Complete || again.Link(RelSelf) == "" {
		t.Errorf("read back: complete %v, self %q, %v", again.Complete, again.Link(RelSelf), err)
	}
	read := parseFeed(t, `<fh:complete/><link rel="next" href="http://h/2"/><link rel="self" href="http://h/"/>`)
	if read.Link(RelNext) != "" || read.Link(RelSelf) == "" || !read.Complete {
		t.Errorf("a complete feed with a next page is read as %+v", read)
	}
	if got := parseFeed(t, `<link rel="next" href="http://h/2"/>`).Link(RelNext); got == "" {
		t.Error("a feed that is not complete has lost its next page")
	}
}

// TestWhiteSpace_OA17: it is trimmed for display, and kept where it is stored.
func TestWhiteSpace_OA17(t *testing.T) {
	f := parseFeed(t, "<entry><id>a</id><title>\n T \n</title><summary>\n S\n</summary><content type=\"text\">\nFoxes  at night.\n</content></entry>")
	e := f.Entries[0]
	if e.Content.Body != "\nFoxes  at night.\n" || e.Summary.Body != "\n S\n" {
		t.Errorf("what is kept is %q and %q, want it with its white space", e.Content.Body, e.Summary.Body)
	}
	for _, got := range []string{e.Title.Body, e.Title.String(), e.Summary.String()} {
		if strings.TrimSpace(got) != got || got == "" {
			t.Errorf("what is shown is %q, want it trimmed", got)
		}
	}
}
