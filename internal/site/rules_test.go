package site_test

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The namespaces, as the specifications write them.
const (
	nsAtom       = "http://www.w3.org/2005/Atom"
	nsParameters = "http://a9.com/-/spec/opensearch/extensions/parameters/1.0/"
	nsSearch     = "http://a9.com/-/spec/opensearch/1.1/"
	nsMedia      = "http://search.yahoo.com/mrss/"
	nsGeoRSS     = "http://www.georss.org/georss"
)

// A rule is one thing that a specification asks of a document. It shares no code
// with what writes the documents.
type rule struct {
	id    string
	about string // root element that it is for; "" is any
	check func(d *document, wrong func(format string, args ...any))
}

// broken returns the rules that a document breaks, each with what is wrong.
func broken(d *document) []string {
	var all []string
	for _, list := range [][]rule{descriptionRules(), searchRules(), atomRules(), mediaRules()} {
		for _, r := range list {
			if r.about == "" || d.is(r.about) {
				r.check(d, func(format string, args ...any) { all = append(all, r.id+": "+fmt.Sprintf(format, args...)) })
			}
		}
	}
	return all
}

// Every document that we write keeps the rules of others: OpenSearch, Media RSS
// and what the grammar of Atom cannot say.
func TestRules_OS2_OS3_OS5_OS9_OS12_OS13_OS17_OS18_OS20_OS24_AT1_AT3_AT4_AT12_AT14_AT17_MR1_MR2_MR3_MR6_MR7_MR11_TG1(t *testing.T) {
	all := documents(t, album(t))
	count := map[string]int{}
	for _, d := range all {
		count[d.root.Local]++
		for _, wrong := range broken(d) {
			t.Errorf("%s: %s", d.address, wrong)
		}
	}
	if count["OpenSearchDescription"] != 5 || count["feed"] < 8 || count["rss"] < 4 || count["entry"] != 20 {
		t.Errorf("documents %v: want 5 descriptions, 20 entries and feeds of several pages", count)
	}
}

func descriptionRules() []rule {
	const about = "OpenSearchDescription"
	return []rule{
		{"OS-1", about, func(d *document, wrong func(string, ...any)) {
			d.root.walk(func(n *node) {
				if n.Space != nsSearch && n.Space != nsParameters {
					wrong("<%s> in namespace %q", n.Local, n.Space)
				}
			})
		}},
		{"OS-2", about, func(d *document, wrong func(string, ...any)) {
			text(d.root, wrong, "ShortName", 1, 1, 16)
			text(d.root, wrong, "Description", 1, 1, 1024)
		}},
		{"OS-3", about, func(d *document, wrong func(string, ...any)) {
			urls := d.root.all(nsSearch, "Url")
			if len(urls) == 0 {
				wrong("no Url")
			}
			for _, u := range urls {
				if u.get("template") == "" || !strings.Contains(u.get("type"), "/") {
					wrong("Url without template or type")
				}
				for _, rel := range strings.Fields(u.get("rel")) {
					if !slices.Contains([]string{"results", "suggestions", "self", "collection"}, rel) {
						wrong("rel %q", rel)
					}
				}
			}
		}},
		{"OS-5", about, func(d *document, wrong func(string, ...any)) {
			for name, most := range map[string]int{"Contact": 320, "Tags": 256, "LongName": 48, "Developer": 64, "Attribution": 256} {
				text(d.root, wrong, name, 0, 1, most)
			}
			if c := d.root.one(nsSearch, "Contact"); c != "" && strings.Count(c, "@") != 1 {
				wrong("Contact %q", c)
			}
		}},
		{"OS-9", about, func(d *document, wrong func(string, ...any)) {
			text(d.root, wrong, "AdultContent", 0, 1, 5)
			text(d.root, wrong, "SyndicationRight", 0, 1, 7)
			if s := d.root.one(nsSearch, "SyndicationRight"); s != "" && !slices.Contains([]string{"open", "limited", "private", "closed"}, s) {
				wrong("SyndicationRight %q", s)
			}
		}},
		{"OS-12", about, func(d *document, wrong func(string, ...any)) {
			for _, u := range d.root.all(nsSearch, "Url") {
				templateRule(u, wrong)
				for _, p := range u.all(nsParameters, "Parameter") {
					if p.get("name") == "" || p.get("value") == "" {
						wrong("OS-26: parameter %v", p.attr)
					}
					namesRule(p, p.get("value"), wrong)
				}
			}
		}},
		{"OS-24", about, func(d *document, wrong func(string, ...any)) {
			self := ""
			for _, u := range d.root.all(nsSearch, "Url") {
				if u.get("rel") == "self" && u.get("type") == "application/opensearchdescription+xml" {
					self = u.get("template")
				}
			}
			if self != d.address {
				wrong("self is %q, not %q", self, d.address)
			}
			if got := d.header.Get("Content-Type"); !strings.HasPrefix(got, "application/opensearchdescription+xml") {
				wrong("served as %q (OM-6)", got)
			}
		}},
		{"OS-29", about, func(d *document, wrong func(string, ...any)) {
			for _, want := range []string{"application/atom+xml", "application/rss+xml", "text/html"} {
				if !slices.ContainsFunc(d.root.all(nsSearch, "Url"), func(u *node) bool { return u.get("type") == want }) {
					wrong("no Url of type %s", want)
				}
			}
		}},
	}
}

