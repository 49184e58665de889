package wordpress_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/replay"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/wordpress"
)

var update = flag.Bool("update", false, "write the golden files anew")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// data is a file in memory.
type data []byte

func (d data) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d)), nil }
func (d data) Size() int64                  { return int64(len(d)) }
func (d data) Name() string                 { return `Kü"ste.jpg` }
func (d data) Type() string                 { return "" }

// A listener keeps the bodies of requests.
type listener struct {
	under  http.RoundTripper
	bodies map[string]string
}

// RoundTrip implements http.RoundTripper.
func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		l.bodies[r.Method+" "+r.URL.Path] = string(text)
		if r.ContentLength != int64(len(text)) {
			return nil, fmt.Errorf("%s has the length %d and not %d", r.URL, r.ContentLength, len(text))
		}
	}
	return l.under.RoundTrip(r)
}

// TestConversation speaks with a site that has pretty addresses; that without them
// is started by package internal/live.
func TestConversation(t *testing.T) {
	if replay.Recording() {
		t.Skip("SKIPPED: nothing is uploaded to a site of others")
	}
	web, r := replay.Open(t, "testdata/demo.txtar")
	l := &listener{web.Transport, map[string]string{}}
	o := &services.Options{HTTP: &http.Client{Transport: l}}
	service, err := wordpress.New("https://weblog.example/wp-json/", o)
	must(t, err)
	s, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ada", Password: "abcd efgh"})
	must(t, err)
	var b strings.Builder
	fmt.Fprintf(&b, "offer %+v %+v\n", s.Offer().Service, *s.Offer().User)
	for a, err := range s.TaxaList(t.Context()) {
		must(t, err)
		fmt.Fprintf(&b, "album %s %q %q at %q\n", a.ID, a.Title, a.Caption, a.Resource)
	}
	item, err := s.MediaAppend(t.Context(), &mediasock.Media{Title: "Pier & dusk", Caption: "1 < 2", Parents: mediasock.List{"4"}}, data("the bytes"))
	must(t, err)
	fmt.Fprintf(&b, "added %+v\n", *item)
	for _, part := range []string{
		"name=\"title\"\r\n\r\nPier &amp; dusk\r\n", "name=\"alt_text\"\r\n\r\nPier & dusk\r\n", "name=\"caption\"\r\n\r\n1 &lt; 2\r\n",
		"name=\"post\"\r\n\r\n4\r\n", "filename=\"Kü_ste.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nthe bytes\r\n--",
	} {
		if sent := l.bodies["POST /wp-json/wp/v2/media"]; !strings.Contains(sent, part) {
			t.Errorf("the upload is\n%s\nwant %q in it", sent, part)
		}
	}
	for m, err := range mediasock.ListMedia(t.Context(), s, mediasock.MediaQuery{Taxon: "4"}) {
		must(t, err)
		fmt.Fprintf(&b, "item %s %q %q in %s\n  file %q %s %d bytes %dx%d, at %q\n", m.ID, m.Title, m.Caption, m.Parents,
			m.File.Name, m.File.Type, m.File.Size, m.File.Width, m.File.Height, m.File.Resource)
	}
	d, err := mediasock.OpenMedia(t.Context(), s, "9")
	must(t, err)
	content, err := d.Open()
	must(t, err)
	text, err := io.ReadAll(content)
	must(t, err)
	fmt.Fprintf(&b, "original %q %d %q\n", d.Name(), d.Size(), strings.TrimSpace(string(text)))
	f, err := s.(openmedia.Searcher).Search(t.Context(), opensearch.Query{SearchTerms: "pier", Count: 1})
	must(t, err)
	r.Sound(f)
	b.WriteString(replay.Lines(f))
	r.Golden("testdata/demo.golden", b.String(), *update)
	for _, q := range r.Requests() {
		_, _, signed := q.BasicAuth()
		if api := strings.HasPrefix(q.URL.Path, "/wp-json/wp/v2/"); api && !signed || q.URL.Path != "/wp-json/" && !api && signed {
			t.Errorf("%s %s is sent with a password: %v", q.Method, q.URL, signed)
		}
	}
}

// A site is found by the link of its page, at its own origin alone.
func TestDetect(t *testing.T) {
	const root = `{"name":"Ada's weblog","namespaces":["oembed/1.0","wp/v2"],"authentication":{"application-passwords":{"endpoints":{}}}}`
	for name, one := range map[string]struct {
		site said
		want string
	}{
		"by its link":           {said{"/": `<link rel="https://api.w.org/" href="/api/">`, "/api/": root}, "https://weblog.example/api/"},
		"at the usual place":    {said{"/": "<html>", "/wp-json/": root}, "https://weblog.example/wp-json/"},
		"not without passwords": {said{"/": "", "/wp-json/": `{"namespaces":["wp/v2"],"authentication":[]}`}, ""},
		"not where it is none":  {said{"": "<html>"}, ""},
		"not elsewhere":         {said{"/": `<link rel="https://api.w.org/" href="https://elsewhere.example/api/">`, "/api/": root}, ""},
	} {
		probe, err := services.NewProbe("https://weblog.example/", &services.Options{HTTP: &http.Client{Transport: one.site}})
		must(t, err)
		found, err := wordpress.Driver().Detect(t.Context(), probe)
		if must(t, err); found == nil {
			found = &services.Site{}
		}
		if found.Address != one.want {
			t.Errorf("%s: Detect finds %q, want %q", name, found.Address, one.want)
		}
	}
}

