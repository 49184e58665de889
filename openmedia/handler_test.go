package openmedia_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/openmediatest"
	"github.com/mediasock/mediasock/opensearch"
)

var ids = atom.Minter{Authority: "memory.example", Date: "2006"}

// newHandler serves the suite's items.
func newHandler() *openmedia.Handler {
	memory := openmediatest.NewMemory(ids, openmediatest.Items())
	return &openmedia.Handler{
		For: func(*http.Request) (openmedia.Searcher, error) { return memory, nil },
		IDs: ids,
		About: opensearch.Description{
			ShortName: "Harbour archive of the north", Contact: "ada@example.org", Tags: []string{"sea"},
			Images:  []opensearch.Image{{URL: "/icon.png", Type: "image/png", Width: 16, Height: 16}},
			Queries: []opensearch.Echo{{Role: opensearch.RoleExample, Query: opensearch.Query{SearchTerms: "pier"}}},
		},
		Base: func(*http.Request) string { return "https://example.org" },
	}
}

// get asks the handler; headers come in pairs.
func get(t *testing.T, h http.Handler, address string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func getFeed(t *testing.T, h http.Handler, address string) *atom.Feed {
	t.Helper()
	resp := get(t, h, address)
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s", address, resp.Status)
	}
	f, err := atom.ReadFeed(resp.Body, nil)
	if err != nil {
		t.Fatalf("GET %s: %v", address, err)
	}
	return f
}

func getDescription(t *testing.T, h http.Handler, address string) *opensearch.Description {
	t.Helper()
	resp := get(t, h, address)
	if got, want := resp.Header.Get("Content-Type"), opensearch.DescriptionType+"; charset=utf-8"; got != want {
		t.Errorf("GET %s: Content-Type %q, want %q (OM-6)", address, got, want)
	}
	d, err := opensearch.ReadDescription(resp.Body)
	if err != nil {
		t.Fatalf("GET %s: %v", address, err)
	}
	return d
}

func TestHandler_description_OM1_OM6(t *testing.T) {
	h := newHandler()
	d := getDescription(t, h, "/opensearch.xml")
	if len([]rune(d.ShortName)) > 16 || d.Description == "" || d.Contact != "ada@example.org" || len(d.Tags) == 0 {
		t.Errorf("OM-3 OS-2: ShortName %q, Description %q, Contact %q, Tags %q", d.ShortName, d.Description, d.Contact, d.Tags)
	}
	if len(d.Images) != 1 || d.Images[0].URL != "https://example.org/icon.png" {
		t.Errorf("OS-6: images %+v", d.Images)
	}
	u, ok := d.Results(atom.Type)
	if !ok {
		t.Fatal("OM-4: no address of Atom results")
	}
	if has, required := u.Template.Has(opensearch.Name{Local: "searchTerms"}); !has || !required {
		t.Errorf("OM-5: the template %q does not ask for terms", u.Template)
	}
	if has, required := u.Template.Has(opensearch.Name{Local: "startPage"}); !has || required {
		t.Errorf("OM-5: the template %q has no optional page", u.Template)
	}
	for _, mediaType := range []string{atom.TypeRSS, "text/html"} {
		if _, ok := d.Results(mediaType); ok != (mediaType == atom.TypeRSS) {
			t.Errorf("OS-29: address of %s results: %v", mediaType, ok)
		}
	}
	q, ok := d.Example()
	if !ok {
		t.Fatal("OS-7: no example")
	}
	address, err := u.Expand(q)
	if err != nil {
		t.Fatal(err)
	}
	if f := getFeed(t, h, address); len(f.Entries) == 0 {
		t.Errorf("OS-7: the example at %s has no results", address)
	}
}

func TestHandler_descriptionOfKind_OA11(t *testing.T) {
	h := newHandler()
	for _, kind := range openmedia.Kinds() {
		d := getDescription(t, h, "/opensearch.xml?kind="+string(kind))
		if !strings.HasSuffix(d.ShortName, string(kind)) || len(d.ShortName) > 16 || d.Tags[0] != string(kind) {
			t.Errorf("kind %s: ShortName %q, Tags %q", kind, d.ShortName, d.Tags)
		}
		u, _ := d.Results(atom.Type)
		address, err := u.Expand(opensearch.Query{SearchTerms: "sea"})
		if err != nil {
			t.Fatal(err)
		}
		f := getFeed(t, h, address)
		if len(f.Entries) != 1 || openmedia.KindOf(f.Entries[0].Media.Contents[0].Medium) != kind {
			t.Errorf("kind %s at %s: %d entries, want the one of that kind", kind, address, len(f.Entries))
		}
		if got := f.Link(atom.RelSearch); !strings.HasSuffix(got, "?kind="+string(kind)) {
			t.Errorf("kind %s: rel=search %q, want the kind's own description", kind, got)
		}
	}
	if got := get(t, h, "/opensearch.xml?kind=smell").StatusCode; got != http.StatusNotFound {
		t.Errorf("description of an unknown kind: status %d, want 404", got)
	}
}

