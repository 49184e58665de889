// Package static_test holds two sites of fixed files alone, as any web space
// serves them: site announces foreign APIs by an index.xml (discovery only), page
// the login and upload pages of the site by an index.html. Both were written by
// "mediasock snippet" (MS-11, MS-2).
package static_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/check"
	"github.com/mediasock/mediasock/client"
)

// serve serves a folder as web servers do whose index is index.xml or
// index.html.
func serve(t *testing.T, dir string) *httptest.Server {
	t.Helper()
	files := http.FileServer(http.Dir(dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		index := filepath.Join(dir, filepath.FromSlash(r.URL.Path), "index.xml")
		if _, err := os.Stat(index); err == nil && strings.HasSuffix(r.URL.Path, "/") {
			http.ServeFile(w, r, index)
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

func TestStatic_MS2_MS11_MS27(t *testing.T) {
	for _, site := range []struct{ dir, method, url string }{
		{"site", "pwg.images.add", "https://gallery.example.com/ws.php"},
		{"site", "metaWeblog.newPost", "https://gallery.example.com/xmlrpc.php"},
		{"page", "mediasock.media.append", "https://gallery.example.com/upload.php"},
		{"page", "mediasock.handshake", "https://gallery.example.com/login.php"},
	} {
		server := serve(t, site.dir)
		found, err := (&client.Client{}).Discover(t.Context(), server.URL)
		if err != nil {
			t.Fatal(err)
		}
		if u, ok := found.Offer().APIs.Lookup(site.method); !ok || u != site.url {
			t.Errorf("%s: Lookup(%q) = %q, %t, want %q", site.dir, site.method, u, ok, site.url)
		}
		report, err := (&check.Checker{}).Run(t.Context(), server.URL, check.Options{})
		if err != nil || len(report.Findings) > 0 {
			t.Errorf("%s: check: %v, %+v, want no finding at all", site.dir, err, report)
		}
	}
}
