package sqlite

import "zombiezen.com/go/sqlite"

// A migration that gives the search index another form leaves it empty, with a
// setting that asks for it to be filled.
const fillSetting = "search.fill"

// fillBatch is how many items are read at a time.
const fillBatch = 1000

// fill fills the search index if that is asked for, in one transaction: one that
// is broken off begins anew at the next start.
func fill(c *sqlite.Conn) error {
	_, asked, err := number(c, "SELECT 1 FROM setting WHERE name = ?", fillSetting)
	if err != nil || !asked {
		return err
	}
	if err := exec(c, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err = (&tx{Conn: c}).fill()
	if err == nil {
		err = exec(c, "COMMIT")
	}
	if err != nil && !c.AutocommitEnabled() {
		exec(c, "ROLLBACK")
	}
	return err
}

func (t *tx) fill() error {
	for after := int64(-1); ; {
		rows, err := t.mediaAfter(after)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return exec(t.Conn, "DELETE FROM setting WHERE name = ?", fillSetting)
		}
		for _, m := range rows {
			text, err := t.document(m)
			if err != nil {
				return err
			}
			if err := t.insertDocument(m, text); err != nil {
				return err
			}
		}
		after, t.touched = rows[len(rows)-1].sort, nil // nobody searches yet
	}
}

// mediaAfter reads items in the order of their sort keys.
func (t *tx) mediaAfter(sort int64) (rows []*mediaRow, err error) {
	err = query(t.Conn, selectMedia+" FROM media m WHERE m.sort > ?6 ORDER BY m.sort LIMIT +?7", func(r *row) error {
		m, err := scanMedia(r)
		rows = append(rows, m)
		return err
	}, libraryItself.args(sort, fillBatch)...)
	return rows, err
}
