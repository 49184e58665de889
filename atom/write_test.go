package atom

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mediasock/mediasock/internal/xmlio"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
	if !xmlio.WellFormed(strings.TrimPrefix(string(got), xmlio.Header)) {
		t.Errorf("%s is not well-formed", name)
	}
}

func fullFeed() *Feed {
	return &Feed{
		ID: "tag:example.org,2006:search:0123", Title: Plain("Search: pier & <dusk>"), Subtitle: HTML("All <b>piers</b>"),
		Updated: utc("2006-07-07T12:00:00Z"), Authors: []Person{{Name: "Example", URI: "https://example.org/", Email: "ada@example.org"}},
		Links: []Link{
			{Rel: RelAlternate, Type: "text/html", Href: "https://example.org/search?q=pier&n=2"},
			{Rel: RelSelf, Type: Type, Href: "https://example.org/search?q=pier&n=2&format=atom"},
			{Rel: RelSearch, Type: opensearch.DescriptionType, Href: "https://example.org/opensearch.xml", Title: "Example"},
			{Rel: RelNext, Type: Type, Href: "https://example.org/search?q=pier&n=2&startIndex=3&format=atom"},
		},
		Categories: []Category{{Term: "piers"}}, Generator: &Generator{"https://example.org/g", "1.0", "mediasock"},
		Icon: "https://example.org/i.png", Logo: "https://example.org/l.png", Rights: Plain("© Ada"), Lang: "en",
		Search: &opensearch.Response{TotalResults: 3, StartIndex: 1, ItemsPerPage: 2, Queries: []opensearch.Echo{
			{Role: opensearch.RoleRequest, Query: opensearch.Query{SearchTerms: "pier at dusk", Count: 2}},
		}},
		Media:   mediarss.Details{Ratings: []mediarss.Rating{{Value: "nonadult"}}},
		Entries: []Entry{*photo(1), *video()},
	}
}

func photo(n int) *Entry {
	id := fmt.Sprint(n)
	return &Entry{
		ID: "tag:example.org,2006:media-" + id, Title: Plain("Pier at dusk"), Summary: Plain("A pier"),
		Content:   Content{Body: "Fog & lights,\n\"old\" pier"},
		Published: utc("2006-07-07T11:00:00Z"), Updated: utc("2006-07-07T12:00:00Z"), Edited: utc("2006-07-08T12:00:00Z"),
		Authors: []Person{{Name: "Ada Example"}}, Contributors: []Person{{Name: "Bob"}}, Rights: Plain("© Ada"),
		Links: []Link{
			{Rel: RelAlternate, Type: "text/html", Href: "https://example.org/show/" + id},
			{Rel: RelAlternate, Type: Type, Href: "https://example.org/atom/" + id},
			{Rel: RelEnclosure, Type: "image/jpeg", Href: "https://example.org/media/" + id, Length: 2097152},
			{Rel: RelLicense, Type: "text/html", Href: "https://creativecommons.org/licenses/by/4.0/", Title: "CC BY 4.0"},
		},
		Categories: []Category{{Term: "sea", Scheme: "https://example.org/tags/", Label: "sea"}, {Term: "pier", Scheme: "https://example.org/tags/", Label: "pier"}},
		Media: mediarss.Item{
			Contents: []mediarss.Content{{URL: "https://example.org/media/" + id, FileSize: 2097152, Type: "image/jpeg", Medium: mediarss.Image, Width: 4000, Height: 3000}},
			Details: mediarss.Details{
				Keywords: []string{"sea", "pier"}, Thumbnails: []mediarss.Thumbnail{{URL: "https://example.org/thumb/" + id, Width: 75, Height: 50}},
				Credits: []mediarss.Credit{{Role: "photographer", Name: "Ada Example"}}, Hashes: []mediarss.Hash{{Algo: "sha-1", Value: "da39a3ee5e6b4b0d3255bfef95601890afd80709"}},
				Location: &mediarss.Point{Lat: 54.3233, Lon: -10.14},
			},
		},
	}
}

func video() *Entry {
	e := photo(2)
	e.Title, e.Content, e.Lang = HTML("<i>Ferry</i>"), Content{Src: "https://example.org/media/2", Type: "video/mp4"}, "de"
	e.Draft, e.Summary = true, Text{}
	e.Source = &Feed{ID: "tag:other.example,2006:f", Title: Plain("Other"), Updated: utc("2005-01-01T00:00:00Z")}
	e.Media.Groups = []mediarss.Group{{Contents: []mediarss.Content{
		{URL: "https://example.org/2.mp4", Type: "video/mp4", Medium: mediarss.Video, IsDefault: true}, {URL: "https://example.org/2.webm", Type: "video/webm", Medium: mediarss.Video},
	}}}
	e.Media.Player = &mediarss.Player{URL: "https://example.org/embed/2", Width: 640, Height: 360}
	return e
}

