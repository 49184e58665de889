package check_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/check"
	"github.com/mediasock/mediasock/client"
)

// A broken search is the canned one with one fault, and the rules that must find
// it: those, and no other.
type brokenSearch struct {
	rules string // in the order of their names
	name  string
	fault func(c *cannedSearch)
}

// in is a fault in the answers named, in all if names is "".
func in(names, old, with string) func(*cannedSearch) {
	return func(c *cannedSearch) { c.swaps = append(c.swaps, swapped{strings.Fields(names), old, with}) }
}

func both(faults ...func(*cannedSearch)) func(*cannedSearch) {
	return func(c *cannedSearch) {
		for _, f := range faults {
			f(c)
		}
	}
}

func header(name, key, value string) func(*cannedSearch) {
	return func(c *cannedSearch) { c.hit, c.headers[name] = true, map[string]string{key: value} }
}

func status(name string, code int) func(*cannedSearch) {
	return func(c *cannedSearch) { c.hit, c.status[name] = true, code }
}

const atomed = `<Url type="application/atom+xml" `

var brokenSearches = []brokenSearch{
	// Every document.
	{"OA-1", "a raw ampersand in a template", in("description", "&amp;n=", "&n=")},
	{"OA-1", "a raw ampersand in a link", in("first", `href="http://HOST/page"`, `href="http://HOST/page?a=1&b=2"`)},
	{"OA-1", "an element that is not closed", in("entry", "</media:rating>", "")},
	{"XS-1", "a document type", in("entry", "<entry ", "<!DOCTYPE entry>\n<entry ")},

	// The description.
	{"OM-1", "not for the public", status("description", 401)},
	{"OM-2", "OpenSearch 1.0", in("description", `xmlns="http://a9.com/-/spec/opensearch/1.1/"`, `xmlns="http://a9.com/-/spec/opensearchdescription/1.0/"`)},
	{"OM-3", "no contact", in("description", "<Contact>ann@example.org</Contact>\n", "")},
	{"OM-3", "no tags", in("description", "<Tags>photo film</Tags>\n", "")},
	{"OM-3", "no encodings", in("description", "<OutputEncoding>UTF-8</OutputEncoding>\n", "")},
	{"OM-4", "no Atom", in("description", atomed, `<Url type="application/xml" `)},
	{"OM-5", "no search terms", in("description", "?q={searchTerms}&amp;n", "?q=photo&amp;n")},
	{"OA-7", "one page for all", in("description", "&amp;i={startIndex?}&amp;pw={startPage?}", "")},
	{"OM-6", "a description as XML", header("description", "Content-Type", "text/xml")},
	{"OS-1", "an element of one's own", in("description", "<Tags>", "<Colour>red</Colour>\n<Tags>")},
	{"OS-2", "a long name", in("description", "<ShortName>Photographs", "<ShortName>Photographs of Ann")},
	{"OS-2", "two descriptions", in("description", "<Tags>", "<Description>Again</Description>\n<Tags>")},
	{"OS-2", "markup in the description", in("description", "Search photographs.", "Search <b>photographs</b>.")},
	{"OS-2", "no name", in("description", "<ShortName>Photographs</ShortName>\n", "")},
	{"OS-3", "a Url without type", in("description", `<Url type="application/rss+xml"`, "<Url")},
	{"OS-3", "a Url without template", in("description", ` template="http://HOST/osd.xml"`, "")},
	{"OS-3", "an offset in words", in("description", atomed, atomed+`indexOffset="one" `)},
	{"OS-4", "an unknown relation", in("description", `<Url type="application/rss+xml"`, `<Url rel="feed" type="application/rss+xml"`)},
	{"OS-5", "no address", in("description", "ann@example.org", "Ann")},
	{"OS-5", "a long LongName", in("description", "Photographs of Ann", strings.Repeat("Photographs ", 5))},
	{"OS-5", "tags twice", in("description", "<Tags>", "<Tags>x</Tags>\n<Tags>")},
	{"OS-6", "a relative image", in("description", "http://HOST/icon.png", "/icon.png")},
	{"OS-6", "an image without a size", in("description", `height="16"`, `height="small"`)},
	{"OS-7", "no example", in("description", `<Query role="example" searchTerms="photo"/>`+"\n", "")},
	{"OS-7", "an example that finds nothing", in("description", `searchTerms="photo"`, `searchTerms="unicorn"`)},
	{"OS-8", "a right that is none", in("description", ">open<", ">ajar<")},
	{"OS-9", "adult, perhaps", in("description", "<AdultContent>false", "<AdultContent>False")},
	{"OS-10", "a language in words", in("description", "en-GB", "English, British")},
	{"OS-10", "an encoding in words", in("description", "<InputEncoding>UTF-8", "<InputEncoding>any one")},
	{"OS-12", "a brace that is open", in("description", `as=rss&amp;q={searchTerms}`, `as=rss&amp;q={searchTerms`)},
	{"OS-12", "a relative template", in("description", `template="http://HOST/find?as`, `template="/find?as`)},
	{"OS-12", "an undeclared prefix", in("description", "{geo:box?}", "{place:box?}")},
	{"OS-13", "a parameter of one's own", in("description", "{geo:box?}", "{box?}")},
	{"OS-14", "a required parameter", in("description", `as=rss&amp;q={searchTerms}`, `as=rss&amp;q={searchTerms}&amp;b={geo:box}`)},
	{"OS-18", "a Query with more", in("description", `<Query role="example"`, `<Query colour="red" role="example"`)},
	{"OS-19", "an unknown role", in("description", "</OpenSearchDescription>", `<Query role="question" searchTerms="x"/></OpenSearchDescription>`)},
	{"OS-24", "no self", in("description", ` rel="self"`, ` rel="collection"`)},
	{"OS-26", "a parameter without value", in("description", ` value="{language?}"`, "")},

	// Pages of results.
	{"OM-11", "a search that fails", status("first", 500)},
	{"OM-11", "a second page that fails", status("second", 404)},
	{"OM-11", "everything is found", both(in("nothing", "</feed>", cannedEntry(1, "<entry>")+"</feed>"), in("nothing", "totalResults>0<", "totalResults>1<"))},
	{"OM-14", "another Atom", in("first", `"http://www.w3.org/2005/Atom"`, `"http://purl.org/atom/ns#"`)},
	{"OM-15", "nobody's feed", in("first", "<author><name>Ann</name></author>\n<link rel=\"alternate\" type=\"text/html\" href=\"http://HOST/page\"", "<link rel=\"alternate\" type=\"text/html\" href=\"http://HOST/page\"")},
	{"OM-16", "no total", in("first", "<opensearch:totalResults>5</opensearch:totalResults>\n", "")},
	{"OM-16", "no page size", in("first", "<opensearch:itemsPerPage>20</opensearch:itemsPerPage>\n", "")},
	{"OS-17", "a total in words", in("first", ">5</opensearch:totalResults", ">many</opensearch:totalResults")},
	{"OS-17", "an index twice", in("first", "<opensearch:startIndex>", "<opensearch:startIndex>1</opensearch:startIndex><opensearch:startIndex>")},
	{"OM-18", "a page that is too small", in("first", "itemsPerPage>20<", "itemsPerPage>3<")},
	{"OM-18", "a page that is too large", in("small", "itemsPerPage>2<", "itemsPerPage>20<")},
	{"OM-19", "no echo", in("first", `<opensearch:Query role="request" searchTerms="photo" startIndex="1"/>`, "")},
	{"OM-19", "the echo of another", in("first", `searchTerms="photo"`, `searchTerms="film"`)},
	{"OS-18", "an echo with a page in words", in("first", ` startIndex="1"/>`, ` startIndex="first"/>`)},
	{"OA-8", "an echo with blanks", in("rss", `searchTerms="photo"`, `searchTerms="a photo"`)},
	{"OM-20", "the template leads elsewhere", in("description", "i={startIndex?}", "i={startPage?}")},
	{"OM-21", "no page of results", in("first", `<link rel="alternate" type="text/html" href="http://HOST/page"/>`+"\n", "")},
	{"OM-22", "no self", in("first", `<link rel="self" `, `<link rel="related" `)},
	{"OM-22", "no link to the description", in("first", `<link rel="search" `, `<link rel="related" `)},
	{"OS-20", "a next page of another type", in("small", `<link rel="next" type="application/atom+xml"`, `<link rel="next" type="text/html"`)},
	{"OS-20", "no next page", in("small", `<link rel="next" `, `<link rel="related" `)},
	{"OS-20", "no previous page", in("second", `<link rel="previous" `, `<link rel="related" `)},
	{"OS-21", "a description of another type", in("first", `<link rel="search" type="application/opensearchdescription+xml"`, `<link rel="search" type="text/xml"`)},
	{"OS-23", "nothing is an error", status("nothing", 404)},
	{"OS-23", "nothing is many", in("nothing", "totalResults>0<", "totalResults>7<")},
	{"OS-23", "past the end is an error", status("past", 404)},
	{"OS-23", "past the end is the beginning", in("past", "</feed>", cannedEntry(1, "<entry>")+"</feed>")},
	{"OA-14", "no terms are an error", status("empty", 400)},
	{"OS-29", "RSS as HTML", header("rss", "Content-Type", "text/html")},
	{"OS-29", "Atom for RSS", in("description", "as=rss&amp;", "")},
	{"PG-1", "a page with an id of its own", in("second", "search:photo</id>", "search:photo:2</id>")},
	{"PG-2", "a complete feed with pages", in("small", "</author>\n<link", "</author>\n<complete xmlns=\"http://purl.org/syndication/history/1.0\"/>\n<link")},
	{"PG-4", "past the end", in("first", `<link rel="self" `, `<link rel="next" type="application/atom+xml" href="http://HOST/find?q=photo&amp;i=6"/><link rel="self" `)},
	{"PG-4", "before the beginning", in("first", `<link rel="self" `, `<link rel="previous" type="application/atom+xml" href="http://HOST/find?q=photo"/><link rel="self" `)},
	{"AT-1", "a feed without an id", in("first", "<id>tag:example.org,2006:search:photo</id>\n", "")},
	{"AT-1", "a feed with two titles", in("first", "<title>Photographs", "<title>x</title><title>Photographs")},
	{"AT-1 OM-15", "nobody's entry", in("first", "<author><name>Ann</name></author>\n", "")},
	{"AT-1", "an author without a name", in("first", "<author><name>Ann</name></author>\n<link", "<author><uri>http://HOST/</uri></author>\n<link")},
	{"AT-14", "a feed as XML", header("first", "Content-Type", "text/xml")},
	{"AT-14", "an entry as XML", header("entry", "Content-Type", "application/xml")},
	{"AT-17", "no validators", func(c *cannedSearch) { c.hit, c.deaf = true, true }},
	{"AT-17", "always anew", func(c *cannedSearch) { c.hit, c.forgets = true, true }},
	{"AT-17", "a bare tag", header("first", "ETag", "abc")},

	// Entries.
	{"OM-24", "no title", in("first entry", "<title>Photo 1</title>", "<title></title>")},
	{"OM-24", "no page", in("first", `<link rel="alternate" type="text/html" href="http://HOST/i/2"/>`, "")},
	{"OM-26", "no document", in("first", `<link rel="alternate" type="application/atom+xml" href="http://HOST/entry/2"/>`, "")},
	{"OM-27", "a document that is not there", status("entry", 404)},
	{"OM-27", "a document of another entry", in("first", "http://HOST/entry/1", "http://HOST/entry/2")},
	{"OM-27", "a document that is a feed", in("first", "http://HOST/entry/1", "http://HOST/find?q=photo&amp;n=5")},
	{"OA-5", "nobody's document", in("entry", "<author><name>Ann</name></author>\n", "")},
	{"OA-4", "a document without self", in("entry", `<link rel="self" `, `<link rel="related" `)},
	{"OM-29", "two entries with an id", in("first", "2006:photo-3<", "2006:photo-2<")},
	{"OM-29", "an id that changes", func(c *cannedSearch) {
		in("first", "2006:photo-2<", "2006:photo-2b<")(c)
		c.change = func(_ string, n int) bool { return n == 2 }
	}},
	{"OM-32", "never published", in("first", "<published>2006-07-02T12:00:00Z</published>\n", "")},
	{"OM-32", "updated before it was made", in("first", "<published>2006-07-02", "<published>2006-08-02")},
	{"OM-36", "an original of another size", in("first entry", `fileSize="12"`, `fileSize="13"`)},
	{"OM-36", "an original of no size", in("first", `fileSize="12" `, "")},
	{"OM-36", "an original of another type", header("file", "Content-Type", "text/html")},
	{"OM-36", "an original that is gone", status("file", 410)},
	{"OM-38", "a film without a player", in("first", `<media:player url="http://HOST/play/5" width="640" height="360"/>`, "")},
	{"OM-38", "a player of no size", in("first", ` width="640" height="360"/>`, "/>")},
	{"OM-39", "no thumbnail", in("first", `<media:thumbnail url="http://HOST/thumb/2" width="120" height="80"/>`, "")},
	{"OM-39", "a thumbnail of no size", in("first", `thumb/2" width="120"`, `thumb/2"`)},
	{"OM-39", "a thumbnail that is gone", status("thumb", 404)},
	{"OA-11", "no medium", in("first", ` medium="image"`, "")},
	{"AT-2", "an entry without updated", in("first", "<updated>2006-07-02T13:00:00Z</updated>\n", "")},
	{"AT-2", "two summaries", in("first", "<rights>", "<summary>a</summary><summary>b</summary><rights>")},
	{"AT-3 OM-24 OM-26", "neither content nor links", both(in("first", `<content type="text">The sea.</content>`+"\n", ""),
		in("first", `<link rel="alternate" type="text/html" href="http://HOST/i/2"/>`, ""),
		in("first", `<link rel="alternate" type="application/atom+xml" href="http://HOST/entry/2"/>`, ""))},
	{"AT-3", "content elsewhere without a summary", in("first", `<content type="text">The sea.</content>`, `<content type="image/jpeg" src="http://HOST/file/1"/>`)},
	{"AT-4", "two pages", in("first", `<link rel="enclosure" type="image/jpeg" length="12" href="http://HOST/file/2"/>`, `<link type="text/html" href="http://HOST/other"/>`)},
	{"AT-5", "a relative id", in("first entry", "<id>tag:example.org,2006:photo-1<", "<id>photo-1<")},
	{"AT-6", "a date without a zone", in("first", "2006-07-02T13:00:00Z", "2006-07-02T13:00:00")},
	{"AT-6", "a date in lower case", in("first", "2006-07-02T13:00:00Z", "2006-07-02t13:00:00z")},
	{"AT-6", "a date of RSS without a zone", in("rss", " +0000</pubDate>", "</pubDate>")},
	{"AT-8", "a title of another type", in("first", "<title>Photo 2", `<title type="rtf">Photo 2`)},
	{"AT-8", "a title with markup", in("first", "<title>Photo 2", `<title type="html">Photo <b>2</b>`)},
	{"AT-9", "content of another type", in("first", `<content type="text">`, `<content type="words">`)},
	{"AT-10", "a link to nowhere", in("first", `href="http://HOST/file/2"/>`, `/>`)},
	{"AT-10", "a relation of one's own", in("first", `rel="enclosure"`, `rel="file"`)},
	{"AT-11", "a category without a term", in("first", `<category term="sea" `, `<category `)},
	{"AT-12", "a relative link", in("first", `href="http://HOST/i/2"`, `href="/i/2"`)},
	{"AT-12", "a relative thumbnail", in("first", `url="http://HOST/thumb/2"`, `url="/thumb/2"`)},
	{"AT-16", "an enclosure of no length", in("first", ` length="12" href="http://HOST/file/2"`, ` href="http://HOST/file/2"`)},
	{"MR-1", "the namespace without its slash", in("first", `"http://search.yahoo.com/mrss/"`, `"http://search.yahoo.com/mrss"`)},
	{"MR-1", "an element of one's own", in("first", "<media:rating>nonadult</media:rating>", "<media:colour>red</media:colour>")},
	{"MR-2", "no url", in("first", `<media:content url="http://HOST/file/2" `, `<media:content `)},
	{"MR-2", "an attribute of one's own", in("first", ` expression="full"`, ` colour="red"`)},
	{"MR-3", "a medium that is none", in("first", `medium="image"`, `medium="picture"`)},
	{"MR-3", "a size with its unit", in("first", `expression="full"`, `expression="full" duration="3 s"`)},
	{"MR-3", "two defaults", in("first", "<media:thumbnail", `<media:content isDefault="true" url="http://HOST/file/9" medium="image"/><media:thumbnail`)},
	{"MR-4", "a group of one", in("first", "<media:rating>", `<media:group><media:content url="http://HOST/file/9" medium="image"/></media:group><media:rating>`)},
	{"MR-6", "a thumbnail without url", in("first", `<media:thumbnail url="http://HOST/thumb/2"`, `<media:thumbnail`)},
	{"MR-7", "a player without url", in("first", `<media:player url="http://HOST/play/5"`, `<media:player`)},
	{"MR-11", "a hash that is none", in("first", `<media:hash algo="md5">`, `<media:hash algo="md5">x`)},
	{"MR-11", "a hash of other bytes", in("file", cannedPhoto, "A photograph")},
	{"MR-12", "a role in upper case", in("first", `role="photographer"`, `role="Photographer"`)},
	{"MR-13", "a rating of no words", in("first", ">nonadult<", ">PG-13<")},
	{"MR-15", "a restriction of no kind", in("first", `relationship="allow" `, "")},
	{"MR-18", "a point with a comma", in("first", "60.39 5.32", "60.39,5.32")},
	{"LC-1", "a licence in words", in("first", `href="http://creativecommons.org/licenses/by/4.0/"`, `href="CC BY"`)},
	{"LC-2", "a licence of the feed alone", both(in("first", `<link rel="license" href="http://creativecommons.org/licenses/by/4.0/"/>`, ""), in("first", "<link rel=\"self\"", `<link rel="license" href="http://creativecommons.org/licenses/by/2.0/"/><link rel="self"`))},
	{"LC-3", "a licence and none", in("first", `<link rel="license" `, `<link rel="license" href="http://purl.org/atompub/license#unspecified"/><link rel="license" `)},
	{"LC-4", "a licence that is taken back", in("first", "Ann, by licence", "All rights reserved.")},
	{"TG-1", "a tag without a date", in("first entry", "<id>tag:example.org,2006:photo-1<", "<id>tag:example.org:photo-1<")},
	{"TG-1", "a tag of no month", in("first entry", "<id>tag:example.org,2006:photo-1<", "<id>tag:example.org,2006-13:photo-1<")},
}

