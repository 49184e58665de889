package openmedia

import (
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/opensearch"
)

// link adds the feed's links: itself, its page for people, its description
// (OM-21, OM-22), and the other pages (OS-20).
func (p *page) link(f *atom.Feed, r opensearch.Response) {
	next := f.Link(atom.RelNext)
	f.Links = withoutPaging(f.Links)
	add := func(rel, mediaType, href string) {
		f.Links = append(f.Links, atom.Link{Rel: rel, Type: mediaType, Href: href})
	}
	_, paged := atom.FindLink(f.Links, atom.RelAlternate, "text/html")
	switch {
	case paged:
	case p.h.HTML != nil:
		add(atom.RelAlternate, "text/html", p.forPeople())
	case p.format == "rss": // which wants one
		add(atom.RelAlternate, "text/html", p.base+"/")
	}
	add(atom.RelSelf, p.mediaType(), p.address(p.format, p.query))
	f.Links = append(f.Links, p.h.descriptionLink(p.base, p.kind()))
	for _, turn := range p.turns(r, len(f.Entries), next) {
		add(turn.rel, p.mediaType(), p.address(p.format, turn.query))
	}
}

func withoutPaging(links []atom.Link) []atom.Link {
	kept := make([]atom.Link, 0, len(links)+8)
	for _, l := range links {
		switch l.Rel {
		case atom.RelFirst, atom.RelPrevious, atom.RelNext, atom.RelLast, atom.RelSelf, atom.RelSearch:
		default:
			kept = append(kept, l)
		}
	}
	return kept
}

func (p *page) mediaType() string {
	switch p.format {
	case "rss":
		return atom.TypeRSS
	case "json":
		return atom.TypeJSON
	case "html":
		return "text/html"
	}
	return atom.Type
}

// kind returns the kind whose description the page belongs to.
func (p *page) kind() Kind { return Kind(p.query.Extra[KindParameter]) }

// address returns that of a page. A feed with a path of its own is told the page
// and the format alone.
func (p *page) address(format string, q opensearch.Query) string {
	s := ""
	if p.path == "" {
		s = p.base + address(p.h.template(format, true), q)
	} else {
		q.SearchTerms, q.Geo, q.Start, q.End = "", opensearch.Geo{}, time.Time{}, time.Time{}
		q.Extra = map[string]string{AfterParameter: q.Extra[AfterParameter]}
		_, turn, _ := strings.Cut(address(p.h.template(format, false), q), "?")
		s = p.base + p.path + "?" + turn
	}
	if p.carry != "" {
		s += "&" + p.carry
	}
	return s
}

// forPeople returns the address of the page of results. A feed with a path of its own
// has none there: who goes by its secret address sees the page as who they are.
func (p *page) forPeople() string {
	people := *p
	if p.path != "" {
		people.path, people.carry = "", ""
	}
	return people.address("html", people.query)
}

// turn is a link to another page.
type turn struct {
	rel   string
	query opensearch.Query
}

// turns returns the links to other pages, never past the ends (PG-4). next is
// the Searcher's own link, "" where it has none.
func (p *page) turns(r opensearch.Response, entries int, next string) []turn {
	start, size, total := r.StartIndex, max(1, r.ItemsPerPage), r.TotalResults
	last := lastStart(start, size, total)
	turns := []turn{{atom.RelFirst, p.at(1)}}
	if start > 1 {
		turns = append(turns, turn{atom.RelPrevious, p.at(max(1, min(start-size, last)))})
	}
	switch after := start + entries; {
	case cursor(next) != "":
		turns = append(turns, turn{atom.RelNext, p.onward(after, cursor(next))})
	case entries > 0 && after <= total:
		turns = append(turns, turn{atom.RelNext, p.at(after)})
	}
	return append(turns, turn{atom.RelLast, p.at(last)})
}

// lastStart returns where the last page starts, in step with this one.
func lastStart(start, size, total int) int {
	if total < 1 {
		return 1
	}
	if start > total {
		start = 1
	}
	return start + (total-start)/size*size
}

// at returns the query for the page that starts there; the first page needs no
// number and no cursor.
func (p *page) at(start int) opensearch.Query {
	q := withoutCursor(p.query)
	q.StartPage, q.StartIndex = 0, start
	if start == 1 {
		q.StartIndex = 0
	}
	return q
}

func withoutCursor(q opensearch.Query) opensearch.Query {
	q.Extra = maps.Clone(q.Extra)
	delete(q.Extra, AfterParameter)
	return q
}

// onward returns the query for the page behind a cursor.
func (p *page) onward(start int, after string) opensearch.Query {
	q := p.at(start)
	q.Set(AfterParameter, after)
	return q
}

// cursor returns the cursor in a Searcher's next link, "" where it has none.
func cursor(next string) string {
	query, ok := strings.CutPrefix(next, "?")
	if !ok {
		return ""
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	return values.Get(AfterParameter)
}
