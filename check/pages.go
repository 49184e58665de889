package check

import (
	"net/http"
	"slices"

	"github.com/mediasock/mediasock/opensearch"
)

// pages tests the way from page to page, by links and by the template (OM-20,
// OS-20, PG-1). Pages are small where the site lets them be.
func (s *search) pages() {
	if s.found == nil {
		return
	}
	page, q := s.found, opensearch.Query{SearchTerms: s.terms}
	if s.takes("count") {
		q.Count = 2
		if page = s.ask(q); page == nil || page.status != http.StatusOK || page.tree == nil {
			s.fails("OM-11", page, "a search for two results")
			return
		}
		s.document(page)
	}
	at := spanOf(page.tree)
	if at.entries == 0 || at.start+at.entries > at.total {
		return // one page
	}
	next := page.tree.to("next", "")
	if next == "" {
		s.at("OS-20", page, page.tree.at, "more results follow, and there is no next link")
		return
	}
	linked := s.fetch(next)
	if linked == nil || linked.status != http.StatusOK || linked.tree == nil {
		s.fails("OM-11", linked, "the next page")
		return
	}
	s.document(linked)
	s.joined(page, linked)
	s.asked(linked, q, at)
}

// joined tests that a page and the next one belong together.
func (s *search) joined(page, next *answer) {
	if a, b := page.tree.one(nsAtom, "id"), next.tree.one(nsAtom, "id"); a != b {
		s.at("PG-1", next, next.tree.at, "the feed's id is "+quoted(b)+", and on the page before "+quoted(a))
	}
	if len(next.tree.links("previous", "")) == 0 {
		s.at("OS-20", next, next.tree.at, "the second page has no link to the previous one")
	}
}

// asked tests that the template leads to the page that the link leads to.
func (s *search) asked(linked *answer, q opensearch.Query, at span) {
	if s.takes("startIndex") {
		q.StartIndex = at.start + at.entries
	} else {
		q.StartPage = 2
	}
	if !s.takes("startIndex") && !s.takes("startPage") {
		return
	}
	expanded := s.ask(q)
	if expanded == nil || expanded.status != http.StatusOK || expanded.tree == nil {
		s.fails("OM-20", expanded, "the second page by the template")
		return
	}
	if a, b := ids(linked), ids(expanded); !slices.Equal(a, b) {
		s.about("OM-20", expanded, "", "", "the second page by the template has other entries than by the link")
	}
}

func ids(a *answer) []string {
	var list []string
	for _, n := range a.tree.all(nsAtom, "entry") {
		list = append(list, n.one(nsAtom, "id"))
	}
	return list
}
