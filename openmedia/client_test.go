package openmedia_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/openmediatest"
	"github.com/mediasock/mediasock/opensearch"
)

// site serves documents by their address; {host} in one is the site's own.
type site struct {
	*httptest.Server
	pages map[string]string
	asked []string
}

func newSite(t *testing.T, pages map[string]string) *site {
	t.Helper()
	s := &site{pages: pages}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.URL.RequestURI())
		body, ok := s.pages[r.URL.RequestURI()]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain") // OM-7: never looked at
		fmt.Fprint(w, strings.ReplaceAll(body, "{host}", "http://"+r.Host))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) open(t *testing.T, path string, o openmedia.Options) *openmedia.Client {
	t.Helper()
	o.HTTP = s.Client()
	c, err := openmedia.Open(t.Context(), s.URL+path, &o)
	if err != nil {
		t.Fatalf("Open(%s): %v", path, err)
	}
	return c
}

// describe returns a description with one address of Atom results.
func describe(template string) string {
	return `<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/"><ShortName>x</ShortName>
<Url type="application/atom+xml" template="` + template + `"/></OpenSearchDescription>`
}

// list returns a feed of entries with those ids.
func list(head string, ids ...string) string {
	body := `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:os="http://a9.com/-/spec/opensearch/1.1/">` + head
	for _, id := range ids {
		body += `<entry><id>` + id + `</id><title>` + id + `</title></entry>`
	}
	return body + `</feed>`
}

// walk returns the ids on the pages of a search and the error that ended them.
func walk(ctx context.Context, c *openmedia.Client, q opensearch.Query) (pages []string, err error) {
	for f, failed := range c.Pages(ctx, q) {
		if failed != nil {
			return pages, failed
		}
		page := ""
		for i := range f.Entries {
			page += f.Entries[i].ID
		}
		pages = append(pages, page)
	}
	return pages, nil
}

func TestClient_OM9_OM10_OM13(t *testing.T) {
	s := newSite(t, map[string]string{
		"/d":                       describe("{host}/?q={searchTerms}&pw={startPage?}&format=atom"),
		"/?q=Vox&pw=1&format=atom": list("", "a"),
		"/?q=Vox&pw=3&format=atom": list("", "b"),
	})
	c := s.open(t, "/d", openmedia.Options{})
	for _, q := range []opensearch.Query{{SearchTerms: "Vox"}, {SearchTerms: "Vox", StartPage: 3}, {SearchTerms: "Vox", StartIndex: 21, Count: 10}} {
		f, err := c.Search(t.Context(), q)
		if err != nil || len(f.Entries) != 1 {
			t.Errorf("Search(%+v): %v", q, err)
			continue
		}
		if f.Search.TotalResults != 1 || f.Search.ItemsPerPage != 1 || f.Search.StartIndex != 1 {
			t.Errorf("OS-17: counts that are missing are read as %+v", *f.Search)
		}
	}
	if _, err := c.Search(t.Context(), opensearch.Query{}); !errors.Is(err, openmedia.ErrInvalidQuery) {
		t.Errorf("OA-14: a search without terms = %v, want %v", err, openmedia.ErrInvalidQuery)
	}
	if _, err := c.Search(t.Context(), opensearch.Query{SearchTerms: "a", StartIndex: 4}); !errors.Is(err, openmedia.ErrInvalidQuery) {
		t.Errorf("an index that the template cannot say = %v, want %v", err, openmedia.ErrInvalidQuery)
	}
}

