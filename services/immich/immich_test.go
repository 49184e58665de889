package immich_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"flag"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/replay"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/immich"
)

var update = flag.Bool("update", false, "write the golden files anew")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// signIn opens a session to which a conversation is played.
func signIn(t *testing.T, address string, web *http.Client, c mediasock.Credentials) *immich.Session {
	t.Helper()
	service, err := immich.New(address, &services.Options{HTTP: web})
	must(t, err)
	s, err := service.Handshake(t.Context(), c)
	must(t, err)
	return s.(*immich.Session)
}

// TestConversation_Reading: albums, a list, a search by meaning, an entry.
func TestConversation_Reading(t *testing.T) {
	web, r := replay.Open(t, "testdata/demo.txtar")
	s := signIn(t, "https://demo.immich.app/api/", web, mediasock.Credentials{Username: "demo@immich.app", Password: "demo"})
	var b strings.Builder
	fmt.Fprintf(&b, "%s, scope %v\n", s.Offer().User.Name, s.Offer().User.Scope)
	for a, err := range s.TaxaList(t.Context()) {
		must(t, err)
		fmt.Fprintf(&b, "album %s %q %q append %q icon %q\n", a.ID, a.Title, a.Caption, a.Append, a.Icon)
	}
	for m, err := range s.MediaList(t.Context(), mediasock.MediaQuery{Limit: 2}) {
		must(t, err)
		fmt.Fprintf(&b, "item %s %q %q keywords %q\n  attributes %v\n  file %q %s %d bytes %dx%d, sha1 %x, at %q\n", m.ID, m.Title, m.Caption, m.Keywords,
			len(m.Attributes), m.File.Name, m.File.Type, m.File.Size, m.File.Width, m.File.Height, m.File.SHA1, m.File.Resource)
	}
	f, err := s.Search(t.Context(), opensearch.Query{SearchTerms: "pier", Count: 1})
	must(t, err)
	r.Sound(f)
	b.WriteString(replay.Lines(f))
	must(t, s.Signout(t.Context()))
	r.Golden("testdata/demo.golden", b.String(), *update)
	for _, q := range r.Requests() {
		if token := q.Header.Get("Authorization"); (token == "") != (strings.HasSuffix(q.URL.Path, "/login") || strings.HasSuffix(q.URL.Path, "/version")) {
			t.Errorf("%s %s is sent with Authorization %q", q.Method, q.URL, token)
		}
	}
}

// A listener keeps the bodies of requests.
type listener struct {
	under  http.RoundTripper
	bodies map[string][]byte
	types  map[string]string
}

// RoundTrip implements http.RoundTripper.
func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if err := r.Body.Close(); err != nil {
			return nil, err
		}
		l.bodies[r.URL.Path], l.types[r.URL.Path] = text, r.Header.Get("Content-Type")
		if r.ContentLength != int64(len(text)) {
			return nil, fmt.Errorf("%s has the length %d and not %d", r.URL, r.ContentLength, len(text))
		}
	}
	return l.under.RoundTrip(r)
}

// data is a file in memory.
type data []byte

func (d data) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d)), nil }
func (d data) Size() int64                  { return int64(len(d)) }
func (d data) Name() string                 { return "pier.jpg" }
func (d data) Type() string                 { return "image/jpeg" }

// TestConversation_Upload2 uploads to version 2 by an API key in the password's
// place: what is there already comes back from the trash and into its album.
func TestConversation_Upload2(t *testing.T) {
	if replay.Recording() {
		t.Skip("SKIPPED: nothing is uploaded to a server of others")
	}
	web, r := replay.Open(t, "testdata/upload2.txtar")
	l := &listener{web.Transport, map[string][]byte{}, map[string]string{}}
	s := signIn(t, "https://photos.example/api", &http.Client{Transport: l}, mediasock.Credentials{Username: "ada@example.org", Password: "key"})
	if scope := s.Offer().User.Scope; scope != mediasock.ScopeUpload {
		t.Errorf("the key's scope is %v, want %v", scope, mediasock.ScopeUpload)
	}
	m := &mediasock.Media{
		Title: "Pier at dusk", Caption: "Swansea <Bay>", Note: "for the calendar", Keywords: mediasock.List{"sea"},
		Parents:    mediasock.List{"0c5c5a6e-9f33-4a53-8d4f-2f0a1a8f6b01"},
		Attributes: mediasock.ParseAttributeList("date:created:20051005094503;geo:location:51.57,-3.97"),
	}
	item, err := s.MediaAppend(t.Context(), m, data("the bytes"))
	if !errors.Is(err, mediasock.ErrExists) || item == nil || item.Resource != "https://photos.example/photos/7d3b9a10-51f0-4dfc-9a4b-7a1de0a4c001" {
		t.Errorf("MediaAppend = %+v, %v, want the item and state 20", item, err)
	}
	sent(t, l.types["/api/assets"], l.bodies["/api/assets"], map[string]string{
		"fileCreatedAt": "2005-10-05T09:45:03.000Z", "fileModifiedAt": "2005-10-05T09:45:03.000Z",
		"deviceAssetId": "pier.jpg-9", "deviceId": "MediaSock", "assetData": "the bytes",
		"metadata":    `[{"key":"mediasock","value":{"title":"Pier at dusk","note":"for the calendar","attributes":"date:created:20051005094503;geo:location:51.57,-3.97"}}]`,
		"sidecarData": "*Swansea &lt;Bay&gt;",
	})
	sum := sha1.Sum([]byte("the bytes"))
	if item, err := s.MediaFind(t.Context(), "sha1", sum[:]); !errors.Is(err, mediasock.ErrUnknownItem) {
		t.Errorf("MediaFind of what is in the trash = %v, %v", item, err)
	}
	if err := s.MediaDelete(t.Context(), item.ID); !errors.Is(err, mediasock.ErrForbidden) {
		t.Errorf("MediaDelete by a key to upload = %v, want state 8", err)
	}
	for _, q := range r.Requests() {
		if key := q.Header.Get("X-Api-Key"); key == "key" && q.URL.Host != "photos.example" {
			t.Errorf("the key is sent to %s", q.URL)
		}
	}
}