// TestBrokenSearches: one fault each, found by the right rule and no other.
func TestBrokenSearches(t *testing.T) {
	for _, b := range brokenSearches {
		t.Run(b.rules+" "+b.name, func(t *testing.T) {
			t.Parallel()
			c := newCannedSearch()
			b.fault(c)
			rules, report := c.examine(t, "/osd.xml")
			if !c.hit {
				t.Error("the fault changes nothing")
			}
			if got := strings.Join(rules, " "); got != b.rules {
				t.Errorf("rules = %q, want %q", got, b.rules)
				for _, f := range report.Findings {
					t.Logf("%s %s at %s: %s", f.Level, f.Rule, f.Place, f.Found)
				}
			}
		})
	}
}

// TestCannedSearchIsSpotless: found by whatever address it has, a site without
// faults has no finding.
func TestCannedSearchIsSpotless(t *testing.T) {
	for _, path := range []string{"", "/", "/osd.xml", "/find?q=photo"} {
		c := newCannedSearch()
		rules, report := c.examine(t, path)
		if len(rules) > 0 || !strings.HasSuffix(report.Description, "/osd.xml") || report.URL != report.Description || report.Title != "Photographs" {
			t.Errorf("check of %q: %+v", path, report)
		}
		if len(report.Checked) < 75 || report.Calls > 24 {
			t.Errorf("check of %q: %d rules in %d calls", path, len(report.Checked), report.Calls)
		}
	}
}

