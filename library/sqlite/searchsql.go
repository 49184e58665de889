package sqlite

import (
	"cmp"
	"slices"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// The parameters of the statements of a search, after the viewer's ?1 to ?5:
//
//	?6 expression  ?7 below and ?8 from which sort key  ?9 limit  ?10 offset
//	?11 since which and ?12 until which change  ?13 from and ?14 until which date taken
//	?15 south  ?16 north  ?17 west  ?18 east  ?19 owner
//	?20 key and ?21 id of the cursor  ?22 to ?23 sort keys of which the range of dates is sure
//	?24 from and ?25 until which date updated
//	?26 latitude and ?27 longitude of a circle  ?28 the cosine of its radius
func (s *search) args(limit int) []any {
	from, below := s.span()
	offset, key, id := max(s.q.Offset, 0), any(nil), library.ID(0)
	if s.after != nil {
		offset, key, id = 0, s.after.key, s.after.id
		if s.q.Order == library.Newest {
			below = min(below, s.after.key)
		}
	}
	var box library.Box
	if s.q.Box != nil {
		box = *s.q.Box
	}
	var circle library.Circle
	if s.q.Circle != nil {
		circle = *s.q.Circle
	}
	return s.v.args(s.match, below, from, limit, offset,
		s.q.Since, s.latest, micros(s.q.From), micros(s.q.To),
		box.South, box.North, box.West, box.East, s.q.Owner, key, id, surelyFrom(s.q), surelyTo(s.q),
		micros(s.q.UpdatedFrom), micros(s.q.UpdatedTo), circle.Lat, circle.Long, circle.Cosine())
}

// span returns the sort keys that an item that is asked for may have.
func (s *search) span() (from, below int64) {
	from, below = dateRange(s.q)
	if s.q.Item != 0 {
		from, below = max(from, s.item), min(below, s.item+1)
	}
	return from, below
}

// The conditions that are no tags of the search index.
const (
	wantsItem   = ` AND m.sort < ?7 AND m.sort >= ?8`
	wantsSince  = ` AND m.change > ?11`
	wantsLatest = ` AND m.change <= ?12`
	// wantsCircle is library.Circle.Has.
	wantsCircle = ` AND sin(radians(m.lat)) * sin(radians(?26)) + cos(radians(m.lat)) * cos(radians(?26)) * cos(radians(m.long - ?27)) >= ?28`
	wantsUpdate = ` AND (?24 IS NULL OR m.updated >= ?24) AND (?25 IS NULL OR m.updated < ?25)`
)

// date is the column of the date that a range is about, of a row of media.
func (s *search) date(row string) string {
	if s.q.Published {
		return "coalesce(" + row + ".taken, " + row + ".added)"
	}
	return row + ".taken"
}

func (s *search) wantsDates(row string) string {
	return " AND (?13 IS NULL OR " + s.date(row) + " >= ?13) AND (?14 IS NULL OR " + s.date(row) + " < ?14)"
}

// wantsSort is wantsDates by the sort key, of which only those at the ends of the
// range say too little.
func (s *search) wantsSort() string {
	return ` AND (search.rowid BETWEEN ?22 AND ?23 OR EXISTS (SELECT 1 FROM media d WHERE d.sort = search.rowid
		` + s.wantsDates("d") + `))`
}

var wantsBox = ` AND m.lat BETWEEN ?15 AND ?16 AND ` + withinLong("?17", "?18") + ` AND ` + tellsPlace

// withinLong is the condition of a longitude, across the date line too.
func withinLong(west, east string) string {
	return "(CASE WHEN " + west + " <= " + east + " THEN m.long BETWEEN " + west + " AND " + east +
		" ELSE m.long >= " + west + " OR m.long <= " + east + " END)"
}

// conditions returns those that the query has.
func (s *search) conditions() string {
	sql := s.looked()
	if s.q.Item != 0 {
		sql += wantsItem
	}
	if s.dated() {
		sql += s.wantsDates("m")
	}
	return sql
}

func (s *search) dated() bool { return !s.q.From.IsZero() || !s.q.To.IsZero() }

// updates reports whether a range of the dates of changes is asked for.
func (s *search) updates() bool { return !s.q.UpdatedFrom.IsZero() || !s.q.UpdatedTo.IsZero() }

// looked returns the conditions for which an item must be looked at; "" means
// that the search index alone decides.
func (s *search) looked() (sql string) {
	if s.wide {
		sql += " AND m.trashed IS NULL AND " + seesMedia
		if s.q.Owner != 0 {
			sql += " AND m.owner = ?19"
		}
	}
	if s.q.Item != 0 {
		sql += wantsItem
	}
	if s.q.Since > 0 {
		sql += wantsSince
	}
	if s.latest > 0 {
		sql += wantsLatest
	}
	if s.updates() {
		sql += wantsUpdate
	}
	if s.q.Box != nil {
		sql += wantsBox
	}
	if s.q.Circle != nil {
		sql += wantsCircle
	}
	return sql
}

// matchesSQL selects all matches, in the order of the search index.
func (s *search) matchesSQL(column string) string {
	from, where := " FROM search", " WHERE search MATCH ?6 AND search.rowid < ?7 AND search.rowid >= ?8"
	if s.dated() {
		where += s.wantsSort()
	}
	if looked := s.looked(); looked != "" {
		from += " CROSS JOIN media m ON m.sort = search.rowid"
		where += looked
	}
	return "SELECT " + column + from + where
}

const selectMedia = "SELECT " + mediaColumns

// selected is selectMedia, or without albums where nobody wants them.
func (s *search) selected() string {
	if s.q.Untaxed {
		return "SELECT " + itemColumns + ", " + noTaxa
	}
	return selectMedia
}

// rows returns the items of a page. total is how many match, if that is known.
func (s *search) rows(c *sqlite.Conn, total, limit int) ([]*mediaRow, error) {
	return s.read(c, s.sql(total), limit)
}

// rowsOf returns the items that have sort keys, those that the viewer sees, the
// greatest first.
func (s *search) rowsOf(c *sqlite.Conn, keys []int64) ([]*mediaRow, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	rows, err := s.scan(c, s.selected()+rowsByKeys, s.v.args(list(keys)))
	slices.SortFunc(rows, func(a, b *mediaRow) int { return cmp.Compare(b.sort, a.sort) })
	return rows, err
}

const rowsByKeys = " FROM json_each(?6) k CROSS JOIN media m ON m.sort = k.value WHERE " + seesMedia

// read runs a statement of items.
func (s *search) read(c *sqlite.Conn, sql string, limit int) ([]*mediaRow, error) {
	return s.scan(c, sql, s.args(limit))
}

func (s *search) scan(c *sqlite.Conn, sql string, args []any) (rows []*mediaRow, err error) {
	err = query(c, sql, func(r *row) error {
		m, err := scanMedia(r)
		if err == nil {
			m.Cursor = cursorOf(s.q.Order, m).String()
			rows = append(rows, m)
		}
		return err
	}, args...)
	return rows, err
}

// sql returns the statement of a page. In every one the viewer's condition
// stands too, although the tags have it: what is wrong in the search index must
// not show anyone what is not theirs to see.
func (s *search) sql(total int) string {
	if s.q.Order != library.Newest {
		return s.otherOrder(total)
	}
	return "WITH page (sort) AS MATERIALIZED (" + s.matchesSQL("search.rowid") + " ORDER BY search.rowid DESC LIMIT +?9 OFFSET +?10) " +
		s.selected() + " FROM page CROSS JOIN media m ON m.sort = page.sort WHERE " + seesMedia + " ORDER BY page.sort DESC"
}

// selective reports whether the query asks for more than whose items, and in
// which time.
func (s *search) selective() bool {
	return s.q.Terms != "" || s.q.Author != "" || s.q.Categories != "" || s.q.Taxon != 0 || s.q.Keyword != "" || s.q.Kind != "" || s.q.Box != nil || s.q.Trash
}

// driven reports whether a page in an order that is not the search index's own
// may begin at the search index.
func (s *search) driven() bool { return s.q.Order != library.Newest && s.selective() }

// otherOrder returns a page in the order of addition or change. A few matches
// are read and sorted; where there are many, the table is read in order and
// looked up among the matches.
func (s *search) otherOrder(total int) string {
	where := " WHERE " + seesMedia + s.conditions()
	if s.q.Owner != 0 {
		where += " AND m.owner = ?19"
	}
	if s.after != nil {
		where += orderAfter(s.q.Order)
	}
	end := orderBy(s.q.Order) + " LIMIT +?9 OFFSET +?10"
	const matches = "(SELECT rowid FROM search WHERE search MATCH ?6)"
	switch {
	case !s.selective():
		return s.selected() + " FROM media m" + where + " AND m.trashed IS NULL" + end
	case total > s.exact:
		return s.selected() + " FROM media m" + where + " AND +m.sort IN " + matches + end
	}
	return s.selected() + " FROM " + matches + " f CROSS JOIN media m ON m.sort = f.rowid" + where + end
}

func orderBy(o library.Order) string {
	switch o {
	case library.Change:
		return " ORDER BY m.change"
	case library.Latest:
		return " ORDER BY m.change DESC"
	}
	return " ORDER BY m.added DESC, m.id"
}

func orderAfter(o library.Order) string {
	switch o {
	case library.Change:
		return " AND m.change > ?20"
	case library.Latest:
		return " AND m.change < ?20"
	}
	return " AND m.added <= ?20 AND (m.added < ?20 OR m.id > ?21)"
}
