package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/fakeservice"
	"github.com/mediasock/mediasock/server"
)

// TestMounted: the handler runs alone, beside a service's own API, which it takes
// nothing from, below a path, and in the place of an existing page.
func TestMounted_MS6_MS7(t *testing.T) {
	service := fakeservice.New(fakeservice.Options{})
	app := service.AddUser("ann", "pw")
	mux := http.NewServeMux()
	mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "own ", r.Method, " ", r.URL.Path) })
	mux.Handle("/mediasock/", service.Handler)
	below := fakeservice.New(fakeservice.Options{Configure: func(h *server.Handler) { h.Path = "/deep/mediasock/" }}).Handler
	page := fakeservice.New(fakeservice.Options{Configure: func(h *server.Handler) {
		h.Embed, h.Default, h.Path = true, mediasock.MethodMediaAppend, "/upload.php"
	}})
	for name, tt := range map[string]struct {
		handler http.Handler
		path    string
		want    string
	}{
		"alone":            {service.Handler, "/mediasock/", "<handshake>"},
		"beside an API":    {mux, "/mediasock/", "<handshake>"},
		"the API":          {mux, "/api/things", "own GET /api/things"},
		"the API's method": {mux, "/api/mediasock.taxa.list?method=mediasock.taxa.list", "own GET /api/mediasock.taxa.list"},
		"below a path":     {below, "/deep/mediasock/", "/deep/mediasock/"},
		"in a page":        {page.Handler, "/upload.php", "<!--\n<mediasock "},
	} {
		w := httptest.NewRecorder()
		tt.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "http://h.example"+tt.path, nil))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), tt.want) {
			t.Errorf("%s: %d %s, want %q", name, w.Code, w.Body, tt.want)
		}
	}
	r := httptest.NewRequest(http.MethodPost, "http://h.example/mediasock/", strings.NewReader("method=mediasock.taxa.list"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.RemoteAddr = "127.0.0.1:4242"
	r.SetBasicAuth("ann", app)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `<stat value="0"`) {
		t.Errorf("a call beside an API: %s", w.Body)
	}
}

// TestTitle_MS45: a new title changes nothing but what is shown: value and
// serial stay, and what was granted holds.
func TestTitle_MS44_MS45(t *testing.T) {
	s := start(t, fakeservice.Options{})
	before := s.get(t, "").offered(t, s.url)
	s.Handler.Service.Title = "A new name"
	after := s.get(t, "").offered(t, s.url)
	if after.Service.Title != "A new name" || after.Service.Value != before.Service.Value || after.Stat.Serial != before.Stat.Serial {
		t.Errorf("under a new title %+v, serial %s; before %+v, %s", after.Service, after.Stat.Serial, before.Service, before.Stat.Serial)
	}
	s.post(t, s.ann(), "method", "mediasock.taxa.list").want(t, 200, `title="A new name"`, `<stat value="0"`)
}
