package atom

import (
	"bytes"
	"testing"

	"github.com/mmcdole/gofeed"
)

// TestAppend_gofeed holds that a reader that is not ours finds in our documents
// what we put there.
func TestAppend_gofeed(t *testing.T) {
	f := fullFeed()
	for name, body := range map[string][]byte{"Atom": AppendFeed(nil, f), "RSS": AppendRSS(nil, f)} {
		got, err := gofeed.NewParser().Parse(bytes.NewReader(body))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Title != f.Title.Body || len(got.Items) != len(f.Entries) {
			t.Errorf("%s: title %q with %d entries, want %q with %d", name, got.Title, len(got.Items), f.Title.Body, len(f.Entries))
			continue
		}
		item, want := got.Items[0], &f.Entries[0]
		if item.Title != want.Title.Body || item.GUID != want.ID || item.Link != want.Page() || !item.PublishedParsed.Equal(want.Published) {
			t.Errorf("%s: entry %q, id %q, link %q, published %v", name, item.Title, item.GUID, item.Link, item.PublishedParsed)
		}
		thumbnail := item.Extensions["media"]["thumbnail"]
		if len(thumbnail) != 1 || thumbnail[0].Attrs["url"] != want.Media.Thumbnails[0].URL || thumbnail[0].Attrs["width"] != "75" {
			t.Errorf("%s: media:thumbnail %+v", name, thumbnail)
		}
		if total := got.Extensions["opensearch"]["totalResults"]; len(total) != 1 || total[0].Value != "3" {
			t.Errorf("%s: opensearch:totalResults %+v", name, total)
		}
	}
}
