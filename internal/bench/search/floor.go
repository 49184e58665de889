package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/mediasock/mediasock/library"
)

// A floor asks bare SQL of an index: the least that finds and reads the items of
// a page, in one prepared statement, with nothing made of them. What it knows of
// the schema is written down in library/sqlite.
type floor struct{ conn *sqlite.Conn }

func openFloor(path string) (*floor, error) {
	c, err := sqlite.OpenConn(path, sqlite.OpenReadOnly)
	return &floor{c}, err
}

// ask runs the statement of a question to its end.
func (f *floor) ask(sql, match string) error {
	s, err := f.conn.Prepare(sql)
	if err != nil {
		return err
	}
	s.SetText(":match", match)
	for {
		more, err := s.Step()
		if err != nil {
			return err
		}
		if !more {
			return s.Reset()
		}
		for i := range s.ColumnCount() {
			_ = s.ColumnText(i)
		}
	}
}

// sql returns the statement of a question. behind is the sort key that a cursor
// stands for, 0 for none.
func (q *question) sql(behind int64) string {
	from := "FROM search WHERE search MATCH :match" + q.where
	if strings.Contains(q.where, "m.") {
		from = "FROM search CROSS JOIN media m ON m.sort = search.rowid WHERE search MATCH :match" + q.where
	}
	if behind != 0 {
		from += fmt.Sprintf(" AND search.rowid < %d", behind)
	}
	if q.count {
		return "SELECT count(*) FROM (SELECT 1 " + from + " LIMIT 10000)"
	}
	offset := q.offset
	if q.after {
		offset = 0
	}
	return fmt.Sprintf("SELECT m.* FROM (SELECT search.rowid AS sort %s ORDER BY search.rowid DESC LIMIT 20 OFFSET %d) p "+
		"CROSS JOIN media m ON m.sort = p.sort", from, offset)
}

// match returns the full-text expression of a question, asked by a person.
func (q *question) match(who library.ID) string {
	seen := `"§public"`
	if who != 0 {
		seen = `("§members" OR "§o` + who.String() + `")`
	}
	if q.words == "" {
		return seen
	}
	return seen + " AND " + q.words
}

// behind returns the sort key of the item before the page that a question asks
// for.
func (f *floor) behind(q *question, match string) (key int64, err error) {
	s, _, err := f.conn.PrepareTransient("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid DESC LIMIT 1 OFFSET ?2")
	if err != nil {
		return 0, err
	}
	defer s.Finalize()
	s.BindText(1, match)
	s.BindInt64(2, int64(q.offset-1))
	if _, err := s.Step(); err != nil {
		return 0, err
	}
	return s.ColumnInt64(0), nil
}

func kindTag(kind string) string {
	sum := sha256.Sum256([]byte(kind))
	return "k" + hex.EncodeToString(sum[:16])
}

func sortKey(t time.Time) int64 { return (t.Unix() - time.Time{}.Unix()) << 20 }

// cells returns the tags of the squares of half a degree that cover one degree.
func cells(south, west float64) (tags []string) {
	for lat := range 3 {
		for long := range 3 {
			n := int(math.Floor((south + 90 + float64(lat)/2) / .5))
			e := int(math.Floor((west + 180 + float64(long)/2) / .5))
			tags = append(tags, fmt.Sprintf(`"§g1n%de%d"`, n, e))
		}
	}
	return tags
}
