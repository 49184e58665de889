package library

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
)

// The bounds of spelling and completing.
const (
	knownWords   = 50_000 // words of the library that a mistake is compared with
	likelyWords  = 8      // of them that are looked up
	corrections  = 6      // words of a search that are corrected
	completions  = 40     // words that are looked up for a list of suggestions
	suggestedMax = 10     // suggestions
)

// Correct returns the terms of q with words that v finds in place of those that
// she finds nothing by, "" where that is of no use (OS-19). A word is told to
// nobody who could not have found it by herself.
func (l *Library) Correct(ctx context.Context, v Viewer, q Query) (string, error) {
	terms, ok := ParseTerms(q.Terms)
	if !ok {
		return "", nil
	}
	var known []string
	corrected, changed := make([]string, 0, len(terms)), 0
	for _, t := range terms {
		word := t.text()
		found, err := l.Finds(ctx, v, Query{Terms: word})
		if err == nil && !found && !t.Not && len(t.Words) == 1 && changed < corrections {
			if known == nil {
				known, err = l.index.Words(ctx, "", knownWords)
			}
			if err == nil {
				word, err = l.nearest(ctx, v, word, known)
			}
			changed++
		}
		if err != nil {
			return "", l.fault(ctx, "correcting a search", err)
		}
		corrected = append(corrected, word)
	}
	q.Terms = strings.Join(corrected, " ")
	if found, err := l.Finds(ctx, v, q); err != nil || !found || changed == 0 {
		return "", l.fault(ctx, "correcting a search", err)
	}
	return q.Terms, nil
}

// text returns the term as ParseTerms reads it.
func (t Term) text() string {
	s := strings.Join(t.Words, " ")
	if len(t.Words) > 1 {
		s = `"` + s + `"`
	}
	if t.Not {
		s = "-" + s
	}
	return s
}

// Finds reports whether v finds anything by q.
func (l *Library) Finds(ctx context.Context, v Viewer, q Query) (bool, error) {
	q.Limit, q.Offset, q.After = 1, 0, ""
	for _, err := range l.index.ListMedia(ctx, v, q) {
		return err == nil, l.fault(ctx, "searching", err)
	}
	return false, nil
}

// nearest returns the word that v finds something by and that is most like a
// mistaken one; that itself if none is. known has the most frequent words first.
func (l *Library) nearest(ctx context.Context, v Viewer, mistaken string, known []string) (string, error) {
	most := mistakes(mistaken)
	alike := make([][]string, most+1) // by distance
	for _, w := range known {
		if n := distance(mistaken, w, most); n <= most {
			alike[n] = append(alike[n], w)
		}
	}
	likely := slices.Concat(alike...)
	for _, w := range likely[:min(likelyWords, len(likely))] {
		if found, err := l.Finds(ctx, v, Query{Terms: w}); err != nil || found {
			return w, err
		}
	}
	return mistaken, nil
}

// mistakes is how many mistakes a word may have to be known again.
func mistakes(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n < 3:
		return 0
	case n < 6:
		return 1
	}
	return 2
}

// distance counts the letters that were left out, put in, changed or swapped
// with their neighbour between two words; beyond most, it is most+1 at once.
func distance(from, to string, most int) int {
	a, b := []rune(from), []rune(to)
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	rows := [3][]int{make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, last, before := rows[i%3], rows[(i+2)%3], rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			row[j] = min(last[j], row[j-1]) + 1
			switch {
			case a[i-1] == b[j-1]:
				row[j] = min(row[j], last[j-1])
			default:
				row[j] = min(row[j], last[j-1]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		if slices.Min(row) > most {
			return most + 1
		}
	}
	return rows[len(a)%3][len(b)]
}

// Complete returns searches that go on from what was typed so far, and that v
// finds something by (OS-25).
func (l *Library) Complete(ctx context.Context, v Viewer, typed string) ([]string, error) {
	typed = clip(typed, maxTermText)
	head, last := "", typed
	if i := strings.LastIndexAny(typed, " \t"); i >= 0 {
		head, last = typed[:i+1], typed[i+1:]
	}
	prefix := Words(last)
	if len(prefix) != 1 || strings.HasPrefix(last, "-") {
		return nil, nil
	}
	words, err := l.index.Words(ctx, prefix[0], completions)
	var found []string
	for _, w := range words {
		if err != nil || len(found) == suggestedMax {
			break
		}
		var finds bool
		if finds, err = l.Finds(ctx, v, Query{Terms: head + w}); finds {
			found = append(found, head+w)
		}
	}
	return found, l.fault(ctx, "completing a search", err)
}
