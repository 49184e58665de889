package sqlite

import (
	"context"

	"zombiezen.com/go/sqlite"
)

// Words implements library.MediaIndex. A word of several columns counts once
// for each.
func (x *Index) Words(ctx context.Context, prefix string, most int) (words []string, err error) {
	err = x.read(ctx, func(c *sqlite.Conn) error {
		return query(c, `SELECT term FROM temp.word
			WHERE term >= ?1 AND term < ?1 || char(1114111) AND col <> 'tags' AND term <> ?2
			GROUP BY term ORDER BY sum(doc) DESC, term LIMIT ?3`,
			func(r *row) error { words = append(words, r.text()); return nil }, prefix, trimmedBetween, most)
	})
	return words, err
}