// TestEveryProfileRuleIsBroken: there is a broken site for every rule.
func TestEveryProfileRuleIsBroken(t *testing.T) {
	var known []string
	for _, b := range brokenSearches {
		known = append(known, strings.Fields(b.rules)...)
	}
	_, report := newCannedSearch().examine(t, "")
	for _, rule := range report.Checked {
		if !slices.Contains(known, rule) {
			t.Errorf("no broken site for %s", rule)
		}
	}
}

// A home page that does not lead to the description is a fault of the page.
func TestHomePage_OS21(t *testing.T) {
	c := newCannedSearch()
	c.home = "<!DOCTYPE html><title>Photographs</title>"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/opensearch.xml" {
			r.URL.Path = "/osd.xml"
		}
		c.ServeHTTP(w, r)
	}))
	defer server.Close()
	report, err := new(check.Checker).Run(t.Context(), server.URL, check.Options{})
	if err != nil || len(report.Findings) != 1 || report.Findings[0].Rule != "OS-21" {
		t.Errorf("Run = %+v, %v, want OS-21 alone", report, err)
	}
}

// A closed site is not searched (OS-8).
func TestClosedSite_OS8(t *testing.T) {
	c := newCannedSearch()
	in("description", ">open<", ">closed<")(c)
	if rules, _ := c.examine(t, ""); len(rules) > 0 || c.asked["first"] > 0 {
		t.Errorf("rules %q, %d searches, want none of either", rules, c.asked["first"])
	}
}

