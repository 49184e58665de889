package opensearch

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var comparer = cmp.Options{
	cmp.Comparer(func(a, b Template) bool {
		return a.source == b.source && cmp.Equal(a.Names(), b.Names())
	}),
	cmp.AllowUnexported(URL{}),
	cmpopts.EquateEmpty(),
}

func read(t *testing.T, name string) *Description {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	d, err := ReadDescription(file)
	if err != nil {
		t.Fatalf("ReadDescription(%s): %v", name, err)
	}
	return d
}

// TestReadDescription_OA1_OM3 reads a description of the Profile's form: its
// template has raw ampersands.
func TestReadDescription_OA1_OM3(t *testing.T) {
	d := read(t, "testdata/profile.xml")
	u := URL{Type: "application/atom+xml", Template: MustTemplate("http://example.org/?q={searchTerms}&pw={startPage?}&format=atom")}
	u.SetOffsets(1, 1)
	want := &Description{
		ShortName: "Films", Description: "Ask example.org for its films.",
		Tags: []string{"video", "bar"}, Contact: "webmaster@example.org", URLs: []URL{u},
	}
	if diff := cmp.Diff(want, d, comparer); diff != "" {
		t.Errorf("ReadDescription (-want +got):\n%s", diff)
	}
	got, err := d.URLs[0].Expand(Query{SearchTerms: "Vox", StartPage: 1})
	if want := "http://example.org/?q=Vox&pw=1&format=atom"; got != want || err != nil {
		t.Errorf("Expand = %q, %v, want %q (OM-9, OM-10)", got, err, want)
	}
}

func TestReadDescription_OS1_version10(t *testing.T) {
	d := read(t, "testdata/v10.xml")
	u, ok := d.Results("application/rss+xml")
	if !ok {
		t.Fatal("a 1.0 description has no address of RSS results")
	}
	got, err := u.Expand(Query{SearchTerms: "a b", Count: 5})
	if want := "http://example.org/find?q=a%20b&n=5&at=1"; got != want || err != nil {
		t.Errorf("Expand = %q, %v, want %q", got, err, want)
	}
	if q, ok := d.Example(); !ok || q.SearchTerms != "harbour" {
		t.Errorf("Example() = %+v, %v, want harbour (SampleSearch)", q, ok)
	}
	if !d.AdultContent || d.SyndicationRight != Limited {
		t.Errorf("adult %v, right %v, want true (OS-9), limited (OS-8)", d.AdultContent, d.SyndicationRight)
	}
}

func TestReadDescription_refuses(t *testing.T) {
	for name, doc := range map[string]string{
		"nothing": "", "HTML": "<!doctype html><html><body>hello</body></html>", "a feed": `<feed xmlns="http://www.w3.org/2005/Atom"/>`,
	} {
		if _, err := ReadDescription(strings.NewReader(doc)); !errors.Is(err, ErrNotDescription) {
			t.Errorf("ReadDescription(%s) = %v, want %v", name, err, ErrNotDescription)
		}
	}
	for name, doc := range map[string]string{
		"XS-1 too deep":  `<OpenSearchDescription>` + strings.Repeat("<Url>", 200),
		"XS-1 too large": `<OpenSearchDescription><ShortName>` + strings.Repeat("x", 2<<20),
		"unfinished":     `<OpenSearchDescription><ShortName>x`,
	} {
		if _, err := ReadDescription(strings.NewReader(doc)); err == nil {
			t.Errorf("ReadDescription(%s) = nil error", name)
		}
	}
}

func TestURL_OS4_relations(t *testing.T) {
	for rel, want := range map[string]bool{
		"": true, "results": true, "results suggestions": true, "suggestions": false, "results http://example.org/x": false, "self": false,
	} {
		u := URL{Rels: strings.Fields(rel)}
		if got := u.Is(RelResults); got != want {
			t.Errorf("URL with rel %q: Is(results) = %v, want %v", rel, got, want)
		}
	}
}

func TestParseAdult_OS9(t *testing.T) {
	for s, want := range map[string]bool{"false": false, "FALSE": false, "0": false, "no": false, "NO": false, "": false, "False": true, "true": true, "x": true} {
		if got := parseAdult(s); got != want {
			t.Errorf("parseAdult(%q) = %v, want %v", s, got, want)
		}
	}
}

func TestResponse_Resolve_OS17(t *testing.T) {
	for _, c := range []struct {
		in, want Response
		entries  int
	}{
		{Response{TotalResults: Unknown, StartIndex: Unknown, ItemsPerPage: Unknown}, Response{TotalResults: 7, StartIndex: 1, ItemsPerPage: 7}, 7},
		{Response{TotalResults: 90, StartIndex: 11, ItemsPerPage: 10}, Response{TotalResults: 90, StartIndex: 11, ItemsPerPage: 10}, 3},
		{Response{TotalResults: Unknown, StartIndex: 11, ItemsPerPage: Unknown}, Response{TotalResults: 13, StartIndex: 11, ItemsPerPage: 3}, 3},
	} {
		if got := c.in.Resolve(c.entries); !cmp.Equal(got, c.want) {
			t.Errorf("Resolve(%d) of %+v = %+v, want %+v", c.entries, c.in, got, c.want)
		}
	}
}