func TestClient_Pages(t *testing.T) {
	numbered := describe("{host}/s?q={searchTerms}&amp;p={startPage?}")
	indexed := describe("{host}/s?q={searchTerms}&amp;n={count?}&amp;i={startIndex?}")
	total := func(n, start int) string {
		return fmt.Sprintf("<os:totalResults>%d</os:totalResults><os:startIndex>%d</os:startIndex>", n, start)
	}
	const next = `<link rel="next" href="/n%d"/>`
	for _, c := range []struct {
		name  string
		pages map[string]string
		limit int
		want  []string
	}{
		{"OS-20 by next links, relative", map[string]string{"/d": numbered, "/s?q=x&p=1": list(`<link rel="next" href="n2"/>`, "a", "b"), "/n2": list("", "c")}, 0, []string{"ab", "c"}},
		{"OM-20 by number", map[string]string{"/d": numbered, "/s?q=x&p=1": list(total(3, 1), "a", "b"), "/s?q=x&p=2": list(total(3, 3), "c")}, 0, []string{"ab", "c"}},
		{"OM-20 by index", map[string]string{"/d": indexed, "/s?q=x&n=&i=": list(total(3, 1), "a", "b"), "/s?q=x&n=&i=3": list(total(3, 3), "c")}, 0, []string{"ab", "c"}},
		{"OS-17 no total is the last page", map[string]string{"/d": numbered, "/s?q=x&p=1": list("", "a")}, 0, []string{"a"}},
		{"PG-1 entries come once", map[string]string{"/d": numbered, "/s?q=x&p=1": list(fmt.Sprintf(next, 2), "a", "b"), "/n2": list("", "b", "c")}, 0, []string{"ab", "c"}},
		{"PG-4 a loop ends", map[string]string{"/d": numbered, "/s?q=x&p=1": list(fmt.Sprintf(next, 2), "a"), "/n2": list(fmt.Sprintf(next, 3), "b"), "/n3": list(fmt.Sprintf(next, 2), "c")}, 0, []string{"a", "b", "c"}},
		{"PG-4 nothing new ends", map[string]string{"/d": numbered, "/s?q=x&p=1": list(fmt.Sprintf(next, 2), "a"), "/n2": list(fmt.Sprintf(next, 3), "a"), "/n3": list("", "b")}, 0, []string{"a"}},
		{"a limit of pages", map[string]string{"/d": numbered, "/s?q=x&p=1": list(fmt.Sprintf(next, 2), "a"), "/n2": list(fmt.Sprintf(next, 3), "b"), "/n3": list("", "c")}, 2, []string{"a", "b"}},
		{"a total that never ends", map[string]string{"/d": numbered, "/s?q=x&p=1": list(total(99, 1), "a"), "/s?q=x&p=2": list(total(99, 1))}, 0, []string{"a"}},
		{"nothing found", map[string]string{"/d": numbered, "/s?q=x&p=1": list(total(0, 1))}, 0, []string{""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := newSite(t, c.pages).open(t, "/d", openmedia.Options{Pages: c.limit})
			got, err := walk(t.Context(), client, opensearch.Query{SearchTerms: "x"})
			if !slices.Equal(got, c.want) || err != nil {
				t.Errorf("Pages = %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestClient_Pages_keepsWhatCame(t *testing.T) {
	s := newSite(t, map[string]string{"/d": describe("{host}/s?q={searchTerms}"), "/s?q=x": list(`<link rel="next" href="/gone"/>`, "a")})
	got, err := walk(t.Context(), s.open(t, "/d", openmedia.Options{}), opensearch.Query{SearchTerms: "x"})
	if !slices.Equal(got, []string{"a"}) || !errors.Is(err, openmedia.ErrNotFound) {
		t.Errorf("Pages = %q, %v, want the first page and %v", got, err, openmedia.ErrNotFound)
	}
}

// TestClient_Pages_wire walks through our own handler, which links every page.
func TestClient_Pages_wire(t *testing.T) {
	h := newHandler()
	h.Base = nil
	server := httptest.NewServer(h)
	defer server.Close()
	c, err := openmedia.Open(t.Context(), server.URL+"/opensearch.xml", nil)
	if err != nil {
		t.Fatal(err)
	}
	total, pages := 0, 0
	for f, err := range c.Pages(t.Context(), opensearch.Query{SearchTerms: "evening", Count: 6}) {
		if err != nil {
			t.Fatal(err)
		}
		total, pages = total+len(f.Entries), pages+1
	}
	if total != 21 || pages != 4 {
		t.Errorf("%d entries on %d pages, want 21 on 4", total, pages)
	}
}

// cursored pages by a cursor of its own instead of numbers.
type cursored struct{ *openmediatest.Memory }

func (c cursored) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	after := 0
	fmt.Sscan(q.Extra[openmedia.AfterParameter], &after)
	tells := q.StartIndex
	q.StartIndex = after + 1
	f, err := c.Memory.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	f.Search.StartIndex = tells
	if end := after + len(f.Entries); end < f.Search.TotalResults {
		f.Links = []atom.Link{{Rel: atom.RelNext, Href: fmt.Sprintf("?after=%d", end)}}
	}
	return f, nil
}

func TestHandler_cursor(t *testing.T) {
	h := newHandler()
	memory := cursored{openmediatest.NewMemory(ids, openmediatest.Items())}
	h.For = func(*http.Request) (openmedia.Searcher, error) { return memory, nil }
	first := getFeed(t, h, "/search?q=harvest&count=8")
	next := first.Link(atom.RelNext)
	if !strings.Contains(next, "after=8") || !strings.Contains(next, "startIndex=9") {
		t.Fatalf("next is %q, want the cursor and the index", next)
	}
	second := getFeed(t, h, strings.TrimPrefix(next, "https://example.org"))
	if second.ID != first.ID || second.Search.StartIndex != 9 || second.Entries[0].Title.Body != "Harvest 12" {
		t.Errorf("second page: id %q, start %d, first %q", second.ID, second.Search.StartIndex, second.Entries[0].Title.Body)
	}
	if first := second.Link(atom.RelFirst); strings.Contains(first, "after") {
		t.Errorf("the first page is linked to with a cursor: %q", first)
	}
}

func TestClient_errors_OA12(t *testing.T) {
	for _, c := range []struct {
		status int
		header string
		want   error
	}{
		{404, "", openmedia.ErrNotFound}, {410, "", openmedia.ErrGone}, {400, "", openmedia.ErrInvalidQuery}, {401, "", openmedia.ErrUnauthorized},
		{403, "", openmedia.ErrForbidden}, {503, "120", openmedia.ErrTemporary}, {429, "120", openmedia.ErrTemporary}, {500, "", openmedia.ErrInternal}, {418, "", openmedia.ErrInternal},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", c.header)
			http.Error(w, "because\x1b[31m", c.status)
		}))
		_, err := openmedia.Open(t.Context(), server.URL, nil)
		server.Close()
		if !errors.Is(err, c.want) {
			t.Errorf("status %d = %v, want %v", c.status, err, c.want)
		}
		var temporary *openmedia.TemporaryError
		if c.header != "" && (!errors.As(err, &temporary) || temporary.RetryAfter != 2*time.Minute) {
			t.Errorf("status %d: %v does not tell to wait for two minutes", c.status, err)
		}
		if strings.Contains(err.Error(), "\x1b") {
			t.Errorf("status %d: a control character of the site is in %q", c.status, err)
		}
	}
}

func TestClient_refuses(t *testing.T) {
	s := newSite(t, map[string]string{
		"/closed":    strings.Replace(describe("{host}/"), "<Url", "<SyndicationRight>Closed</SyndicationRight><Url", 1),
		"/nothing":   "<html><head></head><body>hello</body></html>",
		"/html":      strings.Replace(describe("{host}/s?q={searchTerms}"), "application/atom+xml", "text/html", 1),
		"/key":       describe("{host}/s?q={searchTerms}&amp;key={apiKey}"),
		"/big":       describe("{host}/huge?q={searchTerms}"),
		"/huge?q=x":  "<feed xmlns=\"http://www.w3.org/2005/Atom\">" + strings.Repeat(" ", 9000),
		"/file":      describe("file:///etc/passwd?{searchTerms}"),
		"/page":      describe("{host}/nothing?{searchTerms}"),
		"/nothing?x": "<html>no feed</html>",
	})
	for path, want := range map[string]error{"/closed": openmedia.ErrClosed, "/nothing": openmedia.ErrUnusable, "/lost": openmedia.ErrNotFound} {
		if _, err := openmedia.Open(t.Context(), s.URL+path, nil); !errors.Is(err, want) {
			t.Errorf("Open(%s) = %v, want %v", path, err, want)
		}
	}
	for path, want := range map[string]error{
		"/html": openmedia.ErrUnusable, "/key": opensearch.ErrMissing, "/big": openmedia.ErrUnusable, "/file": openmedia.ErrUnusable, "/page": atom.ErrNotFeed,
	} {
		c := s.open(t, path, openmedia.Options{Bytes: 5000})
		if _, err := c.Search(t.Context(), opensearch.Query{SearchTerms: "x"}); !errors.Is(err, want) {
			t.Errorf("Search by %s = %v, want %v", path, err, want)
		}
	}
	for _, address := range []string{"ftp://example.org/", "http://", "javascript:alert(1)"} {
		if _, err := openmedia.Open(t.Context(), address, &openmedia.Options{HTTP: s.Client(), Timeout: time.Second}); err == nil {
			t.Errorf("Open(%q) = nil error", address)
		}
	}
}

// What a site says of all its results holds for each (OS-8, OS-9).
func TestClient_Show_OS8_OS9_MR5(t *testing.T) {
	with := func(words string) string {
		return strings.Replace(describe("{host}/s?q={searchTerms}"), "<Url", words+"<Url", 1)
	}
	s := newSite(t, map[string]string{
		"/private": with("<SyndicationRight>private</SyndicationRight>"), "/limited": with("<SyndicationRight>LIMITED</SyndicationRight>"),
		"/adult": with("<AdultContent>yes</AdultContent>"), "/plain": with("<AdultContent>no</AdultContent>"), "/s?q=x": list("", "a"),
	})
	for path, want := range map[string]struct {
		err   error
		adult bool
	}{"/private": {openmedia.ErrPrivate, false}, "/limited": {nil, false}, "/adult": {nil, true}, "/plain": {nil, false}} {
		c := s.open(t, path, openmedia.Options{})
		f, err := c.Search(t.Context(), opensearch.Query{SearchTerms: "x"})
		if err != nil || !errors.Is(c.Show(), want.err) {
			t.Errorf("%s: Search = %v, Show = %v, want %v", path, err, c.Show(), want.err)
			continue
		}
		if adult := len(f.Media.Ratings) == 1 && f.Media.Ratings[0].Value == "adult"; adult != want.adult {
			t.Errorf("%s: ratings %+v, want adult %v", path, f.Media.Ratings, want.adult)
		}
	}
}

func TestClient_Entry_OM28_OA16(t *testing.T) {
	s := newSite(t, map[string]string{
		"/d": describe("{host}/s?q={searchTerms}"),
		"/s?q=x": `<feed xmlns="http://www.w3.org/2005/Atom">
			<entry><id>{host}/secret</id><title>a</title></entry>
			<entry><id>tag:b</id><title>b</title><link rel="alternate" type="application/atom+xml" href="/odd?form=of;address"/></entry>
			<entry><id>tag:c</id><title>c</title><link rel="alternate" type="application/atom+xml" href="/other"/></entry></feed>`,
		"/odd?form=of;address": `<entry xmlns="http://www.w3.org/2005/Atom"><id>tag:b</id><title>more</title></entry>`,
		"/other":               `<entry xmlns="http://www.w3.org/2005/Atom"><id>tag:x</id><title>x</title></entry>`,
	})
	c := s.open(t, "/d", openmedia.Options{})
	if _, err := c.Search(t.Context(), opensearch.Query{SearchTerms: "x"}); err != nil {
		t.Fatal(err)
	}
	if e, err := c.Entry(t.Context(), "tag:b"); err != nil || e.Title.Body != "more" {
		t.Errorf("Entry(tag:b) = %+v, %v", e, err)
	}
	if _, err := c.Entry(t.Context(), "tag:c"); err == nil {
		t.Error("Entry(tag:c) takes a document of another id")
	}
	if _, err := c.Entry(t.Context(), s.URL+"/secret"); !errors.Is(err, openmedia.ErrNotFound) || slices.Contains(s.asked, "/secret") {
		t.Errorf("an id was fetched (OA-16): %v", err)
	}
}

func TestDiscover_OS21(t *testing.T) {
	const link = `<link rel="search" type="application/opensearchdescription+xml" href="/%s.xml" title="%s">`
	s := newSite(t, map[string]string{"/": "<head>" + fmt.Sprintf(link, "a", "All") + fmt.Sprintf(link, "p", "Photos") + "</head>", "/a.xml": describe("/s?q={searchTerms}"), "/s?q=x": list("", "a")})
	links, err := openmedia.Discover(t.Context(), s.URL, &openmedia.Options{HTTP: s.Client()})
	if err != nil || len(links) != 2 || links[1].Title != "Photos" || links[1].Href != s.URL+"/p.xml" {
		t.Errorf("Discover = %+v, %v", links, err)
	}
	f, err := s.open(t, "", openmedia.Options{}).Search(t.Context(), opensearch.Query{SearchTerms: "x"})
	if err != nil || len(f.Entries) != 1 {
		t.Errorf("Search by a page and a relative template: %v", err)
	}
}
