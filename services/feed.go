package services

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// A Page is what a driver found, to be made a feed.
type Page struct {
	Title   string // of the service
	Home    string // its page for people
	Start   int    // index of the first entry, counted from 1
	Size    int    // how many entries a page of the service has
	Total   int    // [opensearch.Unknown] where it is not told
	Next    int    // index of the first result behind the page; 0 where this is the last
	Entries []atom.Entry
}

// Feed returns the page as a Searcher gives it.
func (p Page) Feed() *atom.Feed {
	f := &atom.Feed{
		Title:   atom.Plain(p.Title),
		Authors: []atom.Person{{Name: p.Title}},
		Links:   []atom.Link{{Rel: atom.RelAlternate, Type: "text/html", Href: p.Home}},
		Search:  &opensearch.Response{TotalResults: p.Total, StartIndex: p.Start, ItemsPerPage: p.Size},
		Entries: p.Entries,
	}
	if p.Next > 0 {
		next := url.Values{openmedia.AfterParameter: {strconv.Itoa(p.Next)}}
		f.Links = append(f.Links, atom.Link{Rel: atom.RelNext, Href: "?" + next.Encode()})
	}
	f.Updated = f.Newest()
	return f
}

// Terms returns the query's search terms. Open indexes answer nothing to nobody:
// without terms the error is [openmedia.ErrInvalidQuery].
func Terms(q opensearch.Query) (string, error) {
	if q.SearchTerms == "" {
		return "", fmt.Errorf("%w: this service wants search terms", openmedia.ErrInvalidQuery)
	}
	return q.SearchTerms, nil
}

// Start returns the index of the first result that is asked for, counted from 1,
// and how many: by what [Page].Next told, else as in the query. Next counts
// results that are no entries as well, so that none is asked for twice.
func Start(q opensearch.Query, usual, most int) (start, count int) {
	start, count = q.Page(usual, most)
	if n, err := strconv.Atoi(q.Extra[openmedia.AfterParameter]); err == nil && n > 0 {
		start = n
	}
	return start, count
}

// Numbered returns which page of size holds the result at index start, both
// counted from 1, and how many entries of that page come before it: for services
// that count pages.
func Numbered(start, size int) (page, skip int) {
	return (start-1)/size + 1, (start - 1) % size
}

// Skip returns the list without the first n.
func Skip[T any](list []T, n int) []T { return list[min(n, len(list)):] }

// Wants reports whether the query asks for a kind of media, or for all.
func Wants(q opensearch.Query, kind openmedia.Kind) bool {
	k := q.Extra[openmedia.KindParameter]
	return k == "" || k == string(kind)
}
