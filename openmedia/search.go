package openmedia

import (
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/opensearch"
)

// search serves a page of results in the format that the request names, else
// accepts.
func (h *Handler) search(w http.ResponseWriter, r *http.Request) error {
	q, err := h.parse(r)
	if err != nil {
		return err
	}
	if err := h.known(r); err != nil {
		return err
	}
	s, err := h.For(r)
	if err != nil {
		return err
	}
	return h.results(w, r, s, page{h: h, format: h.format(r), query: q, carry: h.carry(r)})
}

// Feed serves the results of one search and no other, as Atom or RSS, at an
// address of its own: path, and carry, which is the encoded part of its query that
// is not about pages. Of the request the format and the page are read.
func (h *Handler) Feed(path, carry string, q opensearch.Query, s Searcher) http.Handler {
	return h.answer(func(w http.ResponseWriter, r *http.Request) error {
		asked, err := h.parse(r)
		if err != nil {
			return err
		}
		q.Count, q.StartIndex, q.StartPage = asked.Count, asked.StartIndex, asked.StartPage
		q = withoutCursor(q)
		if after := asked.Extra[AfterParameter]; after != "" {
			q.Set(AfterParameter, after)
		}
		p := page{h: h, format: h.format(r), query: q, path: path, carry: carry}
		if p.format == "html" {
			p.format = "atom"
		}
		return h.results(w, r, s, p)
	})
}

// results asks the Searcher and serves the page.
func (h *Handler) results(w http.ResponseWriter, r *http.Request, s Searcher, p page) (err error) {
	if p.base, err = h.base(r); err != nil {
		return err
	}
	p.asked = p.query
	p.asked.StartIndex, p.asked.Count = p.query.Page(h.count(), h.maxCount())
	p.asked.StartPage = 0
	find := func() (*atom.Feed, error) {
		f, err := s.Search(r.Context(), p.asked)
		if err == nil {
			p.complete(f)
		}
		return f, err
	}
	private(w, r)
	if p.format == "html" {
		return h.HTML(w, r, p.query, find)
	}
	f, err := find()
	if err != nil {
		return err
	}
	return h.show(w, r, &p, f)
}

// show writes the feed in the page's format.
func (h *Handler) show(w http.ResponseWriter, r *http.Request, p *page, f *atom.Feed) (err error) {
	var doc document
	room := make([]byte, 0, 4096+2048*len(f.Entries)) // what a page usually takes
	switch p.format {
	case "rss":
		doc.mediaType, doc.body = atom.TypeRSS, atom.AppendRSS(room, f)
	case "json":
		doc.mediaType = atom.TypeJSON
		doc.body, err = atom.AppendJSON(room, f)
	default:
		doc.mediaType, doc.body = atom.TypeFeed, atom.AppendFeed(room, f)
	}
	if err != nil {
		return err
	}
	doc.mediaType += "; charset=utf-8"
	h.write(w, r, doc)
	return nil
}

// format returns atom, rss, json or html: as the parameter format (or alt, GD-5) says,
// else what the Accept header likes best.
func (h *Handler) format(r *http.Request) string {
	values := r.URL.Query()
	switch format := first(values.Get("format"), values.Get("alt")); {
	case format == "html" && h.HTML != nil, format == "rss", format == "atom", format == "json":
		return format
	case format != "":
		return "atom"
	}
	return h.liked(r.Header.Get("Accept"))
}

// liked returns the format of the greatest weight in an Accept header, of equals the
// first; atom where none is named.
func (h *Handler) liked(accept string) string {
	best, most := "atom", 0.0
	for accepted := range strings.SplitSeq(accept, ",") {
		t, parameters, _ := mime.ParseMediaType(accepted)
		weight := 1.0
		if q, err := strconv.ParseFloat(parameters["q"], 64); err == nil {
			weight = q
		}
		if format := h.formatOf(t); format != "" && weight > most {
			best, most = format, weight
		}
	}
	return best
}

func (h *Handler) formatOf(mediaType string) string {
	switch mediaType {
	case "text/html", "application/xhtml+xml":
		if h.HTML != nil {
			return "html"
		}
	case atom.TypeRSS:
		return "rss"
	case atom.Type:
		return "atom"
	}
	return ""
}

// page is one answer in the making: what was asked, how it is told.
type page struct {
	h            *Handler
	base, format string
	query        opensearch.Query // as the client asked
	asked        opensearch.Query // as the Searcher was asked: start and count stated
	path         string           // of a feed that has its own; "" is /search
	carry        string           // what every address of it carries
}

// complete gives the Searcher's feed what the Profile wants beside the entries
// (OM-14 to OM-22), and makes its addresses absolute.
func (p *page) complete(f *atom.Feed) {
	p.describe(f)
	r := p.response(f)
	f.Search = &r
	p.link(f, r)
	root, err := url.Parse(p.base + "/")
	if err == nil {
		f.Resolve(root)
	}
	for i := range f.Entries {
		p.h.document(&f.Entries[i], p.base)
	}
}

// describe fills in the title, id, author and date that the Searcher left open.
func (p *page) describe(f *atom.Feed) {
	if f.ID == "" {
		f.ID = p.h.IDs.Search(withoutCursor(p.asked).Key())
	}
	if f.Title.Body == "" {
		f.Title = atom.Plain(first(p.h.About.LongName, p.h.name()))
		if p.asked.SearchTerms != "" {
			f.Title.Body += ": " + p.asked.SearchTerms
		}
	}
	if len(f.Authors) == 0 {
		f.Authors = []atom.Person{{Name: p.h.name()}}
	}
	if f.Updated.IsZero() {
		f.Updated = f.Newest()
	}
}

// response tells where the page stands in the results and echoes the request
// (OM-16, OM-18, OM-19); corrections and the like of the Searcher stay.
func (p *page) response(f *atom.Feed) opensearch.Response {
	r := opensearch.Response{TotalResults: opensearch.Unknown, StartIndex: p.asked.StartIndex, ItemsPerPage: p.asked.Count}
	if f.Search != nil {
		r = *f.Search
	}
	if r.StartIndex < 1 {
		r.StartIndex = p.asked.StartIndex
	}
	if r.ItemsPerPage < 1 {
		r.ItemsPerPage = p.asked.Count
	}
	r = r.Resolve(len(f.Entries))
	queries := []opensearch.Echo{{Role: opensearch.RoleRequest, Query: withoutCursor(p.query)}}
	for _, e := range r.Queries {
		if e.Role != opensearch.RoleRequest {
			queries = append(queries, e)
		}
	}
	r.Queries = queries
	return r
}
