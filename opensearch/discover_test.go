package opensearch

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func parseURL(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestDiscover_OS21(t *testing.T) {
	const osd = `type="application/opensearchdescription+xml"`
	page := parseURL(t, "https://example.org/a/b.html")
	for _, c := range []struct {
		name, html string
		want       []Link
	}{
		{"relative, several", `<head><link rel=search ` + osd + ` href=one.xml title=One><LINK REL="help Search" ` + osd + ` HREF="/two.xml" profile=p></head>`,
			[]Link{{Href: "https://example.org/a/one.xml", Title: "One"}, {Href: "https://example.org/two.xml", Profile: "p"}}},
		{"base", `<head><base href="//other.example/x/"><link rel="search" ` + osd + ` href="one.xml"></head>`,
			[]Link{{Href: "https://other.example/x/one.xml"}}},
		{"no head tag", `<title>x</title><link rel="search" ` + osd + ` href="one.xml">`, []Link{{Href: "https://example.org/a/one.xml"}}},
		{"not in the body", `<head></head><body><link rel="search" ` + osd + ` href="evil.xml">`, nil},
		{"not in a comment", `<head><!-- <link rel="search" ` + osd + ` href="evil.xml"> --></head>`, nil},
		{"another type", `<head><link rel="search" type="text/html" href="one.html"></head>`, nil},
		{"another scheme", `<head><link rel="search" ` + osd + ` href="javascript:alert(1)"></head>`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, Discover(strings.NewReader(c.html), page)); diff != "" {
				t.Errorf("Discover (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSuggestions_OS25(t *testing.T) {
	got, err := json.Marshal(Suggestions{Prefix: "pi", Terms: []string{"pier", "pine"}})
	if want := `["pi",["pier","pine"],[],[]]`; string(got) != want || err != nil {
		t.Errorf("Marshal = %s, %v, want %s", got, err, want)
	}
}
