package sqlite

import (
	"strings"

	"github.com/mediasock/mediasock/library"
)

// The columns of the search index, as FTS5 filters them: what whoever sees an
// item may search, what those may to whom its place is told, what its owner may
// search beside, and all (own_albums holds
// what albums holds, and more).
const (
	sharedColumns = "{title caption keywords name albums}"
	placeColumns  = "{place}"
	ownColumns    = "{place own_albums note}"
	allColumns    = "{title caption keywords place name own_albums note}"
)

// match returns the full-text expression of what v may see and q asks for; ok
// is false if that can be nothing. The words of the expression are those of
// library.Words and tags, which are letters, digits and private characters,
// each list of them quoted: a user's text is never part of the expression.
func match(v *viewer, q library.Query) (expression string, ok bool) {
	terms, ok := library.ParseTerms(q.Terms)
	if !ok {
		return "", false
	}
	scope, ok := scope(v, q)
	if !ok {
		return "", false
	}
	columns := shared(v, q)
	wanted, unwanted := []string{scope}, []string(nil)
	for _, t := range terms {
		if t.Not {
			unwanted = append(unwanted, columns(t.Words))
		} else {
			wanted = append(wanted, columns(t.Words))
		}
	}
	expression = and(append(wanted, filters(q)...))
	if len(unwanted) > 0 {
		expression = "(" + expression + ") NOT (" + or(unwanted) + ")"
	}
	return expression, true
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

// shared returns a function that writes a phrase for the columns that v may
// search: all where only v's own items come into question, else those that are
// shared, and the others of v's own items.
func shared(v *viewer, q library.Query) func(words []string) string {
	own := v.All || v.User != 0 && (q.Trash || v.User == q.Owner)
	return func(words []string) string {
		phrase := quoted(words)
		if own {
			return "(" + allColumns + " : " + phrase + ")"
		}
		parts := []string{
			"(" + sharedColumns + " : " + phrase + ")",
			and([]string{"(" + placeColumns + " : " + phrase + ")", v.told()}),
		}
		if v.User != 0 {
			parts = append(parts, and([]string{"(" + ownColumns + " : " + phrase + ")", tag(tagOwner(v.User))}))
		}
		return or(parts)
	}
}

// told is whose places v is told of, beside v's own.
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

func tag(word string) string { return "(tags : " + quoted([]string{word}) + ")" }

func anyTag(words []string) string {
	tags := make([]string, len(words))
	for i, word := range words {
		tags[i] = tag(word)
	}
	return or(tags)
}

// quoted writes a phrase. Words hold no quotes; one that did would be doubled.
func quoted(words []string) string {
	return `"` + strings.ReplaceAll(strings.Join(words, " "), `"`, `""`) + `"`
}

func and(parts []string) string { return "(" + strings.Join(parts, " AND ") + ")" }
func or(parts []string) string  { return "(" + strings.Join(parts, " OR ") + ")" }
