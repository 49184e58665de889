package piwigo

import (
	"context"
	"errors"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// Limits of a search.
const (
	searchPage = 100    // results that a session is asked for at once
	maxSorted  = 10_000 // results that are sorted otherwise than as they are found
)

// imageSearch searches images. Found is what the session's own search finds; with
// an order, the first results of it are sorted.
func imageSearch(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	searcher, ok := s.(openmedia.Itemizer)
	if !ok {
		return nil, mediasock.ErrUnsupported
	}
	l, err := c.albums()
	if err != nil {
		return nil, err
	}
	q := opensearch.Query{SearchTerms: c.args.get("query"), Start: dayOf(c.args.get("f_min_date_created")), End: dayOf(c.args.get("f_max_date_created"))}
	_, size, from := c.paging()
	if c.args.get("order") != "" {
		all, _, err := found(c.r.Context(), s, searcher, q, 0, maxSorted)
		if err != nil {
			return nil, err
		}
		return c.cut(l, all), nil
	}
	shown, total, err := found(c.r.Context(), s, searcher, q, from, size)
	if err != nil {
		return nil, err
	}
	return c.shownPage(l, shown, total), nil
}

// found returns so many results of a search from one on, and how many there are.
func found(ctx context.Context, s mediasock.Session, searcher openmedia.Itemizer, q opensearch.Query, from, most int) (all []mediasock.Media, total int, err error) {
	for n := 0; ; {
		q.StartIndex, q.Count = from+n+1, min(searchPage, max(1, most-n))
		feed, err := searcher.Search(ctx, q)
		switch {
		case errors.Is(err, openmedia.ErrInvalidQuery):
			return nil, 0, &fault{codeInvalid, "the query cannot be understood"}
		case err != nil:
			return nil, 0, err
		}
		total = max(total, feed.Search.TotalResults, from+n+len(feed.Entries))
		for _, e := range feed.Entries[:min(len(feed.Entries), most-n)] {
			id, ok := searcher.ItemID(e.ID)
			if !ok {
				continue
			}
			m, err := mediasock.GetMedia(ctx, s, id)
			if errors.Is(err, mediasock.ErrUnknownItem) {
				continue // it has just gone
			}
			if err != nil {
				return nil, 0, err
			}
			all = append(all, *m)
		}
		if n += len(feed.Entries); n >= most || len(feed.Entries) < q.Count {
			return all, total, nil
		}
	}
}

// tagImages lists images that have tags: one of those named, or all of them.
func tagImages(c *call) (any, error) {
	names, err := c.namedTags()
	if err != nil {
		return nil, err
	}
	l, err := c.albums()
	if err != nil {
		return nil, err
	}
	all, err := c.in(nil)
	if err != nil {
		return nil, err
	}
	untagged, every := c.truth("untagged_only", false), c.truth("tag_mode_and", false)
	all = slices.DeleteFunc(all, func(m mediasock.Media) bool {
		if untagged {
			return len(m.Keywords) > 0
		}
		return !tagged(&m, names, every)
	})
	return c.cut(l, all), nil
}

// tagged reports whether an image has one of the tags, or every one.
func tagged(m *mediasock.Media, names map[string]bool, every bool) bool {
	n := 0
	for _, k := range m.Keywords {
		if names[k] {
			n++
		}
	}
	return n > 0 && (!every || n == len(names))
}

// namedTags returns the tags that are named by number, by name or as in addresses.
func (c *call) namedTags() (map[string]bool, error) {
	counts, err := c.tagCounts()
	if err != nil {
		return nil, err
	}
	numbers, addresses, texts := c.ids("tag_id"), c.args.values["tag_url_name"], c.args.values["tag_name"]
	names := map[string]bool{}
	for name := range counts {
		if slices.Contains(numbers, text(tagNumber(name))) || slices.Contains(addresses, urlName(name)) || slices.Contains(texts, name) {
			names[name] = true
		}
	}
	return names, nil
}
