package piwigo_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/replay"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/piwigo"
)

// film is a file in memory.
type film []byte

func (f film) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f)), nil }
func (f film) Size() int64                  { return int64(len(f)) }
func (film) Name() string                   { return `C:\pictures\pier.jpg` }
func (film) Type() string                   { return "image/jpeg" }

// An old gallery is found, albums with numbers as texts are read, a file goes in
// chunks, and that it knows no lounge is no error.
func TestOldGallery_P5_P8_P12_P14(t *testing.T) {
	web, r := replay.Open(t, "testdata/upload.txtar")
	o := &services.Options{HTTP: web}
	p, err := services.NewProbe("https://photos.example/", o)
	if err != nil {
		t.Fatal(err)
	}
	d := piwigo.Driver()
	site, err := d.Detect(t.Context(), p)
	if err != nil || site == nil || site.Address != "https://photos.example/ws.php" || site.Version != "2.10.2" || site.Can[len(site.Can)-1] != "search" {
		t.Fatalf("Detect = %+v, %v", site, err)
	}
	service, err := d.Service(site.Address, o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ada", Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	if o := s.Offer(); o.User == nil || o.User.Name != "ada" || o.Sock.String() != "type.image" {
		t.Errorf("Offer = %+v", o)
	}
	var albums []mediasock.Taxon
	for a, err := range s.TaxaList(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		albums = append(albums, a)
	}
	if len(albums) != 2 || albums[0].Icon != "17" || albums[1].Caption != "the bay" || albums[1].Parents.String() != "6" {
		t.Errorf("TaxaList = %+v", albums)
	}
	item, err := s.MediaAppend(t.Context(), &mediasock.Media{Title: "Pier", Parents: mediasock.List{"7"}, Keywords: mediasock.List{"sea", "pier"}},
		film(strings.Repeat("pier", 600)))
	if err != nil || item.ID != "42" || item.Resource != "https://photos.example/picture.php?/42/category/7" {
		t.Errorf("MediaAppend = %+v, %v", item, err)
	}
	if _, err := mediasock.GetMedia(t.Context(), s, "9"); !errors.Is(err, mediasock.ErrUnknownItem) {
		t.Errorf("MediaGet of nothing = %v", err)
	}
	if err := s.Signout(t.Context()); err != nil {
		t.Errorf("Signout = %v", err)
	}
	sent := map[string]int{}
	for _, q := range r.Requests() {
		sent[q.URL.Query().Get("method")]++
	}
	if sent["pwg.images.addChunk"] != 3 || sent["pwg.images.add"] != 1 {
		t.Errorf("sent %v, want 3 chunks of at most 1 KiB", sent)
	}
}

// A session that has ended is begun anew, once; who may not is told so and not
// asked to sign in.
func TestEndedSession_P4(t *testing.T) {
	logins, in := 0, false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("method") {
		case "pwg.session.login":
			logins++
			in = true
			io.WriteString(w, `{"stat":"ok","result":true}`)
		case "pwg.session.getStatus":
			name := map[bool]string{true: "ada", false: "guest"}[in]
			io.WriteString(w, `{"stat":"ok","result":{"username":"`+name+`","status":"`+name+`","pwg_token":"x","version":"15.0.0"}}`)
		case "pwg.categories.getList":
			if !in {
				w.WriteHeader(http.StatusUnauthorized)
				io.WriteString(w, `{"stat":"fail","err":401,"message":"Access denied"}`)
				return
			}
			io.WriteString(w, `{"stat":"ok","result":{"categories":[]}}`)
		default:
			w.WriteHeader(http.StatusUnauthorized)
			io.WriteString(w, `{"stat":"fail","err":401,"message":"Access denied"}`)
		}
	}))
	defer server.Close()
	o := &services.Options{HTTP: server.Client(), Clear: true}
	service, err := piwigo.New(server.URL+"/ws.php", o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ada", Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	in = false
	for _, err := range s.TaxaList(t.Context()) {
		t.Errorf("TaxaList after the session has ended: %v", err)
	}
	if logins != 2 {
		t.Errorf("%d sign-ins, want 2", logins)
	}
	if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "x"}); !errors.Is(err, mediasock.ErrForbidden) || logins != 2 {
		t.Errorf("TaxaAppend without the right = %v after %d sign-ins, want %v and no other", err, logins, mediasock.ErrForbidden)
	}
}

// A password goes nowhere in clear unless the user allows it.
func TestHandshake_Clear_A68(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked++; w.WriteHeader(http.StatusNotFound) }))
	defer server.Close()
	for address, want := range map[string]int{"http://127.example.org/ws.php": 0, server.URL + "/ws.php": 1} {
		service, err := piwigo.New(address, &services.Options{HTTP: server.Client()})
		if err != nil {
			t.Fatal(err)
		}
		asked = 0
		if _, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ada", Password: "secret"}); err == nil || asked != want || want == 0 && !errors.Is(err, mediasock.ErrPermanent) {
			t.Errorf("Handshake with %s = %v after %d requests, want %d", address, err, asked, want)
		}
	}
	for _, address := range []string{"", "ftp://a/ws.php", "https:///ws.php", "https://a/ws.php?x=1"} {
		if _, err := piwigo.New(address, nil); err == nil {
			t.Errorf("New(%q) takes it", address)
		}
	}
}