// What a site refuses is told by its state.
func TestErrors(t *testing.T) {
	for name, one := range map[string]struct {
		status int
		body   string
		want   error
	}{
		"wrong password":     {401, `{"code":"rest_not_logged_in","message":"You are not currently logged in."}`, mediasock.ErrCredentials},
		"not allowed":        {403, `{"code":"rest_cannot_create","message":"Sorry"}`, mediasock.ErrPermanent},
		"a type of file":     {500, `{"code":"rest_upload_unknown_error","message":"Sorry, you are not allowed to upload this file type."}`, mediasock.ErrUnsupported},
		"an error of PHP":    {500, `<br />Fatal error`, mediasock.ErrTemporary},
		"too much":           {429, ``, mediasock.ErrTemporary},
		"too large":          {413, `<html>`, mediasock.ErrUnsupported},
		"what is not there":  {404, `{"code":"rest_post_invalid_id","message":"Invalid post ID."}`, mediasock.ErrUnsupported},
		"a redirect":         {302, ``, mediasock.ErrService},
		"no trash, says 501": {501, `{"code":"rest_trash_not_supported","message":"The post does not support trashing."}`, mediasock.ErrUnsupported},
	} {
		service, err := wordpress.New("https://weblog.example/index.php?rest_route=/", &services.Options{HTTP: &http.Client{Transport: said{"": one.body, "status": fmt.Sprint(one.status)}}})
		must(t, err)
		if _, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ada", Password: "x"}); !errors.Is(err, one.want) {
			t.Errorf("%s: Handshake = %v, want %v", name, err, one.want)
		}
	}
}

// Credentials go over an encrypted connection.
func TestHandshake_KeepsCredentials(t *testing.T) {
	service, err := wordpress.New("http://weblog.example/wp-json/", nil)
	must(t, err)
	for c, want := range map[mediasock.Credentials]error{
		{Username: "ada", Password: "x"}: mediasock.ErrPermanent,
		{}:                               mediasock.ErrAuthRequired,
	} {
		if s, err := service.Handshake(t.Context(), c); !errors.Is(err, want) {
			t.Errorf("Handshake(%+v) = %v, %v, want %v", c, s, err, want)
		}
	}
	for _, address := range []string{"", "weblog.example", "ftp://weblog.example/", "://"} {
		if s, err := wordpress.New(address, nil); err == nil {
			t.Errorf("New(%q) = %v, want an error", address, s)
		}
	}
}

// A site that answers what WordPress never does is no danger.
func TestAnswers_AreNotTrusted(t *testing.T) {
	for name, answer := range map[string]string{
		"nothing": "", "a page": "<html>", "null": "null", "a struct": "{}", "deep": strings.Repeat("[", 100_000),
		"a wrong type": `[{"id":"x"}]`, "details that are none": `{"media_details":"x","id":0}`,
	} {
		service, err := wordpress.New("https://weblog.example/wp-json/", &services.Options{HTTP: &http.Client{Transport: said{
			"/wp-json/wp/v2/users/me": `{"id":1,"capabilities":{"upload_files":true}}`, "/wp-json/": `{"name":"x"}`, "": answer,
		}}})
		must(t, err)
		s, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ada", Password: "x"})
		must(t, err)
		for m, err := range mediasock.ListMedia(t.Context(), s, mediasock.MediaQuery{}) {
			if err == nil {
				t.Errorf("%s: MediaList yields %+v", name, m)
			}
		}
		for a, err := range s.TaxaList(t.Context()) {
			if err == nil {
				t.Errorf("%s: TaxaList yields %+v", name, a)
			}
		}
		if item, err := s.MediaAppend(t.Context(), &mediasock.Media{}, data("x")); err == nil {
			t.Errorf("%s: MediaAppend = %+v", name, item)
		}
		if item, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "x"}); err == nil {
			t.Errorf("%s: TaxaAppend = %+v", name, item)
		}
	}
}

// said answers by path; "" is all else, "status" the status.
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
	status := http.StatusOK
	if _, err := fmt.Sscan(s["status"], &status); err != nil && s["status"] != "" {
		return nil, err
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), Request: r}, context.Cause(r.Context())
}
