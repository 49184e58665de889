package library

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseTerms_GD1(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     []Term
		ok       bool
	}{
		{"empty", "  ", nil, true},
		{"words", "Pier at  DUSK", []Term{{Words: []string{"pier"}}, {Words: []string{"at"}}, {Words: []string{"dusk"}}}, true},
		{"phrase", `"at dusk" pier`, []Term{{Words: []string{"at", "dusk"}}, {Words: []string{"pier"}}}, true},
		{"minus", `-pier -"at dusk"`, []Term{{Words: []string{"pier"}, Not: true}, {Words: []string{"at", "dusk"}, Not: true}}, true},
		{"accents", "Été Ångström", []Term{{Words: []string{"ete"}}, {Words: []string{"angstrom"}}}, true},
		{"decomposed", "e\u0301te\u0301", []Term{{Words: []string{"ete"}}}, true},
		{"one piece", "IMG_1234.jpg", []Term{{Words: []string{"img", "1234", "jpg"}}}, true},
		{"open quote", `"at dusk`, []Term{{Words: []string{"at", "dusk"}}}, true},
		{"only signs", `-- "" !`, nil, false},
		{"operators are words", "NEAR OR", []Term{{Words: []string{"near"}}, {Words: []string{"or"}}}, true},
	} {
		got, ok := ParseTerms(test.in)
		if !reflect.DeepEqual(got, test.want) || ok != test.ok {
			t.Errorf("%s: ParseTerms(%q) = %v, %v, want %v, %v", test.name, test.in, got, ok, test.want, test.ok)
		}
	}
}

func TestFoldName(t *testing.T) {
	for _, test := range []struct{ a, b string }{
		{"Alice", "aLICE"}, {"straße", "STRASSE"}, {"ａｌｉｃｅ", "alice"},
	} {
		if FoldName(test.a) != FoldName(test.b) {
			t.Errorf("FoldName(%q) = %q, FoldName(%q) = %q, want the same", test.a, FoldName(test.a), test.b, FoldName(test.b))
		}
	}
	if FoldName("rene") == FoldName("rené") {
		t.Errorf("FoldName keeps no accents")
	}
}

func FuzzParseTerms(f *testing.F) {
	for _, s := range []string{"", `"a b" -c`, "-", `"`, "\xff\xfe", strings.Repeat("é ", 900)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		terms, ok := ParseTerms(s)
		if len(terms) > maxTerms || !ok && len(terms) > 0 {
			t.Fatalf("ParseTerms(%q) = %d terms, %v", s, len(terms), ok)
		}
		for _, term := range terms {
			for _, w := range term.Words {
				if w == "" || !utf8.ValidString(w) || strings.ContainsAny(w, `" -`) {
					t.Errorf("ParseTerms(%q) has the word %q", s, w)
				}
			}
		}
	})
}
