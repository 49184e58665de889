package archive

import (
	"regexp"
	"testing"
)

// Terms mean what they mean everywhere (GD-1) and nothing else: no field, no
// operator and no quote comes through.
func TestLucene_GD1(t *testing.T) {
	for _, c := range []struct{ terms, want string }{
		{"pier", `("pier")`},
		{"pier dusk", `("pier" AND "dusk")`},
		{`"pier at dusk" -map`, `("pier at dusk" AND NOT "map")`},
		{`-"old map" pier`, `(NOT "old map" AND "pier")`},
		{`creator:ada OR *:*`, `("creator:ada" AND "OR" AND "*:*")`},
		{`a\"b) OR (c`, `("a  b)" AND "OR" AND "(c")`},
		{`"open`, `("open")`},
		{`" -`, `""`},
	} {
		if got := lucene(c.terms); got != c.want {
			t.Errorf("lucene(%q) = %s, want %s", c.terms, got, c.want)
		}
	}
}

func FuzzLucene(f *testing.F) {
	for _, s := range []string{"", "pier", `"a b" -c`, `\"`, `x"y"z`, "-", `""`} {
		f.Add(s)
	}
	whole := regexp.MustCompile(`^(""|\((NOT )?"[^"\\]+"( AND (NOT )?"[^"\\]+")*\))$`)
	f.Fuzz(func(t *testing.T, terms string) {
		if got := lucene(terms); !whole.MatchString(got) {
			t.Errorf("lucene(%q) = %s, which is more than quoted words", terms, got)
		}
	})
}
