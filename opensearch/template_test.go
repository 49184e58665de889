package opensearch

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTemplate_Expand(t *testing.T) {
	prefixes := map[string]string{"g": NamespaceGeo, "time": NamespaceTime, "os": Namespace, "x": "http://example.org/x"}
	full := Query{
		SearchTerms: "très & 50% off?", Count: 5, StartIndex: 11, StartPage: 3, Language: "en-US",
		Geo:   Geo{Name: "Kiel", Point: &Point{54.32, 10.13}, Radius: 500, Box: &Box{-10, 50, 10.5, 60}},
		Start: time.Date(2006, 7, 7, 0, 0, 0, 0, time.UTC),
		Extra: map[string]string{"{http://example.org/x}color": "red"},
	}
	for _, c := range []struct {
		name, template string
		q              Query
		want           string
		err            error
	}{
		{"OS-14 percent-encoded", "http://h/?q={searchTerms}", full, "http://h/?q=tr%C3%A8s%20%26%2050%25%20off%3F", nil},
		{"OS-14 anywhere", "http://{language}.h/{searchTerms}/p{startPage}#{count}", full, "http://en-US.h/tr%C3%A8s%20%26%2050%25%20off%3F/p3#5", nil},
		{"OS-12 optional is empty", "http://h/?q={searchTerms}&l={language?}&n={count?}", Query{SearchTerms: "a"}, "http://h/?q=a&l=&n=", nil},
		{"OS-15 defaults", "http://h/?i={startIndex}&p={startPage}&l={language}&e={inputEncoding}{outputEncoding}", Query{}, "http://h/?i=1&p=1&l=%2A&e=UTF-8UTF-8", nil},
		{"OS-12 required is never empty", "http://h/?q={searchTerms}", Query{}, "", ErrMissing},
		{"OS-14 unknown required", "http://h/?q={searchTerms}&k={key}", full, "", ErrMissing},
		{"OS-14 unknown optional", "http://h/?q={searchTerms}&k={key?}", Query{SearchTerms: "a"}, "http://h/?q=a&k=", nil},
		{"OS-12 case-sensitive", "http://h/?q={searchterms}", full, "", ErrMissing},
		{"OS-12 by namespace", "http://h/?{g:lat},{g:lon},{g:radius},{g:box},{g:name}", full, "http://h/?54.32,10.13,500,-10%2C50%2C10.5%2C60,Kiel", nil},
		{"OS-12 prefix not in scope", "http://h/?{geo:lat?}|{geo:lat}", full, "", ErrMissing},
		{"OS-12 prefix of OpenSearch itself", "http://h/?{os:count}", full, "http://h/?5", nil},
		{"OS-28 time", "http://h/?{time:start}-{time:end?}", full, "http://h/?2006-07-07T00%3A00%3A00Z-", nil},
		{"a foreign extension", "http://h/?{x:color}", full, "http://h/?red", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			tpl, err := ParseTemplate(c.template, prefixes)
			if err != nil {
				t.Fatalf("ParseTemplate(%q): %v", c.template, err)
			}
			got, err := tpl.Expand(c.q)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("Expand = %q, %v, want %q, %v", got, err, c.want, c.err)
			}
		})
	}
}

func TestParseTemplate_malformed(t *testing.T) {
	for _, s := range []string{"http://h/{", "http://h/{}", "http://h/{?}", "http://h/{a b}", "http://h/{{a}}", "http://h/{x:}"} {
		if _, err := ParseTemplate(s, nil); !errors.Is(err, ErrTemplate) {
			t.Errorf("ParseTemplate(%q) = %v, want %v", s, err, ErrTemplate)
		}
	}
}

func TestURL_OS3_OS15_offsets(t *testing.T) {
	u := URL{Template: MustTemplate("http://h/?q={searchTerms}&i={startIndex}&p={startPage?}")}
	u.SetOffsets(0, 0)
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{SearchTerms: "a"}, "http://h/?q=a&i=0&p="},
		{Query{SearchTerms: "a", StartIndex: 11, StartPage: 2}, "http://h/?q=a&i=10&p=1"},
	} {
		if got, err := u.Expand(c.q); got != c.want || err != nil {
			t.Errorf("Expand(%+v) = %q, %v, want %q", c.q, got, err, c.want)
		}
	}
}

func TestURL_OS26_parameters(t *testing.T) {
	u := URL{Template: MustTemplate("http://h/#top"), Parameters: []Parameter{
		{Name: "q", Value: MustTemplate("{searchTerms}"), Minimum: 1},
		{Name: "n", Value: MustTemplate("{count}")},
	}}
	got, err := u.Expand(Query{SearchTerms: "a b"})
	if want := "http://h/?q=a%20b#top"; got != want || err != nil {
		t.Errorf("Expand = %q, %v, want %q", got, err, want)
	}
}

