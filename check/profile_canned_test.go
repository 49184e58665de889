package check_test

import (
	"crypto/md5"
	"crypto/sha1"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock/check"
)

// A cannedSearch is a correct site of the Profile: four photographs and a film,
// all found by "photo". A test makes one fault in it.
type cannedSearch struct {
	home    string                        // the page at /; none if empty
	swaps   []swapped                     // faults in bodies
	headers map[string]map[string]string  // by what is asked
	status  map[string]int                // 200 unless set
	change  func(name string, n int) bool // whether the swaps hold for the nth answer of a name; always if nil
	deaf    bool                          // sends no validators, and never 304
	forgets bool                          // sends validators, and never 304

	mu    sync.Mutex
	asked map[string]int
	hit   bool // a swap found its text
}

type swapped struct {
	names     []string // of what is asked; all if empty
	old, with string
}

const (
	cannedHome = `<!DOCTYPE html><html><head><title>Photographs</title>
<link rel="search" type="application/opensearchdescription+xml" href="/osd.xml" title="Photographs">
</head><body></body></html>`
	cannedDescription = `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" xmlns:geo="http://a9.com/-/opensearch/extensions/geo/1.0/" xmlns:p="http://a9.com/-/spec/opensearch/extensions/parameters/1.0/">
<ShortName>Photographs</ShortName>
<Description>Search photographs.</Description>
<Tags>photo film</Tags>
<Contact>ann@example.org</Contact>
<LongName>Photographs of Ann</LongName>
<Developer>Ann</Developer>
<Attribution>Ann, 2006</Attribution>
<SyndicationRight>open</SyndicationRight>
<AdultContent>false</AdultContent>
<Language>en-GB</Language>
<InputEncoding>UTF-8</InputEncoding>
<OutputEncoding>UTF-8</OutputEncoding>
<Image height="16" width="16" type="image/png">http://HOST/icon.png</Image>
<Url type="application/atom+xml" template="http://HOST/find?q={searchTerms}&amp;n={count?}&amp;i={startIndex?}&amp;pw={startPage?}&amp;box={geo:box?}">
<p:Parameter name="lang" value="{language?}"/>
</Url>
<Url type="application/rss+xml" template="http://HOST/find?as=rss&amp;q={searchTerms}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="http://HOST/osd.xml"/>
<Query role="example" searchTerms="photo"/>
</OpenSearchDescription>
`
	cannedPhoto = "a photograph"
)

func newCannedSearch() *cannedSearch {
	return &cannedSearch{home: cannedHome, headers: map[string]map[string]string{}, status: map[string]int{}, asked: map[string]int{}}
}

// cannedEntry is entry i, counted from 1; the fifth is a film.
func cannedEntry(i int, start string) string {
	medium, kind, player := "image", "image/jpeg", ""
	if i == 5 {
		medium, kind, player = "video", "video/mp4", "\n"+`<media:player url="http://HOST/play/5" width="640" height="360"/>`
	}
	return start + fmt.Sprintf(`
<title>Photo %[1]d</title>
<link rel="alternate" type="text/html" href="http://HOST/i/%[1]d"/>
<link rel="alternate" type="application/atom+xml" href="http://HOST/entry/%[1]d"/>
<link rel="enclosure" type="%[3]s" length="%[5]d" href="http://HOST/file/%[1]d"/>
<link rel="license" href="http://creativecommons.org/licenses/by/4.0/"/>
<id>tag:example.org,2006:photo-%[1]d</id>
<published>2006-07-0%[1]dT12:00:00Z</published>
<updated>2006-07-0%[1]dT13:00:00Z</updated>
<author><name>Ann</name></author>
<rights>Ann, by licence</rights>
<category term="sea" scheme="http://HOST/tags/" label="Sea"/>
<content type="text">The sea.</content>
<media:content url="http://HOST/file/%[1]d" fileSize="%[5]d" type="%[3]s" medium="%[2]s" isDefault="true" expression="full">
<media:hash algo="md5">%[6]x</media:hash>
<media:hash algo="sha-1">%[7]x</media:hash>
</media:content>
<media:thumbnail url="http://HOST/thumb/%[1]d" width="120" height="80"/>
<media:credit role="photographer">Ann</media:credit>
<media:rating>nonadult</media:rating>
<media:restriction relationship="allow" type="country">no</media:restriction>
<georss:point>60.39 5.32</georss:point>%[4]s
</entry>
`, i, medium, kind, player, len(cannedPhoto), md5.Sum([]byte(cannedPhoto)), sha1.Sum([]byte(cannedPhoto)))
}

const cannedSpaces = ` xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:georss="http://www.georss.org/georss"`