func TestHandler_feed_OM14_OM22(t *testing.T) {
	f := getFeed(t, newHandler(), "/search?q=Harvest&count=6&startPage=2&format=atom")
	const self = "https://example.org/search?q=Harvest&format=atom&count=6"
	for _, c := range []struct{ name, got, want string }{
		{"OM-22 self", f.Link(atom.RelSelf), self + "&startPage=2"},
		{"OM-22 search", f.Link(atom.RelSearch), "https://example.org/opensearch.xml"},
		{"OS-20 first", f.Link(atom.RelFirst), self},
		{"OS-20 previous", f.Link(atom.RelPrevious), self},
		{"OS-20 next", f.Link(atom.RelNext), self + "&startIndex=13"},
		{"OS-20 last", f.Link(atom.RelLast), self + "&startIndex=19"},
		{"OM-15 author", f.Authors[0].Name, "Memory"},
		{"OM-15 title", f.Title.Body, "Memory"},
		{"OA-15 updated", f.Updated.String(), f.Newest().String()},
		{"OM-26 document", f.Entries[0].Document(), "https://example.org/atom/118"},
		{"AT-12 absolute", f.Entries[0].Page(), "https://example.org/show/118"},
		{"AT-12 absolute", f.Entries[0].Media.Thumbnails[0].URL, "https://example.org/thumb/118"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
	if r := f.Search; r.TotalResults != 20 || r.StartIndex != 7 || r.ItemsPerPage != 6 {
		t.Errorf("OM-16: total %d, start %d, size %d", r.TotalResults, r.StartIndex, r.ItemsPerPage)
	}
	if q, ok := f.Search.Query(opensearch.RoleRequest); !ok || q.SearchTerms != "Harvest" || q.StartPage != 2 || q.Count != 6 {
		t.Errorf("OM-19: the request is echoed as %+v", q)
	}
	if !strings.HasPrefix(f.ID, "tag:memory.example,2006:search:") {
		t.Errorf("TG-3: the feed's id is %q", f.ID)
	}
}

func TestHandler_PG4_ends(t *testing.T) {
	h := newHandler()
	for _, c := range []struct {
		address        string
		previous, next bool
	}{
		{"/search?q=harvest&count=10", false, true},
		{"/search?q=harvest&count=10&startIndex=11", true, false},
		{"/search?q=harvest&count=10&startIndex=500", true, false},
		{"/search?q=harvest&count=20", false, false},
		{"/search?q=zeppelin", false, false},
	} {
		f := getFeed(t, h, c.address)
		if got := f.Link(atom.RelPrevious) != ""; got != c.previous {
			t.Errorf("%s: previous %v, want %v", c.address, got, c.previous)
		}
		if got := f.Link(atom.RelNext) != ""; got != c.next {
			t.Errorf("%s: next %v, want %v", c.address, got, c.next)
		}
	}
}

func TestHandler_formats_OS29(t *testing.T) {
	h := newHandler()
	h.HTML = func(w http.ResponseWriter, _ *http.Request, q opensearch.Query, find func() (*atom.Feed, error)) error {
		f, err := find()
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%s: %d, %s", q.SearchTerms, f.Search.TotalResults, f.Link(atom.RelNext))
		return nil
	}
	for _, c := range []struct{ address, accept, want string }{
		{"/search?q=sea", "", atom.TypeFeed},
		{"/search?q=sea", "text/html,application/xhtml+xml,*/*;q=0.8", "text/plain"},
		{"/search?q=sea", "application/rss+xml", atom.TypeRSS},
		{"/search?q=sea", "text/html;q=0.5, application/rss+xml;q=0.9, */*;q=0.1", atom.TypeRSS},
		{"/search?q=sea", "text/html;q=0", atom.TypeFeed},
		{"/search?q=sea&format=rss", "text/html", atom.TypeRSS},
		{"/search?q=sea&format=atom", "text/html", atom.TypeFeed},
		{"/search?q=sea&alt=rss", "", atom.TypeRSS},
		{"/search?q=sea&alt=json", "text/html", atom.TypeJSON},
		{"/search?q=sea&alt=yaml", "text/html", atom.TypeFeed},
	} {
		resp := get(t, h, c.address, "Accept", c.accept)
		if got := resp.Header.Get("Content-Type"); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s, Accept %q: Content-Type %q, want %q", c.address, c.accept, got, c.want)
		}
	}
	body, _ := io.ReadAll(get(t, h, "/search?q=harvest&count=5&format=html").Body)
	if want := "harvest: 20, https://example.org/search?q=harvest&format=html&count=5&startIndex=6"; string(body) != want {
		t.Errorf("HTML got %q, want %q", body, want)
	}
}

func TestHandler_requests(t *testing.T) {
	h := newHandler()
	for _, c := range []struct {
		name, address string
		want          int
	}{
		{"GD-2 aliases", "/search?q=harvest&start-index=3&max-results=2", 2},
		{"a bound on the page", "/search?count=100000", 24},
		{"OS-23 past the end", "/search?q=harvest&startPage=999999", 0},
		{"another charset", "/search?q=tr%E8s&ie=ISO-8859-1", 1},
		{"broken UTF-8", "/search?q=pier+%FFx", 0},
		{"OA-14 no terms", "/search", 20},
		{"GD-6 unknown parameters", "/search?q=pier&wat=1", 1},
	} {
		if got := len(getFeed(t, h, c.address).Entries); got != c.want {
			t.Errorf("%s: %s has %d entries, want %d", c.name, c.address, got, c.want)
		}
	}
}

func TestHandler_entry_OM27_OA4(t *testing.T) {
	resp := get(t, newHandler(), "/atom/104")
	if got, want := resp.Header.Get("Content-Type"), atom.TypeEntry+"; charset=utf-8"; got != want {
		t.Errorf("Content-Type %q, want %q (AT-14)", got, want)
	}
	e, err := atom.ReadEntry(resp.Body, nil)
	if err != nil {
		t.Fatal(err)
	}
	self, _ := atom.FindLink(e.Links, atom.RelSelf, atom.Type)
	if e.ID != "tag:memory.example,2006:media-104" || e.Title.Body != "Pier at dusk" || len(e.Authors) == 0 || self.Href != "https://example.org/atom/104" {
		t.Errorf("entry: id %q, title %q, authors %v, self %q", e.ID, e.Title.Body, e.Authors, self.Href)
	}
}

func TestHandler_errors_OA12(t *testing.T) {
	secret := errors.New("SELECT * FROM media: disk I/O error at /var/lib/x")
	for _, c := range []struct {
		err    error
		status int
		retry  string
	}{
		{openmedia.ErrNotFound, 404, ""},
		{openmedia.ErrGone, 410, ""},
		{openmedia.ErrForbidden, 403, ""},
		{openmedia.ErrUnauthorized, 401, ""},
		{fmt.Errorf("%w: a box has four numbers", openmedia.ErrInvalidQuery), 400, ""},
		{&openmedia.TemporaryError{RetryAfter: 1500 * time.Millisecond, Err: secret}, 503, "2"},
		{openmedia.ErrTemporary, 503, "30"},
		{secret, 500, ""},
	} {
		h := newHandler()
		h.For = func(*http.Request) (openmedia.Searcher, error) { return nil, c.err }
		resp := get(t, h, "/search?q=a")
		body, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != c.status || resp.Header.Get("Retry-After") != c.retry {
			t.Errorf("%v: status %d, Retry-After %q, want %d, %q", c.err, resp.StatusCode, resp.Header.Get("Retry-After"), c.status, c.retry)
		}
		if strings.Contains(string(body), "SELECT") {
			t.Errorf("%v: the inner fault is told: %s", c.err, body)
		}
		if c.status == 400 && !strings.Contains(string(body), "four numbers") {
			t.Errorf("%v: the reason is not told: %s", c.err, body)
		}
	}
}

func TestHandler_Error_answers(t *testing.T) {
	h := newHandler()
	h.For = func(*http.Request) (openmedia.Searcher, error) { return nil, openmedia.ErrUnauthorized }
	h.Error = func(w http.ResponseWriter, _ *http.Request, err error) bool {
		if !errors.Is(err, openmedia.ErrUnauthorized) {
			return false
		}
		w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	if resp := get(t, h, "/atom/1"); resp.StatusCode != 401 || resp.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("status %d, challenge %q", resp.StatusCode, resp.Header.Get("WWW-Authenticate"))
	}
	if resp := get(t, h, "/search?count=x"); resp.StatusCode != 400 {
		t.Errorf("an error that the hook leaves alone: status %d, want 400", resp.StatusCode)
	}
}

func TestHandler_badRequests_OA12(t *testing.T) {
	h := newHandler()
	for _, address := range []string{"/search?q=a&count=x", "/search?q=a&count=-1", "/search?q=a&box=1,2", "/search?q=a&kind=smell", "/search?q=%zz", "/search?q=a&ie=klingon", "/search?q=" + strings.Repeat("a+", 2049)} {
		r := httptest.NewRequest(http.MethodGet, "/search", nil)
		r.URL = &url.URL{Path: "/search", RawQuery: strings.TrimPrefix(address, "/search?")}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusBadRequest {
			t.Errorf("%s: status %d, want 400", address, w.Code)
		}
	}
	h.Base = nil
	r := httptest.NewRequest(http.MethodGet, "/search", nil)
	r.Host = `evil"><script>`
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("a Host that is none: status %d, want 400", w.Code)
	}
}