func TestAppendFeed(t *testing.T) {
	f := fullFeed()
	body := AppendFeed(nil, f)
	golden(t, "feed.golden.xml", body)
	again, err := ReadFeed(bytes.NewReader(body), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f, again); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestAppendEntry_OA5(t *testing.T) {
	e := photo(1)
	golden(t, "entry.golden.xml", AppendEntry(nil, e))
	got, err := ReadEntry(bytes.NewReader(AppendEntry(nil, e)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e, got); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if alone := AppendEntry(nil, &Entry{ID: "tag:a,2006:1"}); !bytes.Contains(alone, []byte("<author>")) {
		t.Errorf("an entry document without an author (OA-5): %s", alone)
	}
}

// TestAppendRSS_OS29 holds that what RSS can tell is read back as it was.
func TestAppendRSS_OS29(t *testing.T) {
	f := fullFeed()
	body := AppendRSS(nil, f)
	golden(t, "rss.golden.xml", body)
	again, err := ReadFeed(bytes.NewReader(body), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f.Search, again.Search); diff != "" {
		t.Errorf("search (-want +got):\n%s", diff)
	}
	if again.ID != f.ID || again.Link(RelNext) != f.Link(RelNext) || !again.Updated.Equal(f.Updated) {
		t.Errorf("channel: id %q, next %q, updated %v", again.ID, again.Link(RelNext), again.Updated)
	}
	for i := range f.Entries {
		want, got := &f.Entries[i], &again.Entries[i]
		if got.ID != want.ID || got.Title.String() != want.Title.String() || got.Page() != want.Page() || got.Document() != want.Document() ||
			!got.Updated.Equal(want.Updated) || !got.Published.Equal(want.Published) {
			t.Errorf("item %d = %+v, want %+v", i, got, want)
		}
		if diff := cmp.Diff(want.Media, got.Media); diff != "" {
			t.Errorf("media of item %d (-want +got):\n%s", i, diff)
		}
		if diff := cmp.Diff(want.Licenses(nil), got.Licenses(nil)); diff != "" {
			t.Errorf("licences of item %d (-want +got):\n%s", i, diff)
		}
	}
}

func TestAppendFeed_hostileText(t *testing.T) {
	hostile := "]]><script>&\"'\x00\x1b\xff\uFFFE -- \u2028 \r\n"
	f := &Feed{ID: "tag:a,2006:1", Title: Plain(hostile), Entries: []Entry{{ID: hostile, Links: []Link{{Href: hostile}}, Content: Content{Type: "image/svg+xml", Body: "<svg>" + hostile}}}}
	for name, body := range map[string][]byte{"Atom": AppendFeed(nil, f), "RSS": AppendRSS(nil, f)} {
		if !xmlio.WellFormed(strings.TrimPrefix(string(body), xmlio.Header)) {
			t.Errorf("%s of hostile text is not well-formed:\n%s", name, body)
		}
	}
}

func pageOfPhotos() *Feed {
	f := fullFeed()
	f.Entries = nil
	for n := range 20 {
		f.Entries = append(f.Entries, *photo(n))
	}
	return f
}

// TestAppendFeed_allocations holds that a page is written without any.
func TestAppendFeed_allocations(t *testing.T) {
	f := pageOfPhotos()
	buf := AppendFeed(nil, f)
	if n := testing.AllocsPerRun(20, func() { buf = AppendFeed(buf[:0], f) }); n > 0 {
		t.Errorf("AppendFeed of 20 entries: %v allocations, want none", n)
	}
}

func BenchmarkAppendFeed(b *testing.B) {
	f := pageOfPhotos()
	buf := AppendFeed(nil, f)
	b.SetBytes(int64(len(buf)))
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendFeed(buf[:0], f)
	}
}

// BenchmarkEncodingXML writes the same facts by reflection, to compare with.
func BenchmarkEncodingXML(b *testing.B) {
	doc := mirror(pageOfPhotos())
	var buf bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		buf.Reset()
		if err := xml.NewEncoder(&buf).Encode(doc); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(buf.Len()))
}

func BenchmarkReadFeed(b *testing.B) {
	body := AppendFeed(nil, pageOfPhotos())
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadFeed(bytes.NewReader(body), nil); err != nil {
			b.Fatal(err)
		}
	}
}
