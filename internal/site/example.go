package site

import (
	"context"
	"net/http"
	"strings"
	"unicode"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// examined is how many of the newest items an example is looked for in.
const examined = 5

// example returns a keyword or a word of a title by which everybody finds
// something (OS-7): the description is public, so what only some may see names
// nothing in it.
func (s *Site) example(r *http.Request, kind openmedia.Kind) string {
	stranger := s.Library.Searcher(library.ViewerOf(nil), connOf(r.Context()).Base)
	q := opensearch.Query{Count: examined}
	if kind != "" {
		q.Set(openmedia.KindParameter, string(kind))
	}
	newest, err := stranger.Search(r.Context(), q)
	if err != nil {
		return "" // a description without an example is one all the same
	}
	for i := range newest.Entries {
		e := &newest.Entries[i]
		if len(e.Categories) > 0 && finds(r.Context(), stranger, q, e.Categories[0].Term) {
			return e.Categories[0].Term
		}
		words := strings.FieldsFunc(e.Title.String(), func(r rune) bool { return !unicode.IsLetter(r) })
		for _, word := range words[:min(len(words), 2)] {
			if len(word) > 2 && finds(r.Context(), stranger, q, word) {
				return word
			}
		}
	}
	return ""
}

// finds reports whether terms find anything.
func finds(ctx context.Context, s openmedia.Searcher, q opensearch.Query, terms string) bool {
	q.SearchTerms, q.Count = terms, 1
	f, err := s.Search(ctx, q)
	return err == nil && len(f.Entries) > 0
}
