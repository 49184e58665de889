package site_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
)

// need returns the path of a program, or skips the test with the name of the
// package of Debian that has it; probe are arguments that show that all is there.
func need(t *testing.T, program, debian string, probe ...string) string {
	t.Helper()
	path := program
	if !filepath.IsAbs(program) {
		var err error
		if path, err = exec.LookPath(program); err != nil {
			t.Skipf("SKIPPED: NO %s; INSTALL THE DEBIAN PACKAGE %s (scripts/deps DOES)", program, debian)
		}
	}
	if len(probe) > 0 {
		if out, err := exec.Command(path, probe...).CombinedOutput(); err != nil {
			t.Skipf("SKIPPED: %s %q: %v; INSTALL THE DEBIAN PACKAGE %s (scripts/deps DOES): %s", program, probe, err, debian, out)
		}
	}
	return path
}

// save writes the Atom documents into a folder and returns their names.
func save(t *testing.T, dir string, all []*document, roots ...string) (names []string, by map[string]*document) {
	t.Helper()
	by = map[string]*document{}
	for i, d := range all {
		if !slices.Contains(roots, d.root.Local) {
			continue
		}
		name := filepath.Join(dir, fmt.Sprintf("%03d.xml", i))
		if err := os.WriteFile(name, []byte(d.body), 0o666); err != nil {
			t.Fatal(err)
		}
		names, by[name] = append(names, name), d
	}
	return names, by
}

// Feeds and entries are what the grammar of Atom says.
func TestSchema_AT1_AT2_AT6_AT8_AT10_AT11(t *testing.T) {
	xmllint := need(t, "xmllint", "libxml2-utils")
	names, by := save(t, t.TempDir(), documents(t, album(t)), "feed", "entry")
	out, err := exec.Command(xmllint, append([]string{"--nonet", "--noout", "--relaxng", "testdata/atom.rng"}, names...)...).CombinedOutput()
	if err != nil {
		text := string(out)
		for name, d := range by {
			text = strings.ReplaceAll(text, name, d.address)
		}
		t.Errorf("xmllint: %v\n%s", err, text)
	}
	if n := strings.Count(string(out), " validates"); n != len(names) || n < 25 {
		t.Errorf("%d of %d documents are valid", n, len(names))
	}
}

// The grammar finds what is wrong: else it would prove nothing.
func TestSchema_FindsWhatIsBroken(t *testing.T) {
	xmllint := need(t, "xmllint", "libxml2-utils")
	h := album(t)
	d := fetchDocument(t, h, "/search?format=atom&q=bergen")
	for _, c := range []struct{ old, new string }{
		{"<id>", "<id>x</id><id>"}, {"<id>tag:", "<id>relative"}, {"<updated>", "<updated>yesterday</updated><x xmlns=\"y\">"}, {"Z</updated>", "</updated>"},
		{"<title>", "<title type=\"rtf\">"}, {"<name>", "<name/><name>"}, {"<category term=", "<category name="}, {"<link rel=\"self\"", "<link rel=\"\""},
		{" href=", " src="}, {"length=\"", "length=\"-"}, {"<content type=\"text\">", "<content type=\"nothing\">"}, {"<entry>", "<entry><entry/>"},
	} {
		body := strings.Replace(d.body, c.old, c.new, 1)
		if strings.HasPrefix(c.new, "<updated>yesterday") {
			body = strings.Replace(body, "</updated>", "</x>", 1)
			body = strings.Replace(body, "</updated><x", "</updated><x", 1)
			body = strings.Replace(body, "yesterday</x>", "yesterday</updated>", 1)
		}
		if body == d.body {
			t.Errorf("%q is not in the document", c.old)
		}
		name := filepath.Join(t.TempDir(), "broken.xml")
		if err := os.WriteFile(name, []byte(body), 0o666); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(xmllint, "--nonet", "--noout", "--relaxng", "testdata/atom.rng", name).CombinedOutput(); err == nil {
			t.Errorf("%q for %q is valid: %s", c.new, c.old, out)
		}
	}
}

