package opensearch

import (
	"fmt"
	"strings"
	"testing"
)

// parse reads a description around some elements.
func parse(t *testing.T, inner string) *Description {
	t.Helper()
	d, err := ReadDescription(strings.NewReader(`<OpenSearchDescription xmlns="` + Namespace + `" xmlns:x="http://example.org/x">` + inner + `</OpenSearchDescription>`))
	if err != nil {
		t.Fatalf("ReadDescription(%s): %v", inner, err)
	}
	return d
}

func TestReadDescription_words(t *testing.T) {
	for _, c := range []struct {
		name, xml string
		got       func(*Description) any
		want      string
	}{
		{"OS-5 the first Contact", "<Contact>a@h</Contact><Contact>b@h</Contact>", func(d *Description) any { return d.Contact }, "a@h"},
		{"OS-5 the first Tags", "<Tags>a b</Tags><Tags>c</Tags>", func(d *Description) any { return d.Tags }, "[a b]"},
		{"OS-5 the first LongName", "<LongName>a</LongName><LongName>b</LongName>", func(d *Description) any { return d.LongName }, "a"},
		{"OS-5 the first Developer", "<Developer>a</Developer><Developer>b</Developer>", func(d *Description) any { return d.Developer }, "a"},
		{"OS-5 the first Attribution", "<Attribution>a</Attribution><Attribution>b</Attribution>", func(d *Description) any { return d.Attribution }, "a"},
		{"OS-10 languages repeat", "<Language>en</Language><Language>de</Language>", func(d *Description) any { return d.Languages }, "[en de]"},
		{"OS-10 any language", "<Language>*</Language>", func(d *Description) any { return len(d.Languages) }, "0"},
		{"OS-10 encodings repeat", "<InputEncoding>UTF-16</InputEncoding><InputEncoding>UTF-8</InputEncoding>", func(d *Description) any { return d.InputEncodings }, "[UTF-16 UTF-8]"},
		{"OS-10 UTF-8", "<OutputEncoding>UTF-8</OutputEncoding>", func(d *Description) any { return len(d.OutputEncodings) }, "0"},
		{"OS-11 foreign elements", "<x:ShortName>no</x:ShortName><x:y><ShortName>no</ShortName></x:y><ShortName>yes</ShortName><Unknown/>", func(d *Description) any { return d.ShortName }, "yes"},
		{"OS-11 foreign attributes", `<Url x:template="no" template="/?q={searchTerms}" type="text/html" odd="1"/>`, func(d *Description) any { return d.URLs[0].Template }, "/?q={searchTerms}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fmt.Sprint(c.got(parse(t, c.xml))); got != c.want {
				t.Errorf("reading %s gives %q, want %q", c.xml, got, c.want)
			}
		})
	}
	text := string(AppendDescription(nil, &Description{}))
	for _, want := range []string{"<Language>*</Language>", "<OutputEncoding>UTF-8</OutputEncoding>", "<InputEncoding>UTF-8</InputEncoding>"} {
		if !strings.Contains(text, want) {
			t.Errorf("an empty description lacks %s (OS-10)", want)
		}
	}
}

// TestTemplate_standard_OS13: seven parameters need no prefix; any other name
// without one is unknown, so that it rules the address out where it is required.
func TestTemplate_standard_OS13(t *testing.T) {
	q := Query{SearchTerms: "a", Count: 1, StartIndex: 1, StartPage: 1, Language: "en", InputEncoding: "UTF-8", OutputEncoding: "UTF-8",
		Geo: Geo{Name: "Kiel"}, Extra: map[string]string{"source": "x"}}
	for name, known := range map[string]bool{
		"searchTerms": true, "count": true, "startIndex": true, "startPage": true, "language": true, "inputEncoding": true, "outputEncoding": true,
		"name": false, "box": false, "totalResults": false, "format": false,
	} {
		if _, err := MustTemplate("/?x={" + name + "}").Expand(q); (err == nil) != known {
			t.Errorf("{%s} is filled in: %v, want known %v", name, err, known)
		}
	}
	if len(standard) != 7 {
		t.Errorf("%d parameters without a prefix, want 7", len(standard))
	}
}

// TestEcho_OS18_OS19: a Query has role, title, total, terms and the parameters;
// of roles that are not known nothing is taken.
func TestEcho_OS18_OS19(t *testing.T) {
	for _, role := range []string{RoleRequest, RoleExample, RoleRelated, RoleCorrection, RoleSubset, RoleSuperset} {
		d := parse(t, `<Query role="`+role+`" title="T" totalResults="7" searchTerms="a%20b" count="3" startIndex="5" startPage="2" language="de" inputEncoding="UTF-8" outputEncoding="UTF-16"/>`)
		if len(d.Queries) != 1 {
			t.Errorf("role %q: %d queries, want 1", role, len(d.Queries))
			continue
		}
		e := d.Queries[0]
		got := fmt.Sprint(e.Role, e.Title, e.TotalResults, e.SearchTerms, e.Count, e.StartIndex, e.StartPage, e.Language, e.OutputEncoding)
		if want := fmt.Sprint(role, "T", 7, "a b", 3, 5, 2, "de", "UTF-16"); got != want {
			t.Errorf("Query is read as %q, want %q", got, want)
		}
	}
	for _, role := range []string{"", "Request", "x:request", "urn:example"} {
		if d := parse(t, `<Query role="`+role+`" searchTerms="a"/>`); len(d.Queries) != 0 {
			t.Errorf("role %q is taken: %+v", role, d.Queries)
		}
	}
}
