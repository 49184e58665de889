package site_test

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/internal/site"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/film"
)

// Namespaces of what readers of others see.
const (
	nsAtom   = "http://www.w3.org/2005/Atom"
	nsSearch = "http://a9.com/-/spec/opensearch/1.1/"
	nsMedia  = "http://search.yahoo.com/mrss/"
)

// A document is one that the service has written for other people's programs.
type document struct {
	address string
	header  http.Header
	body    string
	root    *node
}

// A node is an element, its namespaces resolved.
type node struct {
	xml.Name
	attr     map[xml.Name]string
	text     string
	children []*node
}

// parse reads XML to the letter: what a lenient reader forgives is an error.
func parse(body string) (*node, error) {
	d := xml.NewDecoder(strings.NewReader(body))
	top := &node{}
	path := []*node{top}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(path) == 1 && len(top.children) == 1 {
			return top.children[0], nil
		}
		if err != nil {
			return nil, err
		}
		last := path[len(path)-1]
		switch token := token.(type) {
		case xml.StartElement:
			n := &node{Name: token.Name, attr: map[xml.Name]string{}}
			for _, a := range token.Attr {
				n.attr[a.Name] = a.Value
			}
			last.children = append(last.children, n)
			path = append(path, n)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			last.text += string(token)
		}
	}
}

// all returns the children of a name.
func (n *node) all(space, local string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.Space == space && c.Local == local {
			found = append(found, c)
		}
	}
	return found
}

// one returns the text of the first child of a name.
func (n *node) one(space, local string) string {
	if list := n.all(space, local); len(list) > 0 {
		return list[0].text
	}
	return ""
}

// get returns an attribute without a namespace.
func (n *node) get(name string) string { return n.attr[xml.Name{Local: name}] }

// walk calls f with the node and all below it.
func (n *node) walk(f func(*node)) {
	f(n)
	for _, c := range n.children {
		c.walk(f)
	}
}

// album starts a service with real files of every kind, of which all may be seen,
// and one item whose words are meant to break out of where they stand.
func album(t *testing.T) *house {
	t.Helper()
	tool, err := film.Find("ffmpeg")
	if err != nil {
		t.Fatalf("%v: install the Debian package ffmpeg", err)
	}
	h := newHouse(t, func(o *site.Options) { o.Contact, o.Film = "ada@example.org", tool })
	ada := h.user("ada")
	h.must(h.library.SetShowDetails(t.Context(), library.ViewerOf(ada), true))
	parent := h.album(ada, "Summer <2024> & more")
	for _, f := range mediatest.Album() {
		if f.Type == "video/mp4" {
			f.Data = encoded(t, "waves.mp4") // that of the album has no picture
		}
		id := h.add(ada, f.Name, f.Data, mediasock.Media{Parents: []string{parent}})
		h.show(ada, id, library.Public)
		if f.Type == "video/mp4" {
			h.signedIn("ada").get("/thumb/"+id).want(t, "the film's picture, of which feeds tell now", http.StatusOK)
		}
	}
	hostile := mediasock.Media{Title: "]]> <b>&amp; \"quoted\" \u2028", Caption: "<script>alert(1)</script>\n]]>", Keywords: []string{"a,b", "<c>", `"d"`}}
	h.show(ada, h.add(ada, "<&>.txt", []byte("hostile"), hostile), library.Public)
	return h
}

// documents returns what a stranger is given, from the description on: every
// page of the results, in both formats, and every entry.
func documents(t *testing.T, h *house) []*document {
	t.Helper()
	queue := []string{"/opensearch.xml", "/search?format=atom&count=7", "/search?format=rss&count=7", "/search?format=atom&q=bergen",
		"/search?format=rss&q=bergen", "/search?format=atom&q=nowhere+at+all", "/search?format=atom&startIndex=1000"}
	for _, kind := range []string{"photo", "video", "audio", "book"} {
		queue = append(queue, "/opensearch.xml?kind="+kind, "/search?format=atom&kind="+kind)
	}
	var all []*document
	for i := 0; i < len(queue) && i < 200; i++ {
		d := fetchDocument(t, h, queue[i])
		all = append(all, d)
		for _, next := range d.leads(h.url) {
			if !slices.Contains(queue, next) {
				queue = append(queue, next)
			}
		}
	}
	return all
}

func fetchDocument(t *testing.T, h *house, path string) *document {
	t.Helper()
	r := h.browser().do(http.MethodGet, path, nil, nil)
	if r.status != http.StatusOK {
		t.Fatalf("GET %s: %d: %s", path, r.status, r.body)
	}
	root, err := parse(r.body)
	if err != nil {
		t.Fatalf("GET %s: not well-formed: %v", path, err)
	}
	return &document{address: h.url + path, header: r.header, body: r.body, root: root}
}

// leads returns the paths of other documents that a document names: further
// pages and entries.
func (d *document) leads(base string) []string {
	var paths []string
	d.root.walk(func(n *node) {
		u, err := url.Parse(n.get("href"))
		entry := n.get("rel") == "alternate" && n.get("type") == "application/atom+xml"
		if n.Local == "link" && (n.get("rel") == "next" || entry) && err == nil && strings.HasPrefix(u.String(), base+"/") {
			paths = append(paths, strings.TrimPrefix(u.String(), base))
		}
	})
	return paths
}

// is reports whether the document's root has that name.
func (d *document) is(local string) bool { return d.root.Local == local }

// channel returns what holds the elements of a search: a feed, or the channel of
// an RSS document.
func channel(d *document) *node {
	if list := d.root.all("", "channel"); len(list) > 0 {
		return list[0]
	}
	return d.root
}
