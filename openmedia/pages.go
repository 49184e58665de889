package openmedia

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/opensearch"
)

// Pages returns the pages of results from the one that q asks for on. It goes by
// the next link where there is one (OS-20), else by numbers (OM-20), and leaves
// out entries that an earlier page had (PG-1). It ends after the last page, with
// a page that brings nothing new, at an address that it has been to (PG-4), at
// the client's limit of pages, and with an error, which is the last pair.
func (c *Client) Pages(ctx context.Context, q opensearch.Query) iter.Seq2[*atom.Feed, error] {
	return func(yield func(*atom.Feed, error) bool) {
		w := walk{client: c, query: q, visited: map[string]bool{}, seen: map[string]time.Time{}}
		address, err := c.address(q)
		if err != nil {
			yield(nil, err)
			return
		}
		for range c.options.Pages {
			if address == "" || w.visited[address] {
				return
			}
			w.visited[address] = true
			f, err := c.feed(ctx, address)
			if err != nil {
				yield(nil, err)
				return
			}
			news := w.dedupe(f)
			if !news && w.pages > 1 || !yield(f, nil) {
				return
			}
			address = w.next(f)
		}
	}
}

// walk is the state of one way through the pages.
type walk struct {
	client  *Client
	query   opensearch.Query
	visited map[string]bool      // addresses
	seen    map[string]time.Time // by id, when the entry was updated
	reached int                  // index behind the last result that was shown
	pages   int
	empty   bool // the last page brought nothing new
}

// dedupe leaves in f what no earlier page had, or had older (AT-7), and reports
// whether that is anything. An entry without an id is always new. What the caller
// has taken before is left out too, and yet it was news to the walk.
func (w *walk) dedupe(f *atom.Feed) bool {
	w.reached = f.Search.StartIndex + len(f.Entries)
	f.Entries = slices.DeleteFunc(f.Entries, func(e atom.Entry) bool {
		before, known := w.seen[e.ID]
		if e.ID == "" || known && !e.Updated.After(before) {
			return e.ID != ""
		}
		w.seen[e.ID] = e.Updated
		return false
	})
	w.pages++
	news := len(f.Entries) > 0
	w.empty = !news
	if taken := w.client.options.Taken; taken != nil {
		f.Entries = slices.DeleteFunc(f.Entries, func(e atom.Entry) bool { return e.ID != "" && taken(e.ID) })
	}
	return news
}

// next returns the address of the page after f, "" where there is none.
func (w *walk) next(f *atom.Feed) string {
	if next := f.Link(atom.RelNext); next != "" {
		return next
	}
	if w.empty || w.reached > f.Search.TotalResults {
		return ""
	}
	if address := w.byIndex(); address != "" {
		return address
	}
	return w.byNumber()
}

// byIndex returns the address that goes on behind the last result, "" where the
// site takes no index. Count is a wish, so what came counts, not what was asked.
func (w *walk) byIndex() string {
	q := w.query
	q.StartPage, q.StartIndex, q.Count = 0, w.reached, 0
	if _, err := w.client.address(q); err != nil {
		return ""
	}
	q.Count = w.query.Count
	address, err := w.client.address(q)
	if err != nil {
		return ""
	}
	return address
}

// byNumber returns the address of the page with the next number, "" where the
// site takes none.
func (w *walk) byNumber() string {
	q := w.query
	first := max(1, q.StartPage)
	if q.StartIndex > 0 && q.Count > 0 {
		first = (q.StartIndex-1)/q.Count + 1
	}
	q.StartIndex, q.StartPage = 0, first+w.pages
	address, err := w.client.address(q)
	if err != nil {
		return ""
	}
	return address
}