// Both halves of a domain are tested, and an address with a path for what it is.
func TestBothHalves(t *testing.T) {
	sock, search := newCanned(), newCannedSearch()
	mux := http.NewServeMux()
	mux.Handle("/mediasock/", sock)
	mux.Handle("/", search)
	server := httptest.NewServer(mux)
	defer server.Close()
	for path, want := range map[string][2]string{
		"":            {"/mediasock/", "/osd.xml"},
		"/mediasock/": {"/mediasock/", ""},
		"/osd.xml":    {"/osd.xml", "/osd.xml"},
		"/elsewhere":  {"/mediasock/", "/osd.xml"},
	} {
		report, err := new(check.Checker).Run(t.Context(), server.URL+path, check.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := [2]string{strings.TrimPrefix(report.URL, server.URL), strings.TrimPrefix(report.Description, server.URL)}
		if got != want || len(report.Findings) > 0 {
			t.Errorf("Run(%q): %q, %+v, want %q and no findings", path, got, report.Findings, want)
		}
	}
}

func TestDocument_NoService(t *testing.T) {
	if _, err := check.Document("http://example.org/", nil, []byte("<html/>")); !errors.Is(err, client.ErrNoService) {
		t.Errorf("Document = %v, want ErrNoService", err)
	}
}