// TestTemplate_Parse_reverse holds that a request is read back as the query
// that it was made from.
func TestTemplate_Parse_reverse(t *testing.T) {
	q := Query{
		SearchTerms: "a+b & c/d?=é", Count: 5, StartIndex: 11, StartPage: 2, Language: "de",
		Geo:   Geo{Name: "Kiel", Point: &Point{54.32, -10.13}, Radius: 500, Box: &Box{-10, 50, 10.5, 60}},
		Start: time.Date(2006, 7, 7, 1, 2, 3, 0, time.UTC), End: time.Date(2007, 1, 1, 0, 0, 0, 0, time.UTC),
		Extra: map[string]string{"kind": "photo"},
	}
	const rest = "&n={count?}&i={startIndex?}&p={startPage?}&l={language?}&pl={geo:name?}&lat={geo:lat?}&lon={geo:lon?}" +
		"&r={geo:radius?}&b={geo:box?}&s={time:start?}&e={time:end?}&k={ms:kind?}"
	for _, template := range []string{
		"http://h.example/search?fixed=1&q={searchTerms}" + rest,
		"/search?q={searchTerms}&format=atom" + rest,
		"https://{language}.h.example/search?q=x{searchTerms}y" + rest + "#f",
	} {
		tpl := MustTemplate(template)
		address, err := tpl.Expand(q)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tpl.Parse(u)
		if diff := cmp.Diff(q, got); diff != "" || err != nil {
			t.Errorf("Parse(%q): %v (-want +got):\n%s", address, err, diff)
		}
	}
}

func TestTemplate_Parse(t *testing.T) {
	tpl := MustTemplate("http://h/find/{language}/x{searchTerms}.atom?n={count?}&i={startIndex?}")
	for _, c := range []struct {
		name, in string
		want     Query
		err      error
	}{
		{"in the path", "/find/en/xold%20pier.atom?n=3", Query{SearchTerms: "old pier", Language: "en", Count: 3}, nil},
		{"an ending inside of the value", "/find/en/xa.atom.atom", Query{SearchTerms: "a.atom", Language: "en"}, nil},
		{"unknown parameters are ignored", "/find/en/xa.atom?z=1&n=", Query{SearchTerms: "a", Language: "en"}, nil},
		{"OA-14 empty terms", "/find/en/x.atom", Query{Language: "en"}, nil},
		{"another path", "/lost/en/xa.atom", Query{}, ErrInvalid},
		{"OA-12 no number", "/find/en/xa.atom?n=many", Query{}, ErrInvalid},
		{"OA-12 negative", "/find/en/xa.atom?n=-3", Query{}, ErrInvalid},
		{"OA-12 too large", "/find/en/xa.atom?i=99999999999999999999", Query{}, ErrInvalid},
	} {
		t.Run(c.name, func(t *testing.T) {
			u, err := url.Parse(c.in)
			if err != nil {
				t.Fatal(err)
			}
			got, err := tpl.Parse(u)
			if diff := cmp.Diff(c.want, got); diff != "" || !errors.Is(err, c.err) {
				t.Errorf("Parse(%q): %v, want %v (-want +got):\n%s", c.in, err, c.err, diff)
			}
		})
	}
}

func TestTemplate_Parse_OS27_invalid(t *testing.T) {
	tpl := MustTemplate("/?lat={geo:lat?}&lon={geo:lon?}&b={geo:box?}&r={geo:radius?}&s={time:start?}")
	for _, in := range []string{"/?lat=91", "/?lat=5", "/?lon=5&lat=", "/?lat=NaN", "/?b=1,2,3", "/?b=0,60,1,50", "/?b=0,-91,1,2", "/?r=-1", "/?r=Inf", "/?s=yesterday"} {
		u, _ := url.Parse(in)
		if got, err := tpl.Parse(u); !errors.Is(err, ErrInvalid) {
			t.Errorf("Parse(%q) = %+v, %v, want %v", in, got, err, ErrInvalid)
		}
	}
}

func TestTemplate_Anchor(t *testing.T) {
	doc, _ := url.Parse("https://example.org/a/opensearch.xml?v=1")
	for in, want := range map[string]string{
		"/find?q={searchTerms}":           "https://example.org/find?q={searchTerms}",
		"find?q={searchTerms}":            "https://example.org/a/find?q={searchTerms}",
		"?q={searchTerms}":                "https://example.org/a/opensearch.xml?q={searchTerms}",
		"//cdn.example.org/{searchTerms}": "https://cdn.example.org/{searchTerms}",
		"http://h/{searchTerms}":          "http://h/{searchTerms}",
		"{searchTerms}":                   "{searchTerms}",
	} {
		if got := MustTemplate(in).Anchor(doc).String(); got != want {
			t.Errorf("Anchor of %q = %q, want %q", in, got, want)
		}
	}
}

func TestQuery_Page_OA7(t *testing.T) {
	for _, c := range []struct {
		q            Query
		start, count int
	}{
		{Query{}, 1, 20},
		{Query{Count: 5, StartPage: 3}, 11, 5},
		{Query{Count: 5, StartPage: 3, StartIndex: 4}, 4, 5},
		{Query{Count: 5000}, 1, 100},
		{Query{StartPage: maxNumber, Count: 100}, maxNumber, 100},
	} {
		if start, count := c.q.Page(20, 100); start != c.start || count != c.count {
			t.Errorf("Page of %+v = %d, %d, want %d, %d", c.q, start, count, c.start, c.count)
		}
	}
}

func TestQuery_Key_TG3(t *testing.T) {
	base := Query{SearchTerms: "Pier  at dusk"}
	for _, same := range []Query{{SearchTerms: "pier at dusk"}, {SearchTerms: "pier at dusk", StartPage: 4, Count: 9, Language: "*"}} {
		if same.Key() != base.Key() {
			t.Errorf("Key of %+v differs from that of %+v", same, base)
		}
	}
	for _, other := range []Query{{SearchTerms: "pier"}, {SearchTerms: "pier at dusk", Extra: map[string]string{"kind": "photo"}}, {SearchTerms: "pier at dusk", Geo: Geo{Name: "Kiel"}}} {
		if other.Key() == base.Key() {
			t.Errorf("Key of %+v is that of %+v", other, base)
		}
	}
}
