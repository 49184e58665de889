package openmedia

import (
	"context"
	"iter"
	"slices"

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
		w := walk{client: c, query: q, visited: map[string]bool{}, seen: map[string]bool{}}
		address, err := c.address(q)
		for range c.options.Pages {
			if err != nil {
				yield(nil, err)
				return
			}
			if address == "" || w.visited[address] {
				return
			}
			w.visited[address] = true
			f, failed := c.feed(ctx, address)
			if failed != nil {
				yield(nil, failed)
				return
			}
			news := w.dedupe(f)
			if !news && len(w.visited) > 1 || !yield(f, nil) {
				return
			}
			address, err = w.next(f)
		}
	}
}

// walk is the state of one way through the pages.
type walk struct {
	client  *Client
	query   opensearch.Query
	visited map[string]bool // addresses
	seen    map[string]bool // ids
	reached int             // index behind the last result that was shown
	pages   int
}

// dedupe leaves in f what no earlier page had and reports whether that is
// anything. An entry without an id is always new.
func (w *walk) dedupe(f *atom.Feed) bool {
	w.reached = f.Search.StartIndex + len(f.Entries)
	f.Entries = slices.DeleteFunc(f.Entries, func(e atom.Entry) bool {
		known := e.ID != "" && w.seen[e.ID]
		w.seen[e.ID] = true
		return known
	})
	w.pages++
	return len(f.Entries) > 0
}

// next returns the address of the page after f, "" where there is none.
func (w *walk) next(f *atom.Feed) (string, error) {
	if next := f.Link(atom.RelNext); next != "" {
		return next, nil
	}
	if len(f.Entries) == 0 || w.reached > f.Search.TotalResults {
		return "", nil
	}
	q := w.query
	if q.StartIndex == 0 && q.StartPage == 0 {
		q.StartPage = 1
	}
	if q.StartIndex == 0 {
		q.StartPage += w.pages
		if address, err := w.client.address(q); err == nil {
			return address, nil
		}
	}
	q.StartPage, q.StartIndex = 0, w.reached
	address, err := w.client.address(q)
	if err != nil {
		return "", nil // the site has no way to ask for more
	}
	return address, nil
}
