package check

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock/opensearch"
)

// past tests a page behind the last one (OS-23).
func (s *search) past() {
	q := opensearch.Query{SearchTerms: s.terms, StartIndex: 1_000_001}
	if !s.takes("startIndex") {
		q.StartIndex, q.StartPage = 0, 100_001
	}
	if s.found == nil || !s.takes("startIndex") && !s.takes("startPage") {
		return
	}
	a := s.ask(q)
	if a == nil || a.status != http.StatusOK {
		s.fails("OS-23", a, "a page past the end")
	} else if a.tree != nil && spanOf(a.tree).entries > 0 {
		s.about("OS-23", a, "", "", "a page past the end has entries")
	}
}

// nothing tests a search for a word that nobody has written (OS-23, OM-11).
func (s *search) nothing() {
	if s.found == nil || !s.takes("searchTerms") {
		return
	}
	a := s.ask(opensearch.Query{SearchTerms: "xq" + strings.ToLower(rand.Text()[:14])})
	if a == nil || a.status != http.StatusOK {
		s.fails("OS-23", a, "a search that finds nothing")
		return
	}
	if a.tree == nil {
		return
	}
	switch found := spanOf(a.tree); {
	case found.entries > 0:
		s.about("OM-11", a, "", "", fmt.Sprintf("a word that nobody has written is found %d times", found.entries))
	case found.total > 0:
		s.about("OS-23", a, "", "", fmt.Sprintf("nothing is found, and totalResults is %d", found.total))
	}
}

// empty tests a search without terms (OA-14).
func (s *search) empty() {
	const mark = "mediasockcheck"
	address, err := s.url.Expand(opensearch.Query{SearchTerms: mark})
	if s.found == nil || err != nil || !strings.Contains(address, mark) {
		return
	}
	a := s.fetch(strings.ReplaceAll(address, mark, ""))
	if a == nil || a.status != http.StatusOK {
		s.fails("OA-14", a, "a search without terms")
	} else if s.shown == nil && a.tree != nil && a.tree.first(nsAtom, "entry") != nil {
		s.document(a)
		s.shown = a
	}
}

// named tests that a site which has something to find gives an example of it
// (OS-7).
func (s *search) named() {
	if !s.example && s.shown != nil {
		s.at("OS-7", s.description, s.description.tree.at, "there is no example query")
	}
}

// rss tests results as RSS, where they are offered (OS-29).
func (s *search) rss() {
	list := s.read.Find(opensearch.RelResults, typeRSS)
	if s.found == nil || len(list) == 0 {
		return
	}
	address, err := list[0].Expand(opensearch.Query{SearchTerms: s.terms})
	if err != nil {
		return
	}
	switch a := s.fetch(address); {
	case a == nil || a.status != http.StatusOK:
		s.fails("OS-29", a, "a search for RSS")
	case !s.document(a):
		s.about("OS-29", a, "", "", "a search for RSS is answered with something else")
	case !a.tree.is("", "rss"):
		s.at("OS-29", a, a.tree.at, "a search for RSS is answered with <"+a.tree.Local+">")
	}
}