// sent checks the parts of a form; "*" stands before a part of the text.
func sent(t *testing.T, contentType string, body []byte, want map[string]string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(contentType)
	must(t, err)
	form := multipart.NewReader(bytes.NewReader(body), params["boundary"])
	got := map[string]string{}
	for {
		part, err := form.NextPart()
		if err == io.EOF {
			break
		}
		must(t, err)
		text, err := io.ReadAll(part)
		must(t, err)
		got[part.FormName()] = string(text)
	}
	for name, text := range want {
		if some, ok := strings.CutPrefix(text, "*"); got[name] != text && !(ok && strings.Contains(got[name], some)) {
			t.Errorf("%s = %q, want %q", name, got[name], text)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d parts, want %d", len(got), len(want))
	}
}

// Credentials stay at the origin, and go over an encrypted connection.
func TestHandshake_KeepsCredentials(t *testing.T) {
	service, err := immich.New("http://photos.example/api", nil)
	must(t, err)
	for c, want := range map[mediasock.Credentials]error{
		{Username: "ada", Password: "x"}: mediasock.ErrPermanent,
		{}:                               mediasock.ErrAuthRequired,
	} {
		if s, err := service.Handshake(t.Context(), c); !errors.Is(err, want) {
			t.Errorf("Handshake(%+v) = %v, %v, want %v", c, s, err, want)
		}
	}
	for _, address := range []string{"", "photos.example", "ftp://photos.example/api", "://"} {
		if s, err := immich.New(address, nil); err == nil {
			t.Errorf("New(%q) = %v, want an error", address, s)
		}
	}
}

// A server that answers what Immich never does is no danger.
func TestAnswers_AreNotTrusted(t *testing.T) {
	for name, answer := range map[string]string{
		"nothing": "", "a page": "<html>", "null": "null", "a list": "[]", "deep": strings.Repeat("[", 100_000),
		"endless": `{"assets":{"nextPage":"2","items":[]}}`, "an id that is a path": `[{"id":"../../x","albumName":"x"}]`,
	} {
		web := &http.Client{Transport: said{
			"/api/server/version": `{"major":3}`, "/api/users/me": `{"email":"a"}`, "/api/api-keys/me": `{"permissions":["all"]}`, "/api/server/features": "{}", "": answer,
		}}
		s := signIn(t, "https://photos.example/api", web, mediasock.Credentials{Password: "key"})
		n := 0
		for range s.MediaList(t.Context(), mediasock.MediaQuery{}) {
			n++
		}
		for a, err := range s.TaxaList(t.Context()) {
			if err == nil {
				t.Errorf("%s: TaxaList yields %+v", name, a)
			}
		}
		if n > 1 {
			t.Errorf("%s: MediaList yields %d", name, n)
		}
		if item, err := s.MediaAppend(t.Context(), &mediasock.Media{}, data("x")); err == nil {
			t.Errorf("%s: MediaAppend = %+v", name, item)
		}
		if item, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "x"}); err == nil {
			t.Errorf("%s: TaxaAppend = %+v", name, item)
		}
	}
}

// said answers by path; "" is all else.
type said map[string]string

// RoundTrip implements http.RoundTripper.
func (s said) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return nil, err
		}
	}
	text, ok := s[r.URL.Path]
	if !ok {
		text = s[""]
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), Request: r}, context.Cause(r.Context())
}
