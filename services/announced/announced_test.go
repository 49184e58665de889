package announced_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/announced"
)

// site answers as a site that announces all four.
func site(base func() string) http.Handler {
	mux := http.NewServeMux()
	text := func(pattern, body string) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, strings.ReplaceAll(body, "BASE", base()))
		})
	}
	text("GET /{$}", `<html><head><link rel="search" type="application/opensearchdescription+xml" href="/os.xml" title="Photos">
<link rel="service" type="application/atomsvc+xml" href="/app"></head></html>`)
	text("GET /.well-known/nodeinfo", `{"links":[{"rel":"other","href":"BASE/no"},{"rel":"http://nodeinfo.diaspora.software/ns/schema/2.0","href":"BASE/nodeinfo/2.0"}]}`)
	text("GET /nodeinfo/2.0", `{"version":"2.0","software":{"name":"pixelfed","version":"0.12.3"}}`)
	mux.HandleFunc("OPTIONS /files/", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Tus-Version", "1.0.0") })
	return mux
}

func TestAnnounced(t *testing.T) {
	var server *httptest.Server
	server = httptest.NewServer(site(func() string { return server.URL }))
	defer server.Close()
	sites := detect(t, server)
	got := fmt.Sprint(sites)
	want := fmt.Sprint([]services.Site{
		{Driver: "opensearch", Title: "Photos", Address: server.URL + "/os.xml", Can: []string{"search"}},
		{Driver: "atompub", Address: server.URL + "/app"},
		{Driver: "tus", Version: "1.0.0", Address: server.URL + "/files/"},
		{Driver: "nodeinfo", Title: "pixelfed", Version: "0.12.3", Address: server.URL + "/nodeinfo/2.0"},
	})
	if got != want {
		t.Errorf("Detect = %s, want %s", got, want)
	}
}

func TestNothingAnnounced(t *testing.T) {
	for name, h := range map[string]http.Handler{
		"nothing there":      http.NotFoundHandler(),
		"a page for all":     http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html><head></head>hello") }),
		"JSON of other kind": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"links":[{"rel":1}]}`) }),
	} {
		server := httptest.NewServer(h)
		if sites := detect(t, server); len(sites) != 0 {
			t.Errorf("%s: Detect = %+v", name, sites)
		}
		server.Close()
	}
}

func detect(t *testing.T, server *httptest.Server) []services.Site {
	t.Helper()
	p, err := services.NewProbe(server.URL, &services.Options{HTTP: server.Client()})
	if err != nil {
		t.Fatal(err)
	}
	sites, err := announced.Drivers().Detect(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	return sites
}
