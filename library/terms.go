package library

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A Term is one condition of a full-text search: Words that stand one after the
// other in one text, or that nowhere do if Not.
type Term struct {
	Words []string // at least one, folded
	Not   bool
}

// The limits of a full-text search; what is beyond them is ignored.
const (
	maxTerms    = 32
	maxTermText = 1024 // bytes
)

// ParseTerms reads what a person typed into a search field. Words are separated
// by white space, and an item must match each: "a phrase" in quotes is words in
// that order, and so is what is one piece but holds several words, such as
// IMG_1234.jpg; a minus before a word or phrase asks for items without it.
// Words are whole words, without regard to case and accents.
//
// Words are looked for in the title, caption, each keyword, file name and the titles
// of albums (not in the trash) that hold the item and whose own Visibility is Public,
// and by whom its details are told in the place name, the name of each person, and
// what the camera and its lens are called. Its owner finds an item by its note and by
// the titles of all its albums too: a title that others may not see must not tell by
// what it finds.
//
// ok is false if s holds something but no word at all; that matches no item,
// while an empty s matches all.
func ParseTerms(s string) (terms []Term, ok bool) {
	rest := strings.TrimSpace(clip(s, maxTermText))
	if rest == "" {
		return nil, true
	}
	for rest != "" && len(terms) < maxTerms {
		var t Term
		t, rest = nextTerm(rest)
		if len(t.Words) > 0 {
			terms = append(terms, t)
		}
	}
	return terms, len(terms) > 0
}

// nextTerm cuts the first term off s, which is not empty and begins with no
// space. A quote that is not closed reaches to the end.
func nextTerm(s string) (t Term, rest string) {
	if body, found := strings.CutPrefix(s, "-"); found {
		t.Not, s = true, body
	}
	end := strings.IndexFunc(s, unicode.IsSpace)
	if body, found := strings.CutPrefix(s, `"`); found {
		s, end = body, strings.IndexByte(body, '"')
	}
	if end < 0 {
		end = len(s)
	}
	t.Words = Words(s[:end])
	return t, strings.TrimSpace(strings.TrimPrefix(s[end:], `"`))
}

// Words splits text into its folded words: runs of letters, digits and private
// characters, as SQLite's tokenizer unicode61 does.
func Words(text string) []string {
	return strings.FieldsFunc(Fold(text), func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.Co)
	})
}

// Fold returns s without accents and difference of case, for comparing words
// and keywords: "Éte" and "ete" are the same.
func Fold(s string) string {
	s = norm.NFD.String(strings.ToValidUTF8(s, "\uFFFD"))
	s = strings.Map(dropMark, s)
	return norm.NFC.String(strings.ToLower(s))
}

func dropMark(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

// FoldName returns the form of a user name in which names are compared: without
// difference of case and of compatible characters. Accents count.
func FoldName(name string) string {
	return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(name)))
}

// clip cuts s to at most n bytes, at a rune's beginning.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
