package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// resultsDocument tests a page of results by every rule of it, Atom or RSS.
func (e *exam) resultsDocument(a *answer) {
	e.served(a)
	root := a.tree
	if root.is("", "rss") {
		if root = root.first("", "channel"); root == nil {
			e.at("OS-29", a, a.tree.at, "an RSS document without a channel")
			return
		}
	} else {
		e.feedElements(a, root)
	}
	e.numbers(a, root)
	e.requested(a, root)
	e.pageLinks(a, root)
	e.constructs(a)
	e.media(a)
	e.unique(a, root)
	for _, n := range root.all(nsAtom, "entry") {
		e.entry(a, n)
		e.inherits(a, root, n)
	}
}

// served tests the media type, and that there is something to revalidate by
// (AT-14, AT-17).
func (e *exam) served(a *answer) {
	given := a.header.Get("Content-Type")
	want, rule := typeAtom, "AT-14"
	if a.tree.is("", "rss") {
		want, rule = typeRSS, "OS-29"
	}
	if !sameType(given, want) {
		e.about(rule, a, "header Content-Type", given, "<"+a.tree.Local+"> is sent as "+quoted(given))
	}
	if tag := a.header.Get("ETag"); tag == "" && a.header.Get("Last-Modified") == "" {
		e.about("AT-17", a, "header ETag", "", "there is neither ETag nor Last-Modified")
	} else if tag != "" && !strings.HasSuffix(tag, `"`) {
		e.about("AT-17", a, "header ETag", tag, "the ETag is not in quotes")
	}
}

// feedElements tests what a feed has of its own (AT-1, OM-15, OM-21).
func (e *exam) feedElements(a *answer, feed *element) {
	e.once("AT-1", a, feed, 1, "id", "title", "updated")
	e.once("AT-1", a, feed, 0, "generator", "icon", "logo", "rights", "subtitle")
	authors := feed.all(nsAtom, "author")
	for _, author := range authors {
		if author.one(nsAtom, "name") == "" {
			e.at("AT-1", a, author.at, "the feed's author has no name")
		}
	}
	if len(authors) > 0 {
		return
	}
	e.at("OM-15", a, feed.at, "the feed has no author")
	for _, n := range feed.all(nsAtom, "entry") {
		if source := n.first(nsAtom, "source"); len(n.all(nsAtom, "author")) == 0 && (source == nil || source.first(nsAtom, "author") == nil) {
			e.at("AT-1", a, n.at, "nobody is the author of an entry")
		}
	}
}

// once tests how often elements of Atom come: at most once, and least times.
func (e *exam) once(rule string, a *answer, n *element, least int, names ...string) {
	for _, name := range names {
		switch list := n.all(nsAtom, name); {
		case len(list) < least:
			e.at(rule, a, n.at, "<"+n.Local+"> has no "+name)
		case len(list) > 1:
			e.at(rule, a, list[1].at, "<"+n.Local+"> has "+name+" again")
		}
	}
}

// A span is where a page stands among the results; -1 is untold.
type span struct{ total, start, size, entries int }

func spanOf(root *element) span {
	number := func(name string) int {
		n, err := strconv.Atoi(root.one(nsSearch, name))
		if err != nil {
			return -1
		}
		return n
	}
	return span{number("totalResults"), number("startIndex"), number("itemsPerPage"), len(root.all(nsAtom, "entry")) + len(root.all("", "item"))}
}

// numbers tests what a page says of the whole (OM-16, OS-17, OM-18).
func (e *exam) numbers(a *answer, root *element) {
	for _, name := range []string{"totalResults", "startIndex", "itemsPerPage"} {
		list := root.all(nsSearch, name)
		if len(list) == 0 {
			e.at("OM-16", a, root.at, "there is no "+name)
			continue
		}
		if len(list) > 1 {
			e.at("OS-17", a, list[1].at, name+" comes again")
		}
		if text := strings.TrimSpace(list[0].text); !integer.MatchString(text) {
			e.at("OS-17", a, list[0].at, name+" is "+quoted(text))
		}
	}
	s := spanOf(root)
	n := root.first(nsSearch, "itemsPerPage")
	switch {
	case s.size < 0 || n == nil:
	case s.entries > s.size:
		e.at("OM-18", a, n.at, fmt.Sprintf("itemsPerPage is %d on a page of %d", s.size, s.entries))
	case s.entries > 0 && s.entries < s.size && s.start > 0 && s.start+s.entries-1 < s.total:
		e.at("OM-18", a, n.at, fmt.Sprintf("itemsPerPage is %d on a page of %d, and more follow", s.size, s.entries))
	}
}

// requested tests the Query elements of results (OM-19).
func (e *exam) requested(a *answer, root *element) {
	echoed := false
	for _, q := range root.all(nsSearch, "Query") {
		e.echo(a, q)
		echoed = echoed || q.get("role") == "request"
	}
	if !echoed {
		e.at("OM-19", a, root.at, "there is no Query of role request")
	}
}

// pageLinks tests the links of a page to itself, to the description, and to other
// pages (OM-21, OM-22, OS-20, OS-21, PG-2, PG-4).
func (e *exam) pageLinks(a *answer, root *element) {
	mediaType := typeAtom
	if root.Local == "channel" {
		mediaType = typeRSS
	} else if len(root.links("alternate", typeHTML))+len(root.links("alternate", "application/xhtml+xml")) == 0 {
		e.at("OM-21", a, root.at, "there is no link to the results as a page")
	}
	for _, rel := range []string{"self", "first", "previous", "next", "last"} {
		list := root.links(rel, "")
		if len(list) == 0 && rel == "self" {
			e.at("OM-22", a, root.at, "there is no self link")
		}
		for i, l := range list {
			if i > 0 || !sameType(l.get("type"), mediaType) {
				e.at("OS-20", a, l.at, "a link "+rel+" of type "+quoted(l.get("type"))+" that is not the one of type "+mediaType)
			}
		}
	}
	e.searchLink(a, root)
	e.ends(a, root)
}

func (e *exam) searchLink(a *answer, root *element) {
	list := root.links("search", "")
	if len(list) == 0 {
		e.at("OM-22", a, root.at, "there is no link to the description")
	} else if len(root.links("search", typeDescription)) == 0 {
		e.at("OS-21", a, list[0].at, "the link to the description has the type "+quoted(list[0].get("type")))
	}
}

// ends tests that no link leads past an end (PG-4), and none from a complete feed
// (PG-2).
func (e *exam) ends(a *answer, root *element) {
	s := spanOf(root)
	previous, next := root.links("previous", ""), root.links("next", "")
	if complete := root.first(nsHistory, "complete"); complete != nil && len(previous)+len(next) > 0 {
		e.at("PG-2", a, complete.at, "a feed with links to pages says that it is complete")
	}
	if len(previous) > 0 && s.start >= 0 && s.start <= 1 {
		e.at("PG-4", a, previous[0].at, "the first page has a previous one")
	}
	if len(next) > 0 && s.total >= 0 && s.start > 0 && s.start+s.entries > s.total {
		e.at("PG-4", a, next[0].at, "the last page has a next one")
	}
}

// unique tests that no two entries of a page have an id (OM-29).
func (e *exam) unique(a *answer, root *element) {
	var seen []string
	for _, n := range root.all(nsAtom, "entry") {
		id := n.one(nsAtom, "id")
		if id != "" && slices.Contains(seen, id) {
			e.at("OM-29", a, n.at, "two entries have the id "+quoted(id))
		}
		seen = append(seen, id)
	}
}