// feed writes a page of so many of the results that there are.
func (c *cannedSearch) feed(self *url.URL, terms string, total, start, size int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<feed xmlns="http://www.w3.org/2005/Atom"` + cannedSpaces + ">\n")
	link := func(rel, kind, href string) {
		fmt.Fprintf(&b, "<link rel=%q type=%q href=%q/>\n", rel, kind, strings.ReplaceAll(href, "&", "&amp;"))
	}
	b.WriteString("<title>Photographs: photo</title>\n<id>tag:example.org,2006:search:photo</id>\n<updated>2006-07-05T13:00:00Z</updated>\n<author><name>Ann</name></author>\n")
	link("alternate", "text/html", "http://HOST/page")
	link("self", "application/atom+xml", "http://HOST"+self.RequestURI())
	link("search", "application/opensearchdescription+xml", "http://HOST/osd.xml")
	at := func(i int) string {
		return fmt.Sprintf("http://HOST/find?q=%s&n=%d&i=%d", url.QueryEscape(terms), size, i)
	}
	if start > 1 {
		link("previous", "application/atom+xml", at(max(1, start-size)))
	}
	if start+size <= total {
		link("next", "application/atom+xml", at(start+size))
	}
	fmt.Fprintf(&b, "<opensearch:totalResults>%d</opensearch:totalResults>\n<opensearch:startIndex>%d</opensearch:startIndex>\n<opensearch:itemsPerPage>%d</opensearch:itemsPerPage>\n", total, start, size)
	fmt.Fprintf(&b, "<opensearch:Query role=\"request\" searchTerms=\"%s\" startIndex=\"%d\"/>\n", url.PathEscape(terms), start)
	for i := start; i < start+size && i <= total; i++ {
		b.WriteString(cannedEntry(i, "<entry>"))
	}
	return b.String() + "</feed>\n"
}

func cannedRSS() string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"` + cannedSpaces + `>
<channel>
<title>Photographs</title>
<link>http://HOST/page</link>
<description>Photographs</description>
<atom:link rel="self" type="application/rss+xml" href="http://HOST/find?as=rss&amp;q=photo"/>
<atom:link rel="search" type="application/opensearchdescription+xml" href="http://HOST/osd.xml"/>
<opensearch:totalResults>1</opensearch:totalResults>
<opensearch:startIndex>1</opensearch:startIndex>
<opensearch:itemsPerPage>20</opensearch:itemsPerPage>
<opensearch:Query role="request" searchTerms="photo"/>
<item>
<title>Photo 1</title>
<guid isPermaLink="false">tag:example.org,2006:photo-1</guid>
<pubDate>Sat, 01 Jul 2006 12:00:00 +0000</pubDate>
<media:content url="http://HOST/file/1" fileSize="12" type="image/jpeg" medium="image"/>
</item>
</channel>
</rss>
`
}

// answer returns what a request asks for: its name, its media type and its body.
func (c *cannedSearch) answer(r *http.Request) (name, kind, body string) {
	dir, last, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch dir {
	case "":
		return "home", "text/html; charset=utf-8", c.home
	case "osd.xml":
		return "description", "application/opensearchdescription+xml", cannedDescription
	case "file":
		return "file", "image/jpeg", cannedPhoto
	case "thumb":
		return "thumb", "image/jpeg", "t"
	case "entry":
		i, _ := strconv.Atoi(last)
		start := `<?xml version="1.0"?>` + "\n" + `<entry xmlns="http://www.w3.org/2005/Atom"` + cannedSpaces + ">"
		self := fmt.Sprintf(`<link rel="self" type="application/atom+xml" href="http://HOST/entry/%d"/>`, i)
		return "entry", "application/atom+xml;type=entry", strings.Replace(cannedEntry(i, start), "<title>", self+"\n<title>", 1)
	case "find":
		return c.find(r)
	}
	return "", "", ""
}

func (c *cannedSearch) find(r *http.Request) (name, kind, body string) {
	q := r.URL.Query()
	if q.Get("as") == "rss" {
		return "rss", "application/rss+xml", cannedRSS()
	}
	size, err := strconv.Atoi(q.Get("n"))
	small := err == nil
	if !small {
		size = 20
	}
	start, err := strconv.Atoi(q.Get("i"))
	if page, bad := strconv.Atoi(q.Get("pw")); err != nil && bad == nil {
		start = (page-1)*size + 1
	}
	start, total := max(1, start), 5
	switch terms := q.Get("q"); {
	case terms == "":
		name = "empty"
	case terms != "photo":
		name, total = "nothing", 0
	case start > 1000:
		name = "past"
	case start > 1:
		name = "second"
	case small:
		name = "small"
	default:
		name = "first"
	}
	return name, "application/atom+xml", c.feed(r.URL, q.Get("q"), total, start, size)
}

func (c *cannedSearch) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	name, kind, body := c.answer(r)
	if body == "" {
		http.NotFound(w, r)
		return
	}
	c.asked[name]++
	for _, s := range c.swaps {
		if (len(s.names) == 0 || slices.Contains(s.names, name)) && (c.change == nil || c.change(name, c.asked[name])) {
			c.hit = c.hit || strings.Contains(body, s.old)
			body = strings.ReplaceAll(body, s.old, s.with)
		}
	}
	body = strings.ReplaceAll(body, "HOST", r.Host)
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	tag := fmt.Sprintf("\"%x\"", md5.Sum([]byte(body)))
	if !c.deaf {
		w.Header().Set("ETag", tag)
	}
	for key, value := range c.headers[name] {
		w.Header().Set(key, value)
	}
	if code := c.status[name]; code != 0 {
		w.WriteHeader(code)
	} else if r.Header.Get("If-None-Match") == tag && !c.forgets {
		w.Header().Del("Content-Length")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(body))
	}
}

// examine runs a check and returns the rules of its findings, notes too.
func (c *cannedSearch) examine(t *testing.T, path string) (rules []string, report *check.Report) {
	t.Helper()
	server := httptest.NewServer(c)
	defer server.Close()
	report, err := (&check.Checker{}).Run(t.Context(), server.URL+path, check.Options{})
	if err != nil {
		t.Fatalf("Run(%q): %v", path, err)
	}
	for _, f := range report.Findings {
		if !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	slices.Sort(rules)
	return rules, report
}
