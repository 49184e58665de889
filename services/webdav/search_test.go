package webdav_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/webdav"
)

// A cloud is a server of files by path that answers what Nextcloud does, as far as a
// search asks. Unverified against a live Nextcloud: written from its developer manual
// and RFC 5323.
type cloud struct {
	t     *testing.T
	root  string   // path of the user's files
	files []string // below it; a folder ends with a slash
	dasl  bool     // the folder above the users searches
	asked []string
}

// search is a SEARCH, as far as the cloud understands it.
type search struct {
	Scope   string   `xml:"DAV: basicsearch>from>scope>href"`
	Depth   string   `xml:"DAV: basicsearch>from>scope>depth"`
	Likes   []string `xml:"DAV: basicsearch>where>and>like>literal"`
	Like    string   `xml:"DAV: basicsearch>where>like>literal"`
	Not     []string `xml:"DAV: basicsearch>where>and>not>like>literal"`
	Results int      `xml:"DAV: basicsearch>limit>nresults"`
	Select  struct {
		Inner string `xml:",innerxml"`
	} `xml:"DAV: basicsearch>select>prop"`
}

func (c *cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.asked = append(c.asked, r.Method+" "+r.URL.Path)
	if user, password, ok := r.BasicAuth(); !ok || user != "ada" || password != "app" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	switch {
	case r.Method == http.MethodOptions:
		if c.dasl && r.URL.Path == "/remote.php/dav/" {
			w.Header().Add("DASL", "<DAV:basicsearch>")
		}
	case r.Method == "PROPFIND":
		c.list(w, strings.TrimPrefix(r.URL.Path, c.root), r.Header.Get("Depth"))
	case r.Method == "SEARCH" && c.dasl && r.URL.Path == "/remote.php/dav/":
		c.search(w, r.Body)
	case r.Method == http.MethodGet:
		io.WriteString(w, "a file")
	default:
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// list answers a PROPFIND.
func (c *cloud) list(w http.ResponseWriter, dir, depth string) {
	if dir != "" && !slices.Contains(c.files, dir) {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	shown := []string{dir}
	for _, f := range c.files {
		in := path.Dir(strings.TrimSuffix(f, "/"))
		if depth == "1" && (in == strings.TrimSuffix(dir, "/") || in == "." && dir == "") {
			shown = append(shown, f)
		}
	}
	c.tell(w, shown)
}

// search answers a SEARCH.
func (c *cloud) search(w http.ResponseWriter, body io.Reader) {
	var q search
	if err := xml.NewDecoder(body).Decode(&q); err != nil || q.Scope != "/files/ada" || q.Depth != "infinity" || q.Results == 0 || !strings.Contains(q.Select.Inner, ":fileid") {
		c.t.Errorf("a search of %+v, %v", q, err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	part := func(like string) string {
		return strings.NewReplacer(`\%`, "%", `\_`, "_", `\\`, `\`).Replace(strings.TrimSuffix(strings.TrimPrefix(like, "%"), "%"))
	}
	var shown []string
	for _, f := range c.files {
		name := strings.ToLower(path.Base(f))
		has := func(like string) bool { return strings.Contains(name, part(like)) }
		if has(q.Like) && !slices.ContainsFunc(q.Likes, func(l string) bool { return !has(l) }) && !slices.ContainsFunc(q.Not, has) {
			shown = append(shown, f)
		}
	}
	c.tell(w, shown)
}

// tell tells of files and folders.
func (c *cloud) tell(w http.ResponseWriter, shown []string) {
	w.WriteHeader(http.StatusMultiStatus)
	fmt.Fprint(w, `<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">`)
	for _, f := range shown {
		kind, what := "", `<d:getcontenttype>image/jpeg</d:getcontenttype><d:getcontentlength>6</d:getcontentlength>`
		if f == "" || strings.HasSuffix(f, "/") {
			kind, what = "<d:collection/>", ""
		}
		fmt.Fprintf(w, `<d:response><d:href>%s%s</d:href><d:propstat><d:status>HTTP/1.1 200 OK</d:status><d:prop><d:resourcetype>%s</d:resourcetype>%s
<d:getlastmodified>Sun, 06 Nov 1994 08:49:%02d GMT</d:getlastmodified><oc:fileid>%d</oc:fileid></d:prop></d:propstat></d:response>`,
			c.root, (&url.URL{Path: f}).EscapedPath(), kind, what, slices.Index(c.files, f)+1, 100+slices.Index(c.files, f))
	}
	fmt.Fprint(w, `</d:multistatus>`)
}

func (c *cloud) open() mediasock.Session {
	c.t.Helper()
	c.root = "/remote.php/dav/files/ada/"
	server := httptest.NewServer(c)
	c.t.Cleanup(server.Close)
	service, err := webdav.Driver().Service(server.URL+"/remote.php/dav/files/{user}/", &services.Options{HTTP: server.Client()})
	if err != nil {
		c.t.Fatal(err)
	}
	s, err := service.Handshake(c.t.Context(), mediasock.Credentials{Username: "ada", Password: "app"})
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

// Files are found by parts of their names, by the server's own search where it has one
// (RFC 5323) and by looking through its folders where not; both find the same.
func TestSearch_RFC5323(t *testing.T) {
	for _, dasl := range []bool{true, false} {
		c := &cloud{t: t, dasl: dasl, files: []string{"Crete/", "Crete/Old pier 1.jpg", "Crete/Old pier 2.jpg", "Crete/pier_x.jpg", "100% sea.jpg"}}
		s := c.open().(openmedia.Itemizer)
		for terms, want := range map[string][]string{
			"pier":      {"pier_x", "Old pier 2", "Old pier 1"},
			"OLD pier":  {"Old pier 2", "Old pier 1"},
			"pier -old": {"pier_x"},
			"100":       {"100% sea"},
			"zanzibar":  nil,
			"":          {"100% sea", "pier_x", "Old pier 2", "Old pier 1"},
			"crete":     nil, // a folder is no file
		} {
			f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: terms})
			if err != nil {
				t.Fatalf("Search(%q): %v", terms, err)
			}
			var got []string
			for _, e := range f.Entries {
				got = append(got, e.Title.String())
			}
			if !slices.Equal(got, want) || f.Search.TotalResults != len(want) {
				t.Errorf("with DASL %t: Search(%q) = %q of %d, want %q", dasl, terms, got, f.Search.TotalResults, want)
			}
		}
		searched := slices.ContainsFunc(c.asked, func(s string) bool { return strings.HasPrefix(s, "SEARCH") })
		if searched != dasl {
			t.Errorf("with DASL %t the requests are %q", dasl, c.asked)
		}
	}
}

// What is found has its item's id, by which its file is opened with the sign-in.
func TestSearch_LeadsToItems(t *testing.T) {
	s := (&cloud{t: t, dasl: true, files: []string{"pier.jpg"}}).open()
	f, err := s.(openmedia.Itemizer).Search(t.Context(), opensearch.Query{SearchTerms: "pier"})
	if err != nil || len(f.Entries) != 1 {
		t.Fatalf("Search = %+v, %v", f, err)
	}
	id, ok := s.(openmedia.Itemizer).ItemID(f.Entries[0].ID)
	if !ok || id != "100" {
		t.Fatalf("ItemID = %q, %t", id, ok)
	}
	d, err := mediasock.OpenMedia(t.Context(), s, id)
	if err != nil || d.Name() != "pier.jpg" {
		t.Fatalf("MediaOpen = %v, %v", d, err)
	}
	if id, ok := s.(openmedia.Itemizer).ItemID("https://elsewhere.example/pier.jpg"); ok {
		t.Errorf("ItemID of what is elsewhere = %q", id)
	}
}

// Of very many folders the first are looked through, and that is said after what was
// found in them.
func TestSearch_Limits(t *testing.T) {
	c := &cloud{t: t}
	for n := range 2100 {
		c.files = append(c.files, fmt.Sprintf("Album %04d/", n))
	}
	c.files = append([]string{"pier.jpg"}, c.files...)
	found := 0
	var limit *services.LimitError
	for got, err := range services.Search(t.Context(), []services.Source{services.Ready("cloud", c.open().(openmedia.Searcher))}, opensearch.Query{SearchTerms: "pier"}, nil) {
		if err != nil {
			failure, ok := err.(*services.Failure)
			if !ok {
				t.Fatal(err)
			}
			limit, _ = failure.Err.(*services.LimitError)
			continue
		}
		if found++; got.Entry.Title.String() != "pier" {
			t.Errorf("found %q", got.Entry.Title)
		}
	}
	if found != 1 || limit == nil {
		t.Errorf("%d files are found, then %v; want one, and what was left out", found, limit)
	}
}