// seen is what an independent reader finds in a feed.
type seen struct {
	Title   string      `json:"title"`
	Total   string      `json:"total"`
	Entries []seenEntry `json:"entries"`
}

type seenEntry struct {
	ID, Title, Link, Author, File, Type, Thumbnail string
}

// expectedOf returns what our own test parser, and no code of the service, finds.
func expectedOf(d *document) seen {
	c := channel(d)
	s := seen{Title: strings.TrimSpace(c.one(nsAtom, "title") + c.one("", "title")), Total: c.one(nsSearch, "totalResults")}
	for _, e := range append(c.all(nsAtom, "entry"), c.all("", "item")...) {
		one := seenEntry{ID: e.one(nsAtom, "id") + e.one("", "guid"), Title: strings.TrimSpace(e.one(nsAtom, "title") + e.one("", "title")), Link: e.one("", "link")}
		for _, l := range e.all(nsAtom, "link") {
			if l.get("rel") == "alternate" && l.get("type") == "text/html" {
				one.Link = l.get("href")
			}
		}
		for _, a := range e.all(nsAtom, "author") {
			one.Author = a.one(nsAtom, "name")
		}
		one.Author += e.one("http://purl.org/dc/elements/1.1/", "creator")
		files := e.all(nsMedia, "content")
		for _, group := range e.all(nsMedia, "group") {
			files = append(files, group.all(nsMedia, "content")...)
		}
		for _, m := range files {
			if m.get("isDefault") == "true" {
				one.File, one.Type = m.get("url"), m.get("type")
			}
		}
		for _, m := range e.all(nsMedia, "thumbnail") {
			one.Thumbnail = m.get("url")
		}
		s.Entries = append(s.Entries, one)
	}
	return s
}

func compare(t *testing.T, reader string, d *document, got seen) {
	t.Helper()
	want := expectedOf(d)
	if got.Title != want.Title || got.Total != want.Total || len(got.Entries) != len(want.Entries) {
		t.Errorf("%s reads %s as %q, total %s, %d entries; want %q, %s, %d", reader, d.address, got.Title, got.Total, len(got.Entries), want.Title, want.Total, len(want.Entries))
		return
	}
	for i := range want.Entries {
		if got.Entries[i] != want.Entries[i] {
			t.Errorf("%s reads entry %d of %s as\n%+v, want\n%+v", reader, i, d.address, got.Entries[i], want.Entries[i])
		}
	}
}

// readFeed is what asks feedparser; it strips nothing and fetches nothing.
const readFeed = `
import feedparser, json, sys
for name in sys.argv[1:]:
    f = feedparser.parse(open(name, "rb").read(), sanitize_html=False, resolve_relative_uris=False)
    if f.bozo:
        sys.exit("%s: %s" % (name, f.bozo_exception))
    entries = [{
        "ID": e.id, "Title": e.title, "Link": e.link, "Author": e.get("author", ""),
        "File": e.media_content[0]["url"], "Type": e.media_content[0]["type"],
        "Thumbnail": e.media_thumbnail[0]["url"] if "media_thumbnail" in e else "",
    } for e in f.entries]
    print(json.dumps({"title": f.feed.title, "total": f.feed.opensearch_totalresults, "entries": entries}))
`

