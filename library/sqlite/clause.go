package sqlite

import (
	"strings"

	"github.com/mediasock/mediasock/internal/posting"
	"github.com/mediasock/mediasock/library"
)

// A clause is an expression of the full-text search: a phrase, or parts that are
// combined. The search index takes it as text, sets of items as what it is.
type clause struct {
	op     posting.Op
	phrase string // quoted, of a leaf
	parts  []clause
	box    *library.Box // of a leaf for sets alone; phrase names it
}

// String returns the clause as the search index reads it.
func (c clause) String() string {
	switch c.op {
	case posting.And:
		return joined(c.parts, " AND ")
	case posting.Or:
		return joined(c.parts, " OR ")
	case posting.But:
		return c.parts[0].String() + " NOT " + joined(c.parts[1:], " OR ")
	}
	return c.phrase
}

func joined(parts []clause, by string) string {
	texts := make([]string, len(parts))
	for i, part := range parts {
		texts[i] = part.String()
	}
	return "(" + strings.Join(texts, by) + ")"
}

// leaves yields the leaves of the clause.
func (c clause) leaves(yield func(clause) bool) { c.each(yield) }

func (c clause) each(yield func(clause) bool) bool {
	if c.op == posting.Leaf {
		return yield(c)
	}
	for _, part := range c.parts {
		if !part.each(yield) {
			return false
		}
	}
	return true
}

// expr returns the clause with the sets of its phrases.
func (c clause) expr(sets map[string]*posting.Set) *posting.Expr {
	if c.op == posting.Leaf {
		return &posting.Expr{Set: sets[c.phrase]}
	}
	e := &posting.Expr{Op: c.op}
	for _, part := range c.parts {
		e.Parts = append(e.Parts, part.expr(sets))
	}
	return e
}

func tag(word string) clause { return quoted(tagMark, []string{word}) }

func anyTag(words []string) clause {
	tags := make([]clause, len(words))
	for i, word := range words {
		tags[i] = tag(word)
	}
	return or(tags...)
}

// quoted writes a phrase of marked words. Words hold no quotes; one that did
// would be doubled.
func quoted(mark string, words []string) clause {
	phrase := mark + strings.Join(words, " "+mark)
	return clause{phrase: `"` + strings.ReplaceAll(phrase, `"`, `""`) + `"`}
}

func and(parts ...clause) clause { return clause{op: posting.And, parts: parts} }
func or(parts ...clause) clause  { return clause{op: posting.Or, parts: parts} }

// but is what is in all of wanted and in none of unwanted.
func but(wanted clause, unwanted []clause) clause {
	if len(unwanted) == 0 {
		return wanted
	}
	return clause{op: posting.But, parts: append([]clause{wanted}, unwanted...)}
}
