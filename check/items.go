package check

import (
	"slices"
	"strings"
)

// mediaItem tests the item of an append or update (MS-166, MS-167). A page of
// another purpose may leave the id empty.
func (e *exam) mediaItem(a *answer, n *node) {
	state := n.child("stat").val("value")
	item := n.child("item")
	done := state == "0" || state == "20"
	switch {
	case item == nil && done:
		e.at("MS-166", a, n.at, "<"+n.name+"> has the state "+state+" and no item")
	case item == nil:
		return
	case done && item.val("value") == "" && !a.doc.embedded:
		e.at("MS-166", a, item.at, "the item has no id")
	}
	if item != nil {
		e.link("MS-166", a, item, "resource")
	}
}

// taxaItems tests the items of a list (MS-172 to MS-178).
func (e *exam) taxaItems(a *answer, n *node) {
	seen := map[string]bool{}
	for _, item := range n.children {
		if !strings.EqualFold(item.name, "item") {
			continue
		}
		id := item.val("value")
		switch {
		case id == "":
			e.at("MS-173", a, item.at, "a taxon has no value")
		case seen[id]:
			e.at("MS-173", a, item.at, "the value "+quoted(id)+" stands in two items")
		}
		seen[id] = true
		e.link("MS-177", a, item, "resource")
		e.accepts(a, item)
		if v, ok := item.get("parents"); ok {
			e.parents(a, v)
		}
	}
}

func (e *exam) parents(a *answer, v attr) {
	e.separators(a, v, "parents")
	for id := range strings.SplitSeq(v.value, ";") {
		if id != strings.TrimSpace(id) {
			e.at("MS-81", a, v.in, "there is white space in parents")
		}
	}
}

// taxonItem tests the item of a new taxon (MS-188).
func (e *exam) taxonItem(a *answer, n *node) {
	item := n.child("item")
	if n.child("stat").val("value") != "0" {
		return
	}
	if item == nil || item.val("value") == "" {
		e.on("MS-188", a, n, "the new taxon has no id")
	}
	if item != nil {
		e.accepts(a, item)
	}
}

// accepts tests append, which says what may be added to a taxon (MS-174). The
// specification's own sample says "media,taxa".
func (e *exam) accepts(a *answer, item *node) {
	v, _ := item.get("append")
	for token := range strings.FieldsFuncSeq(v.value, func(r rune) bool { return r == ';' || r == ',' }) {
		switch {
		case token == "taxa":
			e.at("A-6", a, v.at, "append says taxa")
		case !slices.Contains([]string{"media", "taxon"}, token):
			e.at("MS-174", a, v.at, "append holds "+quoted(token))
		}
	}
	if strings.Contains(v.value, ",") {
		e.at("A-5", a, v.at, "append is separated by commas")
	}
}
