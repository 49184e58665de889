package sqlite

import (
	"strings"

	"github.com/mediasock/mediasock/library"
)

// An expression is what a full-text search matches, in parts.
type expression struct {
	scope            string   // who sees an item
	wanted, unwanted []string // phrases and tags
}

// match returns the expression of what v may see and q asks for; ok is false if
// that can be nothing. The words of the expression are those of library.Words and
// tags, which are letters, digits and private characters but for our marks, each
// list of them quoted: a user's text is never part of the expression.
func match(v *viewer, q library.Query) (e *expression, ok bool) {
	terms, ok := library.ParseTerms(q.Terms)
	if !ok {
		return nil, false
	}
	e = new(expression)
	if e.scope, ok = scope(v, q); !ok {
		return nil, false
	}
	matching := texts(v, q)
	for _, t := range terms {
		if t.Not {
			e.unwanted = append(e.unwanted, matching(t.Words))
		} else {
			e.wanted = append(e.wanted, matching(t.Words))
		}
	}
	e.wanted = append(e.wanted, filters(q)...)
	return e, true
}

// String returns the whole expression.
func (e *expression) String() string { return e.of(append([]string{e.scope}, e.wanted...)) }

// wide returns the expression without who sees an item; something must be wanted.
func (e *expression) wide() string { return e.of(e.wanted) }

func (e *expression) of(wanted []string) string {
	if len(e.unwanted) == 0 {
		return and(wanted)
	}
	return and(wanted) + " NOT " + or(e.unwanted)
}

// scope is who sees an item, as visibility.go has it in SQL.
func scope(v *viewer, q library.Query) (expression string, ok bool) {
	if q.Trash {
		return trashScope(v, q)
	}
	switch {
	case v.All && q.Owner == 0:
		return tag(tagLive), true
	case q.Owner != 0 && (v.All || v.User == q.Owner):
		return tag(tagOwner(q.Owner)), true
	}
	tags := []string{tag(tagPublic)}
	if v.User != 0 {
		tags = []string{tag(tagMembers), tag(tagOwner(v.User))} // members see what is public
	}
	for _, link := range v.links {
		tags = append(tags, tag(tagLink(link)))
	}
	for _, id := range v.albums {
		tags = append(tags, and([]string{tag(tagLive), tag(tagTaxon(id))}))
	}
	if q.Owner == 0 {
		return or(tags), true
	}
	return and([]string{or(tags), tag(tagOwner(q.Owner))}), true
}

func trashScope(v *viewer, q library.Query) (expression string, ok bool) {
	switch {
	case v.All && q.Owner == 0:
		return tag(tagTrash), true
	case v.All:
		return tag(tagTrashOwner(q.Owner)), true
	case v.User != 0 && (q.Owner == 0 || q.Owner == v.User):
		return tag(tagTrashOwner(v.User)), true
	}
	return "", false
}

// filters are the conditions of q that are tags.
func filters(q library.Query) (tags []string) {
	if q.Taxon != 0 {
		tags = append(tags, tag(tagTaxon(q.Taxon)))
	}
	if q.Keyword != "" {
		tags = append(tags, tag(tagKeyword(q.Keyword)))
	}
	if q.Kind != "" {
		tags = append(tags, tag(tagKind(q.Kind)))
	}
	if !q.From.IsZero() || !q.To.IsZero() {
		tags = append(tags, tag(tagDated))
	}
	if q.Box != nil {
		if cells := boxTags(*q.Box); len(cells) > 0 {
			tags = append(tags, anyTag(cells))
		}
	}
	return tags
}

// texts returns a function that writes a phrase as v may search for it: in all
// texts where only v's own items come into question, else in those that are
// shared, in those of v's own items, and in what v is told of the others.
func texts(v *viewer, q library.Query) func(words []string) string {
	all := v.All || v.User != 0 && (q.Trash || v.User == q.Owner)
	return func(words []string) string {
		shared, told, own := quoted("", words), quoted(toldMark, words), quoted(ownMark, words)
		if all {
			return or([]string{shared, told, own})
		}
		parts := []string{shared, and([]string{told, v.told()})}
		if v.User != 0 {
			parts = append(parts, and([]string{or([]string{told, own}), tag(tagOwner(v.User))}))
		}
		return or(parts)
	}
}

// told is of whose places and cameras v is told, beside v's own.
func (v *viewer) told() string {
	if len(v.tellers) == 0 {
		return tag(tagShown)
	}
	owners := make([]string, len(v.tellers))
	for i, id := range v.tellers {
		owners[i] = tagOwner(id)
	}
	return or([]string{tag(tagShown), and([]string{tag(tagAccount), anyTag(owners)})})
}

func tag(word string) string { return quoted(tagMark, []string{word}) }

func anyTag(words []string) string {
	tags := make([]string, len(words))
	for i, word := range words {
		tags[i] = tag(word)
	}
	return or(tags)
}

// quoted writes a phrase of marked words. Words hold no quotes; one that did
// would be doubled.
func quoted(mark string, words []string) string {
	phrase := mark + strings.Join(words, " "+mark)
	return `"` + strings.ReplaceAll(phrase, `"`, `""`) + `"`
}

func and(parts []string) string { return "(" + strings.Join(parts, " AND ") + ")" }
func or(parts []string) string  { return "(" + strings.Join(parts, " OR ") + ")" }