func TestHandler_conditional_AT17(t *testing.T) {
	h := newHandler()
	for _, address := range []string{"/search?q=harvest", "/atom/104", "/opensearch.xml"} {
		first := get(t, h, address)
		tag := first.Header.Get("ETag")
		if tag == "" || strings.HasPrefix(tag, "W/") {
			t.Errorf("%s: ETag %q is not strong", address, tag)
		}
		if got := get(t, h, address, "If-None-Match", `"x", `+tag); got.StatusCode != http.StatusNotModified || got.Header.Get("ETag") != tag {
			t.Errorf("%s with its tag: status %d, want 304", address, got.StatusCode)
		}
		if got := get(t, h, address, "If-None-Match", `"x"`).StatusCode; got != http.StatusOK {
			t.Errorf("%s with another tag: status %d, want 200", address, got)
		}
		modified := first.Header.Get("Last-Modified")
		if modified == "" {
			continue
		}
		if got := get(t, h, address, "If-Modified-Since", modified).StatusCode; got != http.StatusNotModified {
			t.Errorf("%s with its date: status %d, want 304", address, got)
		}
		if got := get(t, h, address, "If-Modified-Since", "Thu, 01 Jan 1970 00:00:00 GMT").StatusCode; got != http.StatusOK {
			t.Errorf("%s with an older date: status %d, want 200", address, got)
		}
	}
}

