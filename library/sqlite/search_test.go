package sqlite

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

func read(t *testing.T, x *Index, f func(*sqlite.Conn)) {
	t.Helper()
	if err := x.read(t.Context(), func(c *sqlite.Conn) error { f(c); return nil }); err != nil {
		t.Fatal(err)
	}
}

// Piwigo CVE-2026-27634, Navidrome CVE-2024-47062 and their kind: whatever is
// searched for gives items or none, never an error, and changes nothing.
var hostileTerms = []string{
	`"`, `""`, `"""`, `'`, `';DROP TABLE media;--`, `" OR 1=1 --`, `*`, `a*`, `^a`, `a NEAR b`, `NEAR(a b, 2)`,
	`title:a`, `{title}:a`, `- {note} : secret`, `tags : live`, `tags:public`, `"tags" : "live"`, `AND`, `OR`, `NOT`,
	`a AND`, `OR b`, `NOT NOT`, `(`, `)`, `((((`, `a)`, `+`, `-`, `--`, `-"`, `-a`, `-a -b`, "a\x00b", "\xff\xfe", "\u202e", "¶",
	"live", "public", "members", "trash", "o1", strings.Repeat("a", 100_000), strings.Repeat("a ", 5000), strings.Repeat(`"`, 999),
	strings.Repeat("-a ", 400), "🌊", "ﬀ", "İ", "ß", "Ⅷ", "\U0010FFFD",
}

func FuzzSearch(f *testing.F) {
	for _, terms := range hostileTerms {
		f.Add(terms, terms, terms)
	}
	f.Add("word0 -word1", "word2", "n1.2")
	x := openTest(f, Options{})
	g := generate(f, x, 20)
	f.Fuzz(func(t *testing.T, terms, keyword, after string) {
		for _, v := range []library.Viewer{{}, {User: g.owners[0], Links: []string{terms}}, {All: true}} {
			if _, err := x.Search(context.Background(), v, library.Query{Terms: terms, Keyword: keyword, Kind: keyword}); err != nil {
				t.Errorf("Search(%q, %q) = %v, want results or none", terms, keyword, err)
			}
			_, err := x.Search(context.Background(), v, library.Query{After: after})
			if err != nil && !errors.Is(err, mediasock.ErrUnsupported) {
				t.Errorf("Search after %q = %v, want state 7", after, err)
			}
		}
	})
}

// A note, or the title of an album that is not public, tells nothing to others:
// neither by what a search finds nor by how much.
func TestSearch_OwnTextsStayOwn(t *testing.T) {
	x := openTest(t, Options{})
	alice, bob := addUser(t, x, "alice"), addUser(t, x, "bob")
	hidden := &library.Taxon{Owner: alice, Title: "divorce", Visibility: library.Members}
	if err := x.AddTaxon(t.Context(), hidden); err != nil {
		t.Fatal(err)
	}
	m := &library.Media{Owner: alice, Title: "beach", Note: "confidential", Visibility: library.Public, Taxa: []library.ID{hidden.ID}}
	if err := x.AddMedia(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		v     library.Viewer
		terms string
		want  int
	}{
		{library.Viewer{}, "beach", 1}, {library.Viewer{}, "confidential", 0}, {library.Viewer{}, "divorce", 0},
		{library.Viewer{}, "beach -confidential", 1}, {library.Viewer{}, "beach -divorce", 1},
		{library.Viewer{User: bob}, "confidential", 0}, {library.Viewer{User: bob}, "divorce", 0},
		{library.Viewer{User: alice}, "confidential divorce", 1}, {library.Viewer{User: alice}, "beach -divorce", 0},
		{library.Viewer{All: true}, "confidential divorce", 1},
	} {
		page, err := x.Search(t.Context(), test.v, library.Query{Terms: test.terms})
		if err != nil || page.Total != test.want || len(page.Media) != test.want {
			t.Errorf("Search(%+v, %q) = %+v, %v; want %d", test.v, test.terms, page, err, test.want)
		}
	}
}

// Beyond 10,000 (here 100) the total is an estimate, near the truth for what is spread
// evenly.
func TestSearch_TotalEstimate(t *testing.T) {
	x := openTest(t, Options{})
	x.exact = 100
	const all = 1000
	g := generate(t, x, all)
	page, err := x.Search(t.Context(), library.Viewer{All: true}, library.Query{Limit: 1})
	if err != nil || page.Total < all*8/10 || page.Total > all*12/10 {
		t.Errorf("Total = %d, %v; want about %d", page.Total, err, all)
	}
	own, n := library.Viewer{User: g.owners[0]}, 0
	for _, err := range x.ListMedia(t.Context(), own, library.Query{Owner: own.User}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	page, err = x.Search(t.Context(), own, library.Query{Owner: own.User})
	if err != nil || page.Total < n*7/10 || page.Total > n*13/10 {
		t.Errorf("Total = %d, %v; want about %d, as many as are listed", page.Total, err, n)
	}
}

func addUser(t testing.TB, x *Index, name string) library.ID {
	t.Helper()
	u := &library.User{Name: name}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	return u.ID
}
