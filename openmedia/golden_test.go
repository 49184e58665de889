package openmedia_test

import (
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/opensearch"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestHandler_golden keeps every document that the handler writes, whole.
func TestHandler_golden(t *testing.T) {
	h := newHandler()
	h.HTML = func(http.ResponseWriter, *http.Request, opensearch.Query, func() (*atom.Feed, error)) error {
		return nil
	}
	h.Suggest = func(*http.Request, opensearch.Query) (opensearch.Suggestions, error) {
		return opensearch.Suggestions{}, nil
	}
	h.Parameters = []string{"album", "tag"}
	for name, address := range map[string]string{
		"description.golden.xml": "/opensearch.xml",
		"kind.golden.xml":        "/opensearch.xml?kind=photo",
		"search.golden.xml":      "/search?q=sea&count=2&startIndex=2",
		"nothing.golden.xml":     "/search?q=zeppelin",
		"rss.golden.xml":         "/search?q=sea&count=1&format=rss",
		"entry.golden.xml":       "/atom/103",
	} {
		got, err := io.ReadAll(get(t, h, address).Body)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(file, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("GET %s (-want +got):\n%s", address, diff)
		}
	}
}
