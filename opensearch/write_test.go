package opensearch

import (
	"bytes"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mediasock/mediasock/internal/xmlio"
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
}

func full() *Description {
	results := URL{Type: "application/atom+xml", Template: MustTemplate("https://example.org/search?q={searchTerms}&n={count?}&box={geo:box?}&kind={ms:kind?}")}
	indexed := URL{Type: "application/rss+xml", Rels: []string{"results"}, Template: MustTemplate("https://example.org/rss?q={searchTerms}&i={startIndex?}")}
	indexed.SetOffsets(0, 0)
	posted := URL{Type: "text/html", Method: "post", Template: MustTemplate("https://example.org/form"), Parameters: []Parameter{
		{Name: "q", Value: MustTemplate("{searchTerms}"), Minimum: 1, Maximum: 1}, {Name: "near", Value: MustTemplate("{geo:name?}"), Maximum: 1},
	}}
	results.SetOffsets(1, 1)
	posted.SetOffsets(1, 1)
	return &Description{
		ShortName: "Harbour & Sea", Description: `Photographs of "the" harbour <and> the sea`,
		Tags: []string{"photo", "sea"}, Contact: "harbour@example.org", LongName: "The Harbour and Sea Archive",
		Developer: "Ada Example", Attribution: "© Ada", SyndicationRight: Limited, AdultContent: true,
		Languages: []string{"en", "de"}, InputEncodings: []string{"UTF-8", "ISO-8859-1"}, OutputEncodings: []string{"UTF-16"},
		URLs:   []URL{results, indexed, posted},
		Images: []Image{{URL: "https://example.org/16.png", Type: "image/png", Width: 16, Height: 16}, {URL: "https://example.org/any.svg"}},
		Queries: []Echo{
			{Role: RoleExample, Query: Query{SearchTerms: "pier at dusk 50%"}},
			{Role: RoleRelated, Title: "Close by", TotalResults: 7, Query: Query{
				SearchTerms: "+", Count: 3, StartPage: 2, Geo: Geo{Point: &Point{54.3, 10.1}},
				Start: time.Date(2006, 7, 7, 0, 0, 0, 0, time.UTC), Extra: map[string]string{"kind": "photo"},
			}},
		},
	}
}

func TestAppendDescription(t *testing.T) {
	d := full()
	body := AppendDescription(nil, d)
	golden(t, "full.golden.xml", body)
	if i := bytes.Index(body, []byte("?>\n")) + 3; !xmlio.WellFormed(string(body[i:])) {
		t.Error("the description is not well-formed")
	}
	again, err := ReadDescription(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, again, comparer); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

func TestAppendResponse_OM16_OM19_OA8(t *testing.T) {
	got := string(AppendResponse(nil, &Response{
		TotalResults: 4230000, StartIndex: Unknown, ItemsPerPage: 0,
		Queries: []Echo{{Role: RoleRequest, Query: Query{SearchTerms: "a+b c", StartPage: 1}}},
	}))
	want := `<opensearch:totalResults>4230000</opensearch:totalResults>
<opensearch:itemsPerPage>0</opensearch:itemsPerPage>
<opensearch:Query role="request" searchTerms="a%2Bb%20c" startPage="1"/>
`
	if got != want {
		t.Errorf("AppendResponse = %s, want %s", got, want)
	}
}

func FuzzReadDescription(f *testing.F) {
	f.Add(AppendDescription(nil, full()))
	for _, name := range []string{"testdata/profile.xml", "testdata/v10.xml"} {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := ReadDescription(bytes.NewReader(data))
		if err != nil {
			return
		}
		body := AppendDescription(nil, first)
		again, err := ReadDescription(bytes.NewReader(body))
		if err != nil {
			t.Fatalf("reading what was written: %v\n%s", err, body)
		}
		if diff := cmp.Diff(first, again, comparer); diff != "" {
			t.Errorf("meaning changed (-first +again):\n%s\n%s", diff, body)
		}
	})
}

// FuzzTemplate holds that no template makes anything panic, and that search
// terms, whatever they hold, come back as they were sent.
func FuzzTemplate(f *testing.F) {
	f.Add("http://h/?q={searchTerms}&p={startPage?}", "pier & dusk")
	f.Add("/{searchTerms}/{language?}#{count?}", "a/b")
	safe := MustTemplate("/s?n={count?}&q={searchTerms}&l={language?}")
	f.Fuzz(func(t *testing.T, source, terms string) {
		q := Query{SearchTerms: terms}
		if address, err := safe.Expand(q); err == nil {
			if got, err := safe.Parse(parseURL(t, address)); err != nil || got.SearchTerms != terms {
				t.Errorf("Parse(%q) = %q, %v, want %q", address, got.SearchTerms, err, terms)
			}
		}
		tpl, err := ParseTemplate(source, nil)
		if err != nil {
			return
		}
		address, err := tpl.Expand(q)
		if err != nil {
			return
		}
		if u, err := url.Parse(address); err == nil {
			_, _ = tpl.Parse(u)
		}
	})
}
