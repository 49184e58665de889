package sqlite

import (
	"fmt"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// A query of no words, for the newest items or those of a time, may be answered
// from the table in the order of dates, without the search index, if most of the
// next items are seen and asked for.
const (
	walkPart  = 3  // one in so many items of the time must match: what is public comes in crowds
	walkSteps = 16 // items that are looked at for each that is wanted
	walkReach = 10 // pages from the start that are reached by numbers
)

// walks reports whether it is worth trying, where total items match.
func (x *Index) walks(c *sqlite.Conn, s *search, total int) (bool, error) {
	q := s.q
	plain := q.Order == library.Newest && !s.selective() && !s.wide && q.Item == 0 && q.Since == 0 && s.latest == 0 && !s.updates()
	if !plain || total == 0 || s.after == nil && q.Offset > walkReach*q.Limit {
		return false, nil
	}
	from, below := dateRange(q)
	items, err := x.itemsOfTime(c, s.commits, from, below)
	return total*walkPart >= items, err
}

// itemsOfTime estimates how many items have sort keys from one to another.
func (x *Index) itemsOfTime(c *sqlite.Conn, commits, from, below int64) (int, error) {
	key := fmt.Sprint("items ", from, below)
	if n, ok := x.totals.get(commits, key); ok {
		return n, nil
	}
	items, err := itemsBetween(c, from, below)
	if err == nil {
		x.totals.put(commits, key, int(items))
	}
	return int(items), err
}

// walkSQL selects a page of the next items of the time, if it is among them: the
// steps are bounded, so that a crowd of items that are not seen costs little.
func (s *search) walkSQL() string {
	sql := s.selected() + ` FROM media m WHERE m.sort < ?7 AND m.sort >= max(?8, coalesce(
		(SELECT w.sort FROM media w WHERE w.sort < ?7 ORDER BY w.sort DESC LIMIT 1 OFFSET (?9 + ?10) * ` + fmt.Sprint(walkSteps) + `), 0))
		AND m.trashed IS NULL AND ` + seesMedia
	if s.dated() {
		sql += s.wantsDates("m")
	}
	if s.q.Owner != 0 {
		sql += " AND +m.owner = ?19" // not by its index, which has another order
	}
	return sql + " ORDER BY m.sort DESC LIMIT +?9 OFFSET +?10"
}

// pageRows returns the items of a page: those of a walk, if it fills the page.
func (x *Index) pageRows(c *sqlite.Conn, s *search, total, limit int) ([]*mediaRow, error) {
	walks, err := x.walks(c, s, total)
	if err != nil {
		return nil, err
	}
	if walks {
		rows, err := s.read(c, s.walkSQL(), limit)
		if err != nil || len(rows) == limit {
			return rows, err
		}
	}
	return s.rows(c, total, limit)
}
