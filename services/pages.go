package services

import (
	"context"
	"iter"
	"maps"
	"net/url"
	"slices"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// A Pager is a Searcher that knows its own way through pages, as
// [openmedia.Client] does.
type Pager interface {
	Pages(ctx context.Context, q opensearch.Query) iter.Seq2[*atom.Feed, error]
}

var _ Pager = (*openmedia.Client)(nil)

// maxPages bounds how many pages of a source are asked for.
const maxPages = 50

// Pages returns the pages of results of a Searcher, from the one that q asks for
// on: as a [Pager] knows them, else by their cursor or their numbers.
func Pages(ctx context.Context, s openmedia.Searcher, q opensearch.Query) iter.Seq2[*atom.Feed, error] {
	if p, ok := s.(Pager); ok {
		return p.Pages(ctx, q)
	}
	return func(yield func(*atom.Feed, error) bool) { count(ctx, s, q, yield) }
}

// cursor returns what a next link tells to ask for, "" where there is none.
func cursor(f *atom.Feed) string {
	u, err := url.Parse(f.Link(atom.RelNext))
	if err != nil {
		return ""
	}
	return u.Query().Get(openmedia.AfterParameter)
}

// A LimitError says that a search did not look at everything. What it found comes
// before.
type LimitError struct{ Text string }

// Error returns the text.
func (e *LimitError) Error() string { return e.Text }

// count goes through pages by their cursor, else by numbers, until the last, or one that brings nothing
// new (PG-1, PG-4).
func count(ctx context.Context, s openmedia.Searcher, q opensearch.Query, yield func(*atom.Feed, error) bool) {
	q.StartIndex, q.StartPage = max(1, q.StartIndex), 0
	q.Extra = maps.Clone(q.Extra)
	seen := map[string]bool{}
	for range maxPages {
		f, err := s.Search(ctx, q)
		if err != nil {
			yield(nil, err)
			return
		}
		n, told := len(f.Entries), opensearch.Response{TotalResults: opensearch.Unknown, ItemsPerPage: opensearch.Unknown}
		if f.Search != nil {
			told = *f.Search
		}
		f.Entries = slices.DeleteFunc(f.Entries, func(e atom.Entry) bool {
			known := e.ID != "" && seen[e.ID]
			seen[e.ID] = true
			return known
		})
		after := cursor(f)
		if len(f.Entries) > 0 && !yield(f, nil) {
			return
		}
		if told.Limits != "" && after == "" && q.StartIndex+n > told.TotalResults {
			yield(nil, &LimitError{told.Limits})
			return
		}
		if len(f.Entries) == 0 && after == "" {
			return
		}
		if after != "" {
			q.Set(openmedia.AfterParameter, after)
			continue
		}
		q.StartIndex += n
		last := told.TotalResults == opensearch.Unknown && n < told.ItemsPerPage
		if last || told.TotalResults >= 0 && q.StartIndex > told.TotalResults {
			return
		}
	}
}
