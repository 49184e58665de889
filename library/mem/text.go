package mem

import (
	"slices"

	"github.com/mediasock/mediasock/library"
)

// matchText returns a function that reports whether an item matches the terms
// that v asks for.
func (x *Index) matchText(v library.Viewer, s string) func(*library.Media) bool {
	terms, ok := library.ParseTerms(s)
	return func(m *library.Media) bool {
		if !ok || len(terms) == 0 {
			return ok
		}
		texts := x.texts(v, m)
		for _, t := range terms {
			if holds(texts, t.Words) == t.Not {
				return false
			}
		}
		return true
	}
}

// texts returns the words of each text of m that v can search.
func (x *Index) texts(v library.Viewer, m *library.Media) [][]string {
	texts := append([]string{m.Title, m.Caption, m.Name}, m.Keywords...)
	if x.tellsPlace(v, m) {
		texts = append(texts, m.DetailTexts()...)
	}
	if owns(v, m.Owner) {
		texts = append(texts, m.Note)
	}
	for _, id := range m.Taxa {
		t := x.taxa[id]
		if t != nil && t.Trashed.IsZero() && (owns(v, m.Owner) || t.Visibility == library.Public) {
			texts = append(texts, t.Title)
		}
	}
	words := make([][]string, len(texts))
	for i, text := range texts {
		words[i] = library.Words(text)
	}
	return words
}

// holds reports whether one of the texts has the words one after the other.
func holds(texts [][]string, words []string) bool {
	return slices.ContainsFunc(texts, func(text []string) bool {
		for i := 0; i+len(words) <= len(text); i++ {
			if slices.Equal(text[i:i+len(words)], words) {
				return true
			}
		}
		return false
	})
}
