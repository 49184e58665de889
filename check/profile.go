package check

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/opensearch"
)

// Document tests one document of the Open Media Profile, as it was answered from
// an address: a description, a page of results as Atom or RSS, or an entry. The
// error is client.ErrNoService where it is none of them.
func Document(address string, header http.Header, body []byte) (*Report, error) {
	e := newExam(context.Background(), &Checker{}, Options{})
	a := &answer{call: "GET " + address, url: address, status: http.StatusOK, header: header, body: body}
	a.tree, a.broken = tree(body, address)
	e.report.URL = address
	if !e.document(a) && a.broken == nil {
		return nil, fmt.Errorf("check: %s: %w", address, client.ErrNoService)
	}
	e.report.sort()
	return e.report, nil
}

// document tests a document by the rules of its kind, and reports whether it is
// one that has rules.
func (e *exam) document(a *answer) bool {
	if a.broken != nil {
		e.at(a.broken.rule, a, a.broken.at, a.broken.found)
	}
	if a.tree == nil {
		return false
	}
	if i := bytes.Index(a.body[:min(a.tree.at, len(a.body))], []byte("<!DOCTYPE")); i >= 0 {
		e.at("XS-1", a, i, "a document type stands before the root")
	}
	switch {
	case a.tree.Local == "OpenSearchDescription":
		e.descriptionDocument(a)
	case a.tree.is(nsAtom, "feed"), a.tree.is("", "rss"):
		e.resultsDocument(a)
	case a.tree.is(nsAtom, "entry"):
		e.entryDocument(a)
	default:
		return false
	}
	return true
}

// fetch gets a document and reads it as XML, nil if it cannot be had.
func (e *exam) fetch(address string) *answer {
	request, err := http.NewRequestWithContext(e.ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil
	}
	a, err := e.do(request, "GET "+address)
	if err != nil {
		return nil
	}
	a.tree, a.broken = tree(a.body, a.url)
	return a
}

// findDescription gets the description at one of the addresses, or that to which a
// page or feed there links (OS-21). It returns nil if there is none.
func (e *exam) findDescription(addresses []string) *answer {
	for _, address := range addresses {
		a := e.fetch(address)
		if a == nil {
			continue
		}
		if describes(a) {
			return a
		}
		for _, link := range linked(a) {
			if to := e.fetch(link); to != nil && describes(to) {
				e.linking = a
				return to
			}
		}
	}
	return nil
}

func describes(a *answer) bool { return a.tree != nil && a.tree.Local == "OpenSearchDescription" }

// linked returns the first link of a page or feed to a description.
func linked(a *answer) []string {
	if a.tree != nil && a.tree.is(nsAtom, "feed") {
		if to := a.tree.to("search", ""); to != "" {
			return []string{to}
		}
		return nil
	}
	u, err := url.Parse(a.url)
	if err != nil || !strings.Contains(a.header.Get("Content-Type"), "html") {
		return nil
	}
	for _, l := range opensearch.Discover(bytes.NewReader(a.body), u) {
		return []string{l.Href}
	}
	return nil
}

// profile tests what a description leads to.
func (e *exam) profile(a *answer) {
	e.report.Description = a.url
	if e.report.URL == "" {
		e.report.URL, e.report.Title = a.url, a.tree.one(a.tree.Space, "ShortName")
	}
	e.part(partDescription, func() { e.document(a) }, func() { e.home(a) })
	s := newSearch(e, a)
	if s == nil {
		return
	}
	e.part(partSearch, s.first, s.again, s.pages, s.past, s.nothing, s.empty, s.named, s.rss)
	if s.shown != nil {
		e.part(partEntries, s.entry, s.files)
	}
}

// home tests that the home page of the host leads to a description (OS-21).
func (e *exam) home(a *answer) {
	u, err := url.Parse(a.url)
	if e.linking != nil || err != nil {
		return
	}
	page := e.fetch((&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String())
	if page == nil || page.status != http.StatusOK || !sameType(page.header.Get("Content-Type"), typeHTML) {
		return // no page at all, or one of an API
	}
	if len(linked(page)) == 0 {
		e.about("OS-21", page, "", "", "the home page does not link the description")
	}
}
