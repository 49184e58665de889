package atom

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mediasock/mediasock/internal/xmlio"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

func utc(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

// TestReadFeed_OS29_RSS reads RSS 2.0 with all that it is found with: white space
// before the declaration, a DTD, another charset, HTML's entities, a raw
// ampersand, dates of RFC 822, the namespace without a slash, relative addresses.
func TestReadFeed_OS29_RSS(t *testing.T) {
	got := readFile(t, "testdata/rss.xml")
	want := &Feed{
		Title: Plain("Harbour été & more"), Subtitle: HTML("All boats"), Lang: "fr", Logo: "http://example.org/feeds/logo.png",
		Updated: utc("2006-07-07T17:00:00Z"),
		Links: []Link{
			{Rel: "alternate", Type: "text/html", Href: "http://example.org/"},
			{Rel: "next", Type: TypeRSS, Href: "http://example.org/feeds/page2?a=1&b=2"},
		},
		Search: &opensearch.Response{TotalResults: 1234, StartIndex: opensearch.Unknown, ItemsPerPage: opensearch.Unknown},
		Entries: []Entry{
			{
				ID: "ferry-1", Title: Plain("Ferry & sea"), Summary: HTML("<p>Evening</p>"),
				Content:   Content{Type: "html", Body: "<p>The <i>whole</i> evening</p>"},
				Published: utc("2006-07-07T10:00:00Z"), Updated: utc("2006-07-07T10:00:00Z"),
				Authors: []Person{{Name: "Ada Example", Email: "ada@example.org"}},
				Links: []Link{
					{Rel: "alternate", Type: "text/html", Href: "http://example.org/show/1"},
					{Rel: "enclosure", Type: "audio/mpeg", Href: "http://example.org/1.mp3", Length: 99},
					{Rel: "license", Type: "text/html", Href: "http://creativecommons.org/licenses/by/2.5/"},
				},
				Categories: []Category{{Term: "sea", Scheme: "http://example.org/tags"}},
				Media:      mediarss.Item{Details: mediarss.Details{Thumbnails: []mediarss.Thumbnail{{URL: "http://example.org/feeds/t/1.jpg", Width: 75, Height: 50}}}},
			},
			{
				ID: "http://example.org/show/2", Title: Plain("Café au lait"),
				Links: []Link{{Rel: "alternate", Type: "text/html", Href: "http://example.org/show/2"}},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ReadFeed (-want +got):\n%s", diff)
	}
}

func TestReadFeed_AT6_AT8_AT9_AT12(t *testing.T) {
	f := readFile(t, "testdata/lenient.xml")
	for _, c := range []struct{ name, got, want string }{
		{"AT-8 xhtml", f.Title.Body, "Less &lt; <em>more</em><br>"},
		{"AT-8 plain", f.Title.String(), "Less < more"},
		{"AT-5 ids are opaque", f.ID, "HTTP://example.org/Feed"},
		{"AT-12 base", f.Link(RelNext), "http://example.org/a/?p=2"},
		{"AT-12 nested base", f.Entries[0].Content.Src, "http://example.org/a/b/1.mp4"},
		{"AT-12 person", f.Entries[0].Authors[0].URI, "http://example.org/a/ada"},
		{"AT-12 lang", f.Lang + f.Entries[0].Lang + f.Entries[1].Lang, "ende"},
		{"AT-6 lower case, fraction", f.Entries[0].Updated.String(), "2006-07-07 10:00:00 +0000 UTC"},
		{"AT-6 RFC 822", f.Entries[0].Published.String(), "2006-07-07 10:00:00 +0000 UTC"},
		{"AP-1 AP-9 edited", f.Entries[0].Edited.String(), "2006-07-08 00:00:00 +0000 UTC"},
		{"AT-13 foreign markup", f.Entries[0].Title.Body, "<b>Fähre</b>"},
		{"AT-9 inline XML", f.Entries[1].Content.Body, `<svg xmlns="http://www.w3.org/2000/svg"><a xmlns:n0="http://www.w3.org/1999/xlink" n0:href="u"><text>Hi</text></a></svg>`},
		{"AT-15 source", f.Entries[1].Source.Title.Body, "Other"},
		{"AP-10 draft", fmt.Sprint(f.Entries[1].Draft, f.Entries[2].Draft), "false true"},
		{"OA-15 no updated", f.Updated.String(), "2006-07-07 10:00:00 +0000 UTC"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, c.got, c.want)
		}
	}
}

// GData's first version tells its numbers in the namespace of OpenSearch 1.0, and
// replies have a namespace that is passed over (GD-7, TH-1).
func TestReadFeed_GD7_TH1(t *testing.T) {
	f, err := ReadFeed(strings.NewReader(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:s="http://a9.com/-/spec/opensearchrss/1.0/"
		xmlns:thr="http://purl.org/syndication/thread/1.0"><title>a</title><s:totalResults>7</s:totalResults><s:startIndex>2</s:startIndex>
		<entry><id>tag:a</id><title>b</title><link rel="replies" href="http://example.org/r" thr:count="3"/><thr:total>3</thr:total>
		<link rel="http://schemas.google.com/g/2005#feed" href="http://example.org/feed"/><link rel="edit" type="application/atom+xml" href="http://example.org/e/1"/>
		<thr:in-reply-to ref="tag:x"/><title>c</title></entry></feed>`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.Search == nil || f.Search.TotalResults != 7 || f.Search.StartIndex != 2 {
		t.Errorf("numbers %+v, want 7 from 2 on", f.Search)
	}
	if e := f.Entries[0]; e.ID != "tag:a" || e.Document() != "http://example.org/e/1" || e.Page() != "" {
		t.Errorf("entry %+v, want its document and no page of a reply", e)
	}
}

func TestEntry_Licenses_LC2(t *testing.T) {
	feed := &Feed{Links: []Link{{Rel: RelLicense, Href: "feed"}}}
	source := &Feed{Links: []Link{{Rel: RelLicense, Href: "source"}}}
	for _, c := range []struct {
		name string
		e    Entry
		want []string
	}{
		{"own, dual (LC-1)", Entry{Links: []Link{{Rel: RelLicense, Href: "a"}, {Rel: "LICENSE", Href: "b"}}, Source: source}, []string{"a", "b"}},
		{"the source's", Entry{Source: source}, []string{"source"}},
		{"the feed's", Entry{}, []string{"feed"}},
		{"unspecified (LC-3)", Entry{Links: []Link{{Rel: RelLicense, Href: Unspecified}}}, nil},
	} {
		if got := c.e.Licenses(feed); !slices.Equal(got, c.want) {
			t.Errorf("Licenses, %s = %q, want %q", c.name, got, c.want)
		}
	}
}

func TestReadFeed_limits_XS1(t *testing.T) {
	const head = `<feed xmlns="http://www.w3.org/2005/Atom">`
	for _, c := range []struct {
		name, doc string
		options   *Options
		want      error
	}{
		{"too large", head + strings.Repeat(" ", 2000), &Options{Bytes: 1000}, xmlio.ErrTooLarge},
		{"too deep", head + strings.Repeat("<x>", 5000), nil, xmlio.ErrTooLarge},
		{"too many tokens", head + strings.Repeat("<x/>", 600_000), nil, xmlio.ErrTooLarge},
		{"HTML", "<!doctype html><html><body></body></html>", nil, ErrNotFeed},
		{"nothing", "", nil, ErrNotFeed},
		{"text", "hello", nil, ErrNotFeed},
	} {
		if _, err := ReadFeed(strings.NewReader(c.doc), c.options); !errors.Is(err, c.want) {
			t.Errorf("ReadFeed of what is %s = %v, want %v", c.name, err, c.want)
		}
	}
	f, err := ReadFeed(strings.NewReader(head+strings.Repeat("<entry><id>a</id></entry>", 50)+"</feed>"), &Options{Entries: 7})
	if err != nil || len(f.Entries) != 7 {
		t.Errorf("ReadFeed with a limit of 7 = %d entries, %v", len(f.Entries), err)
	}
}

func TestReadEntry_OM27(t *testing.T) {
	const doc = `<entry xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>A film</title>
<link href="/show/video/123"/><link rel="alternate" type="application/atom+xml;type=entry" href="/atom/123"/>
<id>tag:example.org,2006:video-123</id><updated>2003-12-13T18:30:02Z</updated>...</entry>`
	base, err := url.Parse("http://example.org/atom/123")
	if err != nil {
		t.Fatal(err)
	}
	e, err := ReadEntry(strings.NewReader(doc), &Options{Base: base})
	if err != nil {
		t.Fatal(err)
	}
	if e.ID != "tag:example.org,2006:video-123" || e.Page() != "http://example.org/show/video/123" || e.Document() != base.String() {
		t.Errorf("ReadEntry = id %q, page %q, document %q", e.ID, e.Page(), e.Document())
	}
	if _, err := ReadEntry(strings.NewReader(`<feed xmlns="http://www.w3.org/2005/Atom"/>`), nil); !errors.Is(err, ErrNotFeed) {
		t.Errorf("ReadEntry of a feed without any = %v, want %v", err, ErrNotFeed)
	}
}

func TestParseTime_AT6(t *testing.T) {
	const want = "2006-07-07T12:00:00Z"
	for _, s := range []string{
		want, "2006-07-07t12:00:00z", "2006-07-07T14:00:00+02:00", "2006-07-07T12:00:00.123456Z", "2006-07-07 12:00:00", "2006-07-07T12:00Z",
		"Fri, 07 Jul 2006 12:00:00 GMT", "Fri, 7 Jul 2006 08:00:00 EDT", "Fri, 07 Jul 06 14:00:00 +0200", "7 Jul 2006 12:00:00 UT",
		" Fri,  07 Jul 2006\n12:00:00 Z ", "Fri, 07 Jul 2006 04:00:00 PST", "Friday, 07-Jul-06 12:00:00 GMT", "Fri Jul  7 12:00:00 2006",
	} {
		if got := ParseTime(s).Format(time.RFC3339); got != want {
			t.Errorf("ParseTime(%q) = %s, want %s", s, got, want)
		}
	}
	for _, s := range []string{"", "yesterday", "2006-13-01", "0000-00-00T00:00:00Z", strings.Repeat("1", 500)} {
		if got := ParseTime(s); !got.IsZero() {
			t.Errorf("ParseTime(%q) = %v, want the zero time", s, got)
		}
	}
}
