package sqlite

import (
	"context"

	"zombiezen.com/go/sqlite"
)

// selectWords reads the words of all texts that begin with ?1, whatever their
// mark, but no tags, and not what stands between texts.
const selectWords = `
	SELECT word FROM (
		SELECT term AS word, doc FROM temp.word WHERE term >= ?1 AND term < ?1 || char(1114111)
			AND substr(term, 1, 1) NOT IN ('` + toldMark + `', '` + ownMark + `', '` + tagMark + `')
		UNION ALL
		SELECT substr(term, 2), doc FROM temp.word
			WHERE term >= '` + toldMark + `' || ?1 AND term < '` + toldMark + `' || ?1 || char(1114111)
		UNION ALL
		SELECT substr(term, 2), doc FROM temp.word
			WHERE term >= '` + ownMark + `' || ?1 AND term < '` + ownMark + `' || ?1 || char(1114111)
	) WHERE word <> '' GROUP BY word ORDER BY sum(doc) DESC, word LIMIT +?2`

// Words implements library.MediaIndex. A word that is shared, told and the
// owner's own counts once for each.
func (x *Index) Words(ctx context.Context, prefix string, most int) (words []string, err error) {
	err = x.read(ctx, func(c *sqlite.Conn) error {
		return query(c, selectWords, func(r *row) error { words = append(words, r.text()); return nil }, prefix, most)
	})
	return words, err
}
