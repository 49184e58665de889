package sqlite

import (
	"fmt"
	"slices"

	"github.com/mediasock/mediasock/library"
)

// An expression is what a full-text search matches, in parts.
type expression struct {
	scope            clause   // who sees an item
	wanted, unwanted []clause // phrases and tags
	cells            []clause // of the area, at most one clause
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
	for _, either := range library.Categories(q.Categories) {
		e.wanted = append(e.wanted, e.oneOf(either))
	}
	e.cells = cells(q)
	return e, true
}

// String returns the whole expression.
func (e *expression) String() string { return e.whole().String() }

func (e *expression) whole() clause {
	return but(and(append([]clause{e.scope}, e.parts()...)...), e.unwanted)
}

// parts are what is wanted.
func (e *expression) parts() []clause { return append(slices.Clone(e.wanted), e.cells...) }

// wide returns the expression without who sees an item; something must be wanted.
func (e *expression) wide() string { return but(and(e.parts()...), e.unwanted).String() }

// forSets returns the whole expression as sets answer it, of which an area is exact,
// and seen by whom places are told.
func (e *expression) forSets(v *viewer, q library.Query) clause {
	wanted := append([]clause{e.scope}, e.wanted...)
	if q.Box != nil {
		wanted = append(wanted, clause{phrase: fmt.Sprintf("box %v", *q.Box), box: q.Box})
	}
	if q.Box != nil && !v.All && !q.Trash { // a trash is the viewer's own
		tellers := []clause{v.told()}
		if v.User != 0 {
			tellers = append(tellers, tag(tagOwner(v.User)))
		}
		wanted = append(wanted, or(tellers...))
	}
	return but(and(wanted...), e.unwanted)
}

// scope is who sees an item, as visibility.go has it in SQL.
func scope(v *viewer, q library.Query) (c clause, ok bool) {
	if q.Trash {
		return trashScope(v, q)
	}
	switch {
	case v.All && q.Owner == 0:
		return tag(tagLive), true
	case q.Owner != 0 && (v.All || v.User == q.Owner):
		return tag(tagOwner(q.Owner)), true
	}
	tags := []clause{tag(tagPublic)}
	if v.User != 0 {
		tags = []clause{tag(tagMembers), tag(tagOwner(v.User))} // members see what is public
	}
	for _, link := range v.links {
		tags = append(tags, tag(tagLink(link)))
	}
	for _, id := range v.albums {
		tags = append(tags, and(tag(tagLive), tag(tagTaxon(id))))
	}
	if q.Owner == 0 {
		return or(tags...), true
	}
	return and(or(tags...), tag(tagOwner(q.Owner))), true
}

func trashScope(v *viewer, q library.Query) (c clause, ok bool) {
	switch {
	case v.All && q.Owner == 0:
		return tag(tagTrash), true
	case v.All:
		return tag(tagTrashOwner(q.Owner)), true
	case v.User != 0 && (q.Owner == 0 || q.Owner == v.User):
		return tag(tagTrashOwner(v.User)), true
	}
	return clause{}, false
}

// filters are the conditions of q that are tags.
func filters(q library.Query) (tags []clause) {
	if q.Taxon != 0 {
		tags = append(tags, tag(tagTaxon(q.Taxon)))
	}
	if q.Keyword != "" {
		tags = append(tags, tag(tagKeyword(q.Keyword)))
	}
	if q.Kind != "" {
		tags = append(tags, tag(tagKind(q.Kind)))
	}
	if (!q.From.IsZero() || !q.To.IsZero()) && !q.Published {
		tags = append(tags, tag(tagDated))
	}
	return tags
}

// cells are the squares that cover the area of q, none for a large one.
func cells(q library.Query) []clause {
	if q.Box == nil {
		return nil
	}
	if tags := boxTags(*q.Box); len(tags) > 0 {
		return []clause{anyTag(tags)}
	}
	return nil
}

// oneOf is what meets one of the conditions on keywords.
func (e *expression) oneOf(either []library.Category) clause {
	var parts []clause
	for _, c := range either {
		part := tag(tagKeyword(c.Keyword))
		if c.Not {
			part = but(e.scope, []clause{part})
		}
		parts = append(parts, part)
	}
	return or(parts...)
}

// texts returns a function that writes a phrase as v may search for it: in all
// texts where only v's own items come into question, else in those that are
// shared, in those of v's own items, and in what v is told of the others.
func texts(v *viewer, q library.Query) func(words []string) clause {
	all := v.All || v.User != 0 && (q.Trash || v.User == q.Owner)
	return func(words []string) clause {
		shared, told, own := quoted("", words), quoted(toldMark, words), quoted(ownMark, words)
		if all {
			return or(shared, told, own)
		}
		parts := []clause{shared, and(told, v.told())}
		if v.User != 0 {
			parts = append(parts, and(or(told, own), tag(tagOwner(v.User))))
		}
		return or(parts...)
	}
}

// told is of whose places and cameras v is told, beside v's own.
func (v *viewer) told() clause {
	if len(v.tellers) == 0 {
		return tag(tagShown)
	}
	owners := make([]string, len(v.tellers))
	for i, id := range v.tellers {
		owners[i] = tagOwner(id)
	}
	return or(tag(tagShown), and(tag(tagAccount), anyTag(owners)))
}
