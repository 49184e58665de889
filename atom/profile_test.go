package atom

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

// TestReadFeed_OA1_OM14_OM39 reads a feed of the form that the Profile shows,
// raw ampersands and a second entry of three dots included.
func TestReadFeed_OA1_OM14_OM39(t *testing.T) {
	f := readFile(t, "testdata/profile-feed.xml")
	want := &Feed{
		ID:      "urn:uuid:60a76c80-d399-11d9-b93C-0003939e0af6",
		Title:   Plain("Films of example.org about: Vox"),
		Updated: time.Date(2003, 12, 13, 18, 30, 2, 0, time.UTC),
		Authors: []Person{{Name: "Example.org Films"}},
		Links: []Link{
			{Href: "http://example.org/search/Vox"},
			{Rel: "alternate", Type: "text/html", Href: "http://example.org/search/Vox"},
			{Rel: "self", Type: Type, Href: "http://example.org/?q=Vox&pw=1&format=atom"},
			{Rel: "search", Type: opensearch.DescriptionType, Href: "http://example.org/opensearch.xml"},
		},
		Search: &opensearch.Response{
			TotalResults: 4230000, StartIndex: 1, ItemsPerPage: 10,
			Queries: []opensearch.Echo{{Role: "request", Query: opensearch.Query{SearchTerms: "Vox", StartPage: 1}}},
		},
		Entries: []Entry{{
			ID:      "tag:example.org,2006:video-123",
			Title:   Plain("A film about foxes"),
			Updated: time.Date(2003, 12, 13, 18, 30, 2, 0, time.UTC),
			Content: Content{Body: "\nFoxes at night, filmed in the garden.\n"},
			Links: []Link{
				{Href: "http://example.org/show/video/123"},
				{Rel: "alternate", Type: Type, Href: "http://example.org/atom/123"},
				{Rel: "license", Type: "text/html", Href: "http://creativecommons.org/licenses/by/2.5/"},
			},
			Categories: []Category{
				{Term: "Vox", Scheme: "http://example.org/tags/Vox/", Label: "Vox"},
				{Term: "cat", Scheme: "http://example.org/tags/Cat/", Label: "cat"},
			},
			Media: mediarss.Item{
				Contents: []mediarss.Content{{URL: "http://example.org/data/123.flv", FileSize: 123456, Type: "video/x-flv"}},
				Details: mediarss.Details{
					Player:     &mediarss.Player{URL: "http://example.org/data/123.swf", Width: 400, Height: 200},
					Thumbnails: []mediarss.Thumbnail{{URL: "http://example.org/thumb/1223.jpg", Width: 75, Height: 50}},
				},
			},
		}, {}},
	}
	if diff := cmp.Diff(want, f); diff != "" {
		t.Errorf("ReadFeed (-want +got):\n%s", diff)
	}
	e := f.Entries[0]
	if got, want := e.Page(), "http://example.org/show/video/123"; got != want {
		t.Errorf("Page() = %q, want %q (OM-25, OA-3)", got, want)
	}
	if got, want := e.Document(), "http://example.org/atom/123"; got != want {
		t.Errorf("Document() = %q, want %q (OM-26)", got, want)
	}
	if got, want := e.Media.Contents[0].MediumOf(), mediarss.Video; got != want {
		t.Errorf("MediumOf() = %q, want %q (OA-11)", got, want)
	}
}

func readFile(t *testing.T, name string) *Feed {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	f, err := ReadFeed(file, nil)
	if err != nil {
		t.Fatalf("ReadFeed(%s): %v", name, err)
	}
	return f
}