// text checks a child without markup: how often it comes and how long it is.
func text(n *node, wrong func(string, ...any), name string, least, most, length int) {
	list := n.all(nsSearch, name)
	if len(list) < least || len(list) > most {
		wrong("%d times %s", len(list), name)
	}
	for _, c := range list {
		if len([]rune(c.text)) > length || len(c.children) > 0 || strings.TrimSpace(c.text) == "" {
			wrong("%s %q", name, c.text)
		}
	}
}

var parameter = regexp.MustCompile(`\{(?:([A-Za-z]+):)?([A-Za-z]+)\??\}`)

// templateRule checks a template: absolute, its braces balanced.
func templateRule(u *node, wrong func(string, ...any)) {
	template := u.get("template")
	rest := parameter.ReplaceAllString(template, "x")
	if a, err := url.Parse(rest); err != nil || !a.IsAbs() || strings.ContainsAny(rest, "{}") {
		wrong("template %q", template)
	}
	namesRule(u, template, wrong)
}

// namesRule checks parameters: those without a prefix are the standard's (OS-13),
// the prefixes of others are declared where they stand.
func namesRule(n *node, template string, wrong func(string, ...any)) {
	standard := []string{"searchTerms", "count", "startIndex", "startPage", "language", "inputEncoding", "outputEncoding"}
	for _, m := range parameter.FindAllStringSubmatch(template, -1) {
		if m[1] == "" && !slices.Contains(standard, m[2]) {
			wrong("OS-13: parameter %s is not the standard's", m[2])
		}
		if m[1] != "" && n.scope[m[1]] == "" {
			wrong("prefix %s is not declared", m[1])
		}
	}
}

// channel returns what holds the elements of a search: a feed, or the channel of
// an RSS document.
func channel(d *document) *node {
	if list := d.root.all("", "channel"); len(list) > 0 {
		return list[0]
	}
	return d.root
}

func searchRules() []rule {
	return []rule{
		{"OS-17", "feed", pageRule}, {"OS-17", "rss", pageRule},
		{"OS-18", "", func(d *document, wrong func(string, ...any)) {
			d.root.walk(func(n *node) {
				if n.Space == nsSearch && n.Local == "Query" {
					queryRule(n, wrong)
				}
			})
		}},
		{"OS-20", "feed", func(d *document, wrong func(string, ...any)) { pagingRule(d, "application/atom+xml", wrong) }},
		{"OS-20", "rss", func(d *document, wrong func(string, ...any)) { pagingRule(d, "application/rss+xml", wrong) }},
	}
}