func TestRead_feedparser_OM14_OM24_OM29_OM36_OM39(t *testing.T) {
	python := need(t, "/usr/bin/python3", "python3-feedparser", "-c", "import feedparser")
	names, by := save(t, t.TempDir(), documents(t, album(t)), "feed", "rss")
	out, err := exec.Command(python, append([]string{"-c", readFeed}, names...)...).Output()
	if err != nil {
		t.Fatalf("feedparser: %v\n%s", err, stderr(err))
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(names) {
		t.Fatalf("feedparser read %d of %d feeds", len(lines), len(names))
	}
	for i, line := range lines {
		var got seen
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		compare(t, "feedparser", by[names[i]], got)
	}
}

func stderr(err error) string {
	if exit, ok := err.(*exec.ExitError); ok {
		return string(exit.Stderr)
	}
	return ""
}

func TestRead_gofeed_OM14_OM24_OM29_OM36_OM39(t *testing.T) {
	for _, d := range documents(t, album(t)) {
		if !d.is("feed") && !d.is("rss") {
			continue
		}
		f, err := gofeed.NewParser().ParseString(d.body)
		if err != nil {
			t.Errorf("gofeed: %s: %v", d.address, err)
			continue
		}
		got := seen{Title: f.Title, Total: f.Extensions["opensearch"]["totalResults"][0].Value}
		for _, i := range f.Items {
			e := seenEntry{ID: i.GUID, Title: i.Title, Link: i.Link}
			for _, a := range i.Authors {
				e.Author = a.Name
			}
			files := i.Extensions["media"]["content"]
			for _, group := range i.Extensions["media"]["group"] {
				files = append(files, group.Children["content"]...)
			}
			for _, m := range files {
				if m.Attrs["isDefault"] == "true" {
					e.File, e.Type = m.Attrs["url"], m.Attrs["type"]
				}
			}
			for _, m := range i.Extensions["media"]["thumbnail"] {
				e.Thumbnail = m.Attrs["url"]
			}
			got.Entries = append(got.Entries, e)
		}
		compare(t, "gofeed", d, got)
	}
}

// searchAll is a client of 2005 at work: it reads the description, asks by its
// template and goes through the pages.
const searchAll = `
use WWW::OpenSearch;
use JSON::PP;
my $engine = WWW::OpenSearch->new($ARGV[0]);
my $d = $engine->description;
my %got = (name => $d->ShortName, contact => $d->Contact, tags => $d->Tags, version => $d->version,
  types => { map { $_->type => 1 } $d->urls }, ids => {}, pages => 0);
my $response = $engine->search("", { count => 7 });
while ($response) {
  die $response->status_line unless $response->is_success;
  $got{total} = $response->pager->total_entries;
  $got{pages}++;
  $got{ids}{$_->id} = $_->title for $response->feed->entries;
  last if $got{pages} > 20;
  $response = $response->next_page;
}
print JSON::PP->new->canonical->encode(\%got);
`

func TestRead_WWWOpenSearch_OM1_OM9_OM20_OS12_OS20(t *testing.T) {
	perl := need(t, "perl", "libwww-opensearch-perl", "-MWWW::OpenSearch", "-MJSON::PP", "-e", "1")
	h := album(t)
	all := documents(t, h)
	command := exec.Command(perl, "-e", searchAll, h.url+"/opensearch.xml")
	command.Env = append(os.Environ(), "no_proxy=127.0.0.1", "NO_PROXY=127.0.0.1")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("WWW::OpenSearch: %v\n%s", err, stderr(err))
	}
	var got struct {
		Name, Contact, Tags, Version string
		Types                        map[string]int
		IDs                          map[string]string
		Total                        json.Number
		Pages                        int
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	ids := map[string]bool{}
	for _, d := range all {
		if d.is("entry") {
			ids[d.root.one(nsAtom, "id")] = true
		}
	}
	if got.Name != all[0].root.one(nsSearch, "ShortName") || got.Version != "1.1" || got.Types["application/atom+xml"] == 0 || got.Tags == "" {
		t.Errorf("the description is read as %+v", got)
	}
	if read := slices.Sorted(maps.Keys(got.IDs)); !slices.Equal(read, slices.Sorted(maps.Keys(ids))) || got.Pages < 3 || got.Total.String() != fmt.Sprint(len(ids)) {
		t.Errorf("WWW::OpenSearch finds %d of %d entries on %d pages, total %s", len(read), len(ids), got.Pages, got.Total)
	}
}
