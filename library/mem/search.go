package mem

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// defaultLimit is how many items a page of Search has if the query names none.
const defaultLimit = 50

// ListMedia implements library.MediaIndex.
func (x *Index) ListMedia(ctx context.Context, v library.Viewer, q library.Query) iter.Seq2[*library.Media, error] {
	return sequence(ctx, func() ([]*library.Media, error) {
		page, err := x.page(ctx, v, q)
		if err != nil {
			return nil, err
		}
		return page.Media, nil
	})
}

// Search implements library.MediaIndex.
func (x *Index) Search(ctx context.Context, v library.Viewer, q library.Query) (*library.Page, error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	return x.page(ctx, v, q)
}

func (x *Index) page(ctx context.Context, v library.Viewer, q library.Query) (page *library.Page, err error) {
	after, err := parseCursor(q.Order, q.After)
	if err != nil {
		return nil, err
	}
	err = x.read(ctx, func() error {
		found := x.matching(v, q)
		page = &library.Page{Total: len(found)}
		found, more := cut(found, q, after)
		for _, m := range found {
			shown := x.showMedia(v, m)
			shown.Cursor = positionOf(q.Order, m).String()
			page.Media = append(page.Media, shown)
			if more {
				page.Next = shown.Cursor
			}
		}
		return nil
	})
	return page, err
}

// matching returns all items that v sees and q asks for, in order.
func (x *Index) matching(v library.Viewer, q library.Query) []*library.Media {
	if t := x.taxa[q.Taxon]; q.Taxon != 0 && (t == nil || !x.seesTaxon(v, t)) {
		return nil
	}
	text, by := x.matchText(v, q.Terms), x.called(q.Author)
	var found []*library.Media
	for _, m := range x.media {
		if x.listed(v, q, m) && asked(q, m) && by(m.Owner) && (q.Box == nil || x.tellsPlace(v, m)) && text(m) {
			found = append(found, m)
		}
	}
	slices.SortFunc(found, func(a, b *library.Media) int {
		return positionOf(q.Order, a).compare(positionOf(q.Order, b))
	})
	return found
}

// listed reports whether v sees m in a list, of the trash or not.
func (x *Index) listed(v library.Viewer, q library.Query, m *library.Media) bool {
	if q.Trash {
		return !m.Trashed.IsZero() && owns(v, m.Owner)
	}
	return m.Trashed.IsZero() && x.seesMedia(v, m)
}

// asked reports whether m meets the conditions of q that need no other row.
func asked(q library.Query, m *library.Media) bool {
	return (q.Item == 0 || q.Item == m.ID) &&
		(q.Owner == 0 || q.Owner == m.Owner) &&
		(q.Taxon == 0 || slices.Contains(m.Taxa, q.Taxon)) &&
		(q.Keyword == "" || hasKeyword(m, q.Keyword)) &&
		meets(m, library.Categories(q.Categories)) &&
		(q.Kind == "" || q.Kind == m.Kind) &&
		(q.Published || q.From.IsZero() && q.To.IsZero() || !m.Taken.IsZero()) &&
		between(m.Date(), q.From, q.To) && between(m.Updated, q.UpdatedFrom, q.UpdatedTo) &&
		(q.Box == nil || inBox(*q.Box, m.Place)) &&
		(q.Circle == nil || m.Place != nil && q.Circle.Has(m.Place.Lat, m.Place.Long)) &&
		m.Change > q.Since
}

func meets(m *library.Media, all [][]library.Category) bool {
	for _, either := range all {
		if !slices.ContainsFunc(either, func(c library.Category) bool { return hasKeyword(m, c.Keyword) != c.Not }) {
			return false
		}
	}
	return true
}

func between(t, from, to time.Time) bool {
	return !t.Before(from) && (to.IsZero() || t.Before(to))
}

// called returns whose items an author is asked for with.
func (x *Index) called(author string) func(owner library.ID) bool {
	return func(owner library.ID) bool {
		u := x.users[owner]
		return author == "" || u != nil && u.IsCalled(author)
	}
}

func hasKeyword(m *library.Media, keyword string) bool {
	return slices.ContainsFunc(m.Keywords, func(k string) bool { return library.Fold(k) == library.Fold(keyword) })
}

func inBox(b library.Box, place *mediasock.Geo) bool {
	if place == nil || place.Lat < b.South || place.Lat > b.North {
		return false
	}
	if b.West <= b.East {
		return b.West <= place.Long && place.Long <= b.East
	}
	return place.Long >= b.West || place.Long <= b.East // across the date line
}

// cut returns the page of found that q asks for, and whether more follows.
func cut(found []*library.Media, q library.Query, after *position) (page []*library.Media, more bool) {
	start := min(max(q.Offset, 0), len(found))
	if after != nil {
		start, _ = slices.BinarySearchFunc(found, *after, func(m *library.Media, p position) int {
			if positionOf(q.Order, m).compare(p) <= 0 {
				return -1
			}
			return 1
		})
	}
	found = found[start:]
	if q.Limit > 0 && len(found) > q.Limit {
		return found[:q.Limit], true
	}
	return found, false
}

// A position is where an item stands in an order; its text is a cursor.
type position struct {
	order byte
	key   int64 // grows along the order
	id    library.ID
}

func positionOf(o library.Order, m *library.Media) position {
	switch o {
	case library.Recent:
		return position{'r', -micro(m.Added), m.ID}
	case library.Change:
		return position{'c', m.Change, m.ID}
	case library.Latest:
		return position{'l', -m.Change, m.ID}
	}
	return position{'n', -micro(m.Date()), m.ID}
}

func micro(t time.Time) int64 { return t.UnixMicro() }

func (p position) compare(q position) int {
	return cmp.Or(cmp.Compare(p.key, q.key), cmp.Compare(p.id, q.id))
}

// String returns the position as a cursor.
func (p position) String() string { return fmt.Sprintf("%c%d.%d", p.order, p.key, p.id) }

// parseCursor returns nil for the start.
func parseCursor(o library.Order, s string) (*position, error) {
	if s == "" {
		return nil, nil
	}
	var p position
	_, err := fmt.Sscanf(s, "%c%d.%d", &p.order, &p.key, &p.id)
	if err != nil || p.String() != s || p.order != positionOf(o, &library.Media{}).order {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "no such page"}
	}
	return &p, nil
}