// pageRule checks the numbers of a page of results.
func pageRule(d *document, wrong func(string, ...any)) {
	c := channel(d)
	entries := len(c.all(nsAtom, "entry")) + len(c.all("", "item"))
	for _, name := range []string{"totalResults", "startIndex", "itemsPerPage"} {
		list := c.all(nsSearch, name)
		if len(list) != 1 {
			wrong("%d times %s (OM-16)", len(list), name)
			continue
		}
		if n, err := strconv.Atoi(list[0].text); err != nil || n < 0 {
			wrong("%s %q", name, list[0].text)
		}
	}
	total, _ := strconv.Atoi(c.one(nsSearch, "totalResults"))
	size, _ := strconv.Atoi(c.one(nsSearch, "itemsPerPage"))
	if entries > size || entries > total {
		wrong("%d entries on a page of %d out of %d", entries, size, total)
	}
}

func queryRule(n *node, wrong func(string, ...any)) {
	if !slices.Contains([]string{"request", "example", "related", "correction", "subset", "superset"}, n.get("role")) {
		wrong("OS-19: role %q", n.get("role"))
	}
	known := []string{"role", "title", "totalResults", "searchTerms", "count", "startIndex", "startPage", "language", "inputEncoding", "outputEncoding"}
	for name, value := range n.attr {
		if name.Space == "" && !slices.Contains(known, name.Local) {
			wrong("attribute %s", name.Local)
		}
		if name.Space == "" && name.Local == "searchTerms" && strings.ContainsAny(value, " \n<>\"") {
			wrong("searchTerms %q is not encoded (OA-8)", value)
		}
	}
}

// pagingRule checks the links between pages (PG-4 too): none past the ends.
func pagingRule(d *document, mediaType string, wrong func(string, ...any)) {
	c := channel(d)
	rels := map[string]string{}
	for _, l := range c.all(nsAtom, "link") {
		if slices.Contains([]string{"first", "previous", "next", "last", "self"}, l.get("rel")) {
			if l.get("type") != mediaType || rels[l.get("rel")] != "" {
				wrong("link %s of type %q", l.get("rel"), l.get("type"))
			}
			rels[l.get("rel")] = l.get("href")
		}
	}
	start, _ := strconv.Atoi(c.one(nsSearch, "startIndex"))
	total, _ := strconv.Atoi(c.one(nsSearch, "totalResults"))
	size, _ := strconv.Atoi(c.one(nsSearch, "itemsPerPage"))
	if rels["previous"] != "" && start <= 1 || rels["next"] != "" && start+size > total {
		wrong("PG-4: a link past the end of %d, from %d on by %d", total, start, size)
	}
	if start+size <= total && rels["next"] == "" || rels["self"] == "" {
		wrong("no next or self link of a page from %d on by %d out of %d (OM-22)", start, size, total)
	}
	if !slices.ContainsFunc(c.all(nsAtom, "link"), func(l *node) bool {
		return l.get("rel") == "search" && l.get("type") == "application/opensearchdescription+xml"
	}) {
		wrong("OS-21: no link to the description (OM-22)")
	}
}

var tagURI = regexp.MustCompile(`^tag:[a-z0-9.@-]+,\d{4}(-\d\d){0,2}:\S+$`)

