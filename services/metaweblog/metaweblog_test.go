package metaweblog_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/metaweblog"
	"github.com/mediasock/mediasock/wire"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A weblog answers GET by path and calls by method; "" is all else.
type weblog map[string]string

// RoundTrip implements http.RoundTripper.
func (w weblog) RoundTrip(r *http.Request) (*http.Response, error) {
	key := r.URL.Path
	if r.Method == http.MethodPost {
		c, err := wire.Foreign{}.Call(r.Body)
		if err != nil {
			return nil, err
		}
		key = c.Method
	}
	text, ok := w[key]
	if !ok {
		text = w[""]
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(text)), Request: r}, context.Cause(r.Context())
}

func reply(v any) string { return string(weblogwire.Reply(v)) }

// blogs is what a weblog with one user answers to the sign-in.
func blogs() string {
	return reply([]any{weblogwire.Struct{{Name: "blogid", Value: 1}, {Name: "blogName", Value: "Ada's"}, {Name: "isAdmin", Value: true}}})
}

func signIn(t *testing.T, w weblog) mediasock.Session {
	t.Helper()
	service, err := metaweblog.New("https://weblog.example/xmlrpc.php", &services.Options{HTTP: &http.Client{Transport: w}})
	must(t, err)
	s, err := service.Handshake(t.Context(), mediasock.Credentials{Username: "ada", Password: "x"})
	must(t, err)
	return s
}

// A weblog is found by its RSD document (M-8), and only where credentials stay at
// the origin that the user named.
func TestDetect_M8(t *testing.T) {
	rsd := func(name, link string) string {
		return string((&weblogwire.RSD{Engine: "x", APIs: []weblogwire.API{{Name: "Atom", Link: "/atom"}, {Name: name, Link: link}}}).Append(nil))
	}
	for name, one := range map[string]struct {
		site weblog
		want string
	}{
		"by the page's link":    {weblog{"/": `<link rel="EditURI" href="/x?rsd">`, "/x": rsd("MetaWeblog", "/xmlrpc.php")}, "https://weblog.example/xmlrpc.php"},
		"at the usual place":    {weblog{"/": "<html>", "/rsd.xml": rsd("Movable Type", "https://weblog.example/mt")}, "https://weblog.example/mt"},
		"not elsewhere":         {weblog{"/rsd.xml": rsd("MetaWeblog", "https://elsewhere.example/xmlrpc")}, ""},
		"not in clear":          {weblog{"/rsd.xml": rsd("MetaWeblog", "http://weblog.example/xmlrpc")}, ""},
		"not by another":        {weblog{"/rsd.xml": rsd("LiveJournal", "/xmlrpc")}, ""},
		"not where there is no": {weblog{"": "<html>"}, ""},
	} {
		probe, err := services.NewProbe("https://weblog.example/", &services.Options{HTTP: &http.Client{Transport: one.site}})
		must(t, err)
		found, err := metaweblog.Driver().Detect(t.Context(), probe)
		if must(t, err); found == nil {
			found = &services.Site{}
		}
		if found.Address != one.want {
			t.Errorf("%s: Detect finds %q, want %q", name, found.Address, one.want)
		}
	}
}

// Categories come as the specification has them, and as everybody sends them (M-4).
func TestTaxaList_M4(t *testing.T) {
	for form, answer := range map[string]any{
		"a struct": weblogwire.Struct{{Name: "Sea", Value: weblogwire.Struct{{Name: "description", Value: "Sea"}, {Name: "htmlUrl", Value: "https://weblog.example/sea"}}}},
		"an array": []any{weblogwire.Struct{{Name: "categoryId", Value: "Sea"}, {Name: "parentId", Value: 0}, {Name: "description", Value: "Sea"},
			{Name: "categoryName", Value: "Sea"}, {Name: "htmlUrl", Value: "https://weblog.example/sea"}}},
	} {
		s, n := signIn(t, weblog{"blogger.getUsersBlogs": blogs(), "": reply(answer)}), 0
		for a, err := range s.TaxaList(t.Context()) {
			must(t, err)
			if n++; a.ID != "Sea" || a.Title != "Sea" || a.Resource != "https://weblog.example/sea" || len(a.Parents) > 0 {
				t.Errorf("%s is read as %+v", form, a)
			}
		}
		if n != 1 {
			t.Errorf("%s is read as %d albums", form, n)
		}
	}
}

// data is a file in memory.
type data []byte

func (d data) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d)), nil }
func (d data) Size() int64                  { return int64(len(d)) }
func (d data) Name() string                 { return "pier.jpg" }
func (d data) Type() string                 { return "" }

// A weblog that answers what none does is no danger.
func TestAnswers_AreNotTrusted(t *testing.T) {
	for name, answer := range map[string]string{
		"nothing": "", "a page": "<html>", "a text": reply("x"), "an empty struct": reply(weblogwire.Struct{}),
		"deep":                  "<methodResponse><params><param>" + strings.Repeat("<value><array><data>", 10_000),
		"a fault without words": "<methodResponse><fault><value/></fault></methodResponse>",
		"a fault of its own":    string(weblogwire.FaultReply(&weblogwire.Fault{Code: 12, Text: "no"})),
	} {
		s := signIn(t, weblog{"blogger.getUsersBlogs": blogs(), "metaWeblog.getCategories": reply([]any{}), "": answer})
		for m, err := range mediasock.ListMedia(t.Context(), s, mediasock.MediaQuery{}) {
			if err == nil {
				t.Errorf("%s: MediaList yields %+v", name, m)
			}
		}
		if item, err := s.MediaAppend(t.Context(), &mediasock.Media{}, data("x")); err == nil {
			t.Errorf("%s: MediaAppend = %+v", name, item)
		}
		if m, err := mediasock.GetMedia(t.Context(), s, "5"); err == nil {
			t.Errorf("%s: MediaGet = %+v", name, m)
		}
	}
}

// Credentials go over an encrypted connection.
func TestHandshake_KeepsCredentials(t *testing.T) {
	service, err := metaweblog.New("http://weblog.example/xmlrpc.php", nil)
	must(t, err)
	for c, want := range map[mediasock.Credentials]error{
		{Username: "ada", Password: "x"}: mediasock.ErrPermanent,
		{}:                               mediasock.ErrAuthRequired,
	} {
		if s, err := service.Handshake(t.Context(), c); !errors.Is(err, want) {
			t.Errorf("Handshake(%+v) = %v, %v, want %v", c, s, err, want)
		}
	}
}
