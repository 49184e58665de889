package sqlite

import (
	"fmt"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// ForgetTotals forgets the totals that were counted, as a change does: for who
// measures.
func (x *Index) ForgetTotals() { x.commits.Add(1) }

// total returns how many items match on all pages. The number of commits is that
// from before the snapshot, so that a count that a commit overtakes is forgotten.
func (x *Index) total(c *sqlite.Conn, s *search) (int, error) {
	key := s.key()
	if n, ok := x.totals.get(s.commits, key); ok {
		return n, nil
	}
	n, last, err := s.count(c)
	if err == nil && n > s.exact {
		n, err = s.estimate(c, last)
	}
	if err == nil {
		x.totals.put(s.commits, key, n)
	}
	return n, err
}

// key names what is counted: everything but the place in the result.
func (s *search) key() string {
	var box library.Box
	if s.q.Box != nil {
		box = *s.q.Box
	}
	var circle library.Circle
	if s.q.Circle != nil {
		circle = *s.q.Circle
	}
	var seen []any // who sees an item, where match does not say it
	if s.wide {
		seen = s.v.args(s.q.Owner)
	}
	return fmt.Sprint(seen, s.match, s.item, s.q.From.UnixMicro(), s.q.To.UnixMicro(), s.q.Published, s.q.UpdatedFrom.UnixMicro(), s.q.UpdatedTo.UnixMicro(), s.q.Since, s.q.Box != nil, box, circle)
}

// fromStart is s without its place in the result.
func (s *search) fromStart() *search {
	all := *s
	all.after, all.q.Offset = nil, 0
	return &all
}

// count counts the matches of all pages, up to one more than s.exact, the oldest
// first, for that is how the search index is read fastest; it returns the sort key
// of the last.
func (s *search) count(c *sqlite.Conn) (n int, last int64, err error) {
	err = query(c, s.countSQL(), func(r *row) error {
		n, last = r.int(), r.int64()
		return nil
	}, s.fromStart().args(s.exact+1)...)
	return n, last, err
}

func (s *search) countSQL() string {
	return "SELECT count(*), max(sort) FROM (" + s.matchesSQL("search.rowid AS sort") + " LIMIT +?9)"
}

// estimate supposes that matches are as frequent among all items as among those
// up to the last of the first s.exact.
func (s *search) estimate(c *sqlite.Conn, last int64) (int, error) {
	from, below := s.span()
	older, err := itemsBetween(c, from, last)
	if err != nil {
		return 0, err
	}
	all, err := itemsBetween(c, from, below)
	if err != nil {
		return 0, err
	}
	exact := float64(s.exact)
	return max(s.exact+1, int(exact*all/max(older, exact))), nil
}

// spanBits is the width of a row of table span: about 24 days.
const spanBits = sortSecond + 21

// itemsBetween estimates how many items have sort keys from one to another: the
// spans of time in between, and parts of those at the ends.
func itemsBetween(c *sqlite.Conn, from, below int64) (float64, error) {
	var items float64
	err := query(c, "SELECT span, items FROM span WHERE span BETWEEN ?1 AND ?2", func(r *row) error {
		start := r.int64() << spanBits
		part := min(below, start+1<<spanBits) - max(from, start)
		items += float64(r.int64()) * float64(part) / (1 << spanBits)
		return nil
	}, from>>spanBits, (below-1)>>spanBits)
	return items, err
}