func atomRules() []rule {
	return []rule{
		{"AT-1", "feed", func(d *document, wrong func(string, ...any)) {
			for _, e := range d.root.all(nsAtom, "entry") {
				if len(d.root.all(nsAtom, "author")) == 0 && len(e.all(nsAtom, "author")) == 0 {
					wrong("nobody is the author of %s", e.one(nsAtom, "id"))
				}
			}
		}},
		{"AT-2", "entry", func(d *document, wrong func(string, ...any)) {
			if len(d.root.all(nsAtom, "author")) == 0 {
				wrong("an entry document without an author (OA-5)")
			}
		}},
		{"AT-3", "", eachEntry(func(e *node, wrong func(string, ...any)) {
			alternate := slices.ContainsFunc(e.all(nsAtom, "link"), func(l *node) bool { return l.get("rel") == "alternate" || l.get("rel") == "" })
			if len(e.all(nsAtom, "content")) == 0 && !alternate {
				wrong("neither content nor alternate link")
			}
		})},
		{"AT-4", "", eachEntry(func(e *node, wrong func(string, ...any)) {
			seen := map[string]bool{}
			for _, l := range e.all(nsAtom, "link") {
				key := l.get("type") + " " + l.get("hreflang")
				if l.get("rel") == "alternate" && seen[key] {
					wrong("two alternates of %q", key)
				}
				seen[key] = seen[key] || l.get("rel") == "alternate"
			}
			if !seen["application/atom+xml "] || !seen["text/html "] {
				wrong("no alternate of HTML or Atom (OM-24, OM-26)")
			}
		})},
		{"AT-6", "", func(d *document, wrong func(string, ...any)) {
			d.root.walk(func(n *node) {
				if n.Space == nsAtom && (n.Local == "updated" || n.Local == "published") {
					if _, err := time.Parse(time.RFC3339, n.text); err != nil || strings.ToUpper(n.text) != n.text {
						wrong("%s %q", n.Local, n.text)
					}
				}
				if n.Space == "" && (n.Local == "pubDate" || n.Local == "lastBuildDate") {
					if _, err := time.Parse(time.RFC1123Z, n.text); err != nil {
						wrong("%s %q", n.Local, n.text)
					}
				}
			})
		}},
		{"AT-10", "", func(d *document, wrong func(string, ...any)) {
			known := []string{"", "alternate", "self", "search", "first", "previous", "next", "last", "enclosure", "license", "related", "via", "edit", "edit-media", "up", "collection"}
			d.root.walk(func(n *node) {
				if n.Space == nsAtom && n.Local == "link" && !slices.Contains(known, n.get("rel")) && !strings.Contains(n.get("rel"), ":") {
					wrong("relation %q", n.get("rel"))
				}
			})
		}},
		{"AT-12", "", absoluteRule},
		{"AT-14", "", func(d *document, wrong func(string, ...any)) {
			want := map[string]string{"feed": "application/atom+xml", "entry": "application/atom+xml;type=entry", "rss": "application/rss+xml"}[d.root.Local]
			if got := strings.ReplaceAll(d.header.Get("Content-Type"), " ", ""); !strings.HasPrefix(got, want) {
				wrong("served as %q", got)
			}
		}},
		{"AT-17", "", func(d *document, wrong func(string, ...any)) {
			if tag := d.header.Get("ETag"); !strings.HasPrefix(tag, `"`) {
				wrong("ETag %q", tag)
			}
		}},
		{"TG-1", "", func(d *document, wrong func(string, ...any)) {
			d.root.walk(func(n *node) {
				if (n.Space == nsAtom && n.Local == "id" || n.Local == "guid") && !tagURI.MatchString(n.text) {
					wrong("id %q", n.text)
				}
			})
		}},
	}
}

// eachEntry makes a rule about an entry one about documents of Atom.
func eachEntry(check func(e *node, wrong func(string, ...any))) func(*document, func(string, ...any)) {
	return func(d *document, wrong func(string, ...any)) {
		d.root.walk(func(n *node) {
			if n.Space == nsAtom && n.Local == "entry" {
				check(n, wrong)
			}
		})
	}
}

// absoluteRule checks every address of a feed or entry.
func absoluteRule(d *document, wrong func(string, ...any)) {
	d.root.walk(func(n *node) {
		for _, name := range []string{"href", "url", "src"} {
			if s := n.get(name); s != "" || n.Space == nsAtom && n.Local == "link" && name == "href" {
				if u, err := url.Parse(s); err != nil || !u.IsAbs() || u.Host == "" {
					wrong("%s %s=%q", n.Local, name, s)
				}
			}
		}
	})
}
