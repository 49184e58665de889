package check

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/opensearch"
)

// A search is what a description offers: an address of Atom results.
type search struct {
	*exam
	description *answer
	read        *opensearch.Description
	url         *opensearch.URL
	terms       string
	example     bool    // terms are the site's own example
	found       *answer // the first page; nil if there is none to test
	shown       *answer // a page with entries; nil if there is none
}

// newSearch returns nil where nothing can be searched, or must not be (OS-8).
func newSearch(e *exam, a *answer) *search {
	d, err := opensearch.ReadDescription(bytes.NewReader(a.body))
	at, err2 := url.Parse(a.url)
	if err != nil || err2 != nil || d.SyndicationRight == opensearch.Closed {
		return nil
	}
	for i := range d.URLs {
		d.URLs[i].Template = d.URLs[i].Template.Anchor(at)
	}
	u, ok := d.Results(typeAtom)
	if !ok {
		return nil
	}
	s := &search{exam: e, description: a, read: d, url: u, terms: "photo"}
	if q, ok := d.Example(); ok && q.SearchTerms != "" {
		s.terms, s.example = q.SearchTerms, true
	}
	return s
}

// takes reports whether the address takes a parameter.
func (s *search) takes(name string) bool {
	has, _ := s.url.Template.Has(opensearch.Name{Local: name})
	return has || slices.ContainsFunc(s.url.Parameters, func(p opensearch.Parameter) bool {
		has, _ := p.Value.Has(opensearch.Name{Local: name})
		return has
	})
}

// ask gets what the template is expanded to; nil if it cannot be had.
func (s *search) ask(q opensearch.Query) *answer {
	address, err := s.url.Expand(q)
	if err != nil {
		return nil
	}
	return s.fetch(address)
}

// first tests the first page of the example (OM-11, OM-14, OS-7, OM-19).
func (s *search) first() {
	a := s.ask(opensearch.Query{SearchTerms: s.terms})
	if a == nil || a.status != http.StatusOK {
		s.fails("OM-11", a, "the search for "+quoted(s.terms))
		return
	}
	if a.tree == nil || !a.tree.is(nsAtom, "feed") {
		s.document(a)
		if a.tree != nil {
			s.at("OM-14", a, a.tree.at, "the root is <"+a.tree.Local+">, no feed of Atom 1.0")
		}
		return
	}
	s.found = a
	s.document(a)
	switch entries := spanOf(a.tree).entries; {
	case entries > 0:
		s.shown = a
	case s.example:
		s.about("OS-7", a, "", "", "the example "+quoted(s.terms)+" finds nothing")
	}
	for _, q := range a.tree.all(nsSearch, "Query") {
		if q.get("role") == "request" && !sameTerms(q.get("searchTerms"), s.terms) {
			s.at("OM-19", a, q.at, "asked for "+quoted(s.terms)+", the feed says "+quoted(q.get("searchTerms")))
		}
	}
}

func sameTerms(encoded, terms string) bool {
	plain, err := url.PathUnescape(encoded)
	return err == nil && strings.Join(strings.Fields(plain), " ") == strings.Join(strings.Fields(terms), " ")
}

// fails reports that a request was not answered as it should be.
func (s *search) fails(rule string, a *answer, what string) {
	if a == nil {
		s.about(rule, s.description, "", "", what+" is not answered")
		return
	}
	s.about(rule, a, "status", http.StatusText(a.status), fmt.Sprintf("%s is answered with %d", what, a.status))
}

// again tests that a second answer has the same ids, and that an answer that is
// known need not be sent (OM-29, AT-17).
func (s *search) again() {
	if s.found == nil {
		return
	}
	if a := s.fetch(s.found.url); a != nil && a.tree != nil {
		before := idsByPage(s.found)
		for _, n := range a.tree.all(nsAtom, "entry") {
			page, id := n.to("alternate", typeHTML), n.one(nsAtom, "id")
			if was := before[page]; was != "" && was != id {
				s.at("OM-29", a, n.at, "the id of "+quoted(page)+" was "+quoted(was)+", and is "+quoted(id))
			}
		}
	}
	s.revalidates(s.found)
}

func idsByPage(a *answer) map[string]string {
	ids := map[string]string{}
	for _, n := range a.tree.all(nsAtom, "entry") {
		if page := n.to("alternate", typeHTML); page != "" {
			ids[page] = n.one(nsAtom, "id")
		}
	}
	return ids
}

// revalidates tests that who has an answer is told so (AT-17).
func (s *search) revalidates(a *answer) {
	request, err := http.NewRequestWithContext(s.ctx, http.MethodGet, a.url, nil)
	if err != nil {
		return
	}
	tag, modified := a.header.Get("ETag"), a.header.Get("Last-Modified")
	switch {
	case tag != "":
		request.Header.Set("If-None-Match", tag)
	case modified != "":
		request.Header.Set("If-Modified-Since", modified)
	default:
		return
	}
	again, err := s.do(request, "GET "+a.url+" (again)")
	if err == nil && again.status != http.StatusNotModified {
		s.about("AT-17", again, "status", http.StatusText(again.status), fmt.Sprintf("what has not changed is answered with %d", again.status))
	}
}
