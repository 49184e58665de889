package services

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	page, _ := url.Parse("https://example.org/blog/")
	a := &Answer{URL: page, Header: http.Header{"Link": {
		`</wp-json/>; rel="https://api.w.org/", <https://example.org/x,y>; rel=shortlink; title="a, b"`,
		`broken, <no end; rel=next`,
	}}, Body: []byte(`<!DOCTYPE html><html><head><base href="/base/">
<link rel="EditURI" type="application/rsd+xml" title="RSD" href="xmlrpc.php?rsd">
<link rel="alternate service" type="application/atomsvc+xml" href="//cdn.example.org/app">
<link rel="service" href="javascript:alert(1)">
</head><body><link rel="EditURI" href="https://evil.example/"></body></html>`)}
	for rels, want := range map[string]string{
		"edituri":            "https://example.org/base/xmlrpc.php?rsd",
		"service":            "https://cdn.example.org/app",
		"https://api.w.org/": "https://example.org/wp-json/",
		"shortlink":          "https://example.org/x,y",
		"next":               "",
	} {
		var got []string
		for _, l := range a.Links(rels) {
			got = append(got, l.Href)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("Links(%q) = %q, want %q", rels, got, want)
		}
	}
	if n := len(a.Links()); n != 4 {
		t.Errorf("Links() = %d links, want 4", n)
	}
}
