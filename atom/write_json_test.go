package atom

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/opensearch"
)

// What GData's clients read of a feed, by the names that they know.
func TestAppendJSON_GD5(t *testing.T) {
	at := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	f := &Feed{
		ID: "tag:x,2026:f", Title: Plain(`Piers "& <ferries>` + "\n"), Updated: at, Authors: []Person{{Name: "Ada"}},
		Search: &opensearch.Response{TotalResults: 1, StartIndex: 1, ItemsPerPage: 20},
		Entries: []Entry{{
			ID: "tag:x,2026:1", Title: Plain("Pier"), Updated: at, Links: []Link{{Rel: RelAlternate, Href: "https://x/1?a=b&c"}},
			Content: Content{Body: ""}, Media: mediarss.Item{Contents: []mediarss.Content{{URL: "https://x/1.jpg", Width: 3}}},
		}},
	}
	b, err := AppendJSON(nil, f)
	if err != nil {
		t.Fatal(err)
	}
	type text struct {
		T string `json:"$t"`
	}
	var got struct {
		Version string
		Feed    struct {
			XMLNS     string `json:"xmlns"`
			ID, Title text
			Author    []struct{ Name text }
			Total     text `json:"opensearch$totalResults"`
			Entry     []struct {
				Title   text
				Link    []struct{ Rel, Href string }
				Content []struct{ URL, Width string } `json:"media$content"`
			}
		}
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	feed := got.Feed
	if got.Version != "1.0" || feed.XMLNS != Namespace || feed.ID.T != f.ID || feed.Total.T != "1" || len(feed.Author) != 1 || feed.Author[0].Name.T != "Ada" {
		t.Errorf("AppendJSON wrote %s", b)
	}
	if diff := cmp.Diff(f.Title.Body, feed.Title.T); diff != "" {
		t.Errorf("the title (-want +got):\n%s", diff)
	}
	if len(feed.Entry) != 1 || feed.Entry[0].Link[0].Href != "https://x/1?a=b&c" || feed.Entry[0].Content[0].Width != "3" {
		t.Errorf("the entry in %s", b)
	}
}