func TestHandler_gzip(t *testing.T) {
	h := newHandler()
	plain := get(t, h, "/search?q=harvest")
	packed := get(t, h, "/search?q=harvest", "Accept-Encoding", "br, gzip;q=0.5")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Errorf("Content-Encoding %q, ETag %q beside %q", packed.Header.Get("Content-Encoding"), packed.Header.Get("ETag"), plain.Header.Get("ETag"))
	}
	z, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if want, _ := io.ReadAll(plain.Body); string(got) != string(want) {
		t.Error("the compressed feed is another")
	}
	if got := get(t, h, "/search?q=harvest", "Accept-Encoding", "gzip;q=0").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("gzip;q=0: Content-Encoding %q, want none", got)
	}
}

func TestHandler_private_OA13(t *testing.T) {
	h := newHandler()
	if got := get(t, h, "/search?q=a", "Cookie", "s=1").Header; got.Get("Cache-Control") != "private, no-cache" || !strings.Contains(strings.Join(got["Vary"], ","), "Cookie") {
		t.Errorf("with a cookie: Cache-Control %q, Vary %q", got.Get("Cache-Control"), got["Vary"])
	}
	if got := get(t, h, "/search?q=a").Header.Get("Cache-Control"); strings.Contains(got, "private") {
		t.Errorf("for strangers: Cache-Control %q", got)
	}
}

func TestHandler_HEAD(t *testing.T) {
	server := httptest.NewServer(newHandler())
	defer server.Close()
	resp, err := server.Client().Head(server.URL + "/search?q=sea")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 || resp.ContentLength <= 0 && resp.Header.Get("Content-Encoding") == "" {
		t.Errorf("HEAD: %s, length %d", resp.Status, resp.ContentLength)
	}
}

func TestHandler_suggest_OS25(t *testing.T) {
	h := newHandler()
	h.Suggest = func(_ *http.Request, q opensearch.Query) (opensearch.Suggestions, error) {
		return opensearch.Suggestions{Terms: []string{q.SearchTerms + "er"}}, nil
	}
	d := getDescription(t, h, "/opensearch.xml")
	u, ok := d.Suggestions()
	if !ok {
		t.Fatal("no address of suggestions")
	}
	address, err := u.Expand(opensearch.Query{SearchTerms: "pi"})
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(get(t, h, address).Body)
	if want := `["pi",["pier"],[],[]]`; string(body) != want {
		t.Errorf("GET %s = %s, want %s", address, body, want)
	}
}
