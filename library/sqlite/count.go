package sqlite

import (
	"context"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// counted is what both counts count, with the parameter ?6 owner, 0 for anyone: a
// condition that lets the index by owner be used where there is one.
func counted(owner library.ID) string {
	if owner == 0 {
		return "m.trashed IS NULL AND " + seesMedia
	}
	return "m.owner = ?6 AND m.trashed IS NULL AND " + seesMedia
}

// countTaxa is one row for each album that holds something. Those of the trash are
// told of to nobody but the library itself.
const countTaxa = `SELECT x.taxon, count(*) FROM media_taxon x JOIN media m ON m.id = x.media
	WHERE m.trashed IS NULL AND ` + seesMedia + ` AND EXISTS (SELECT 1 FROM taxon t WHERE t.id = x.taxon AND ` + showsTaxon + `)
	GROUP BY x.taxon`

// CountMedia implements library.MediaIndex.
func (x *Index) CountMedia(ctx context.Context, v library.Viewer, owner library.ID) (items int, taxa map[library.ID]int, err error) {
	taxa = map[library.ID]int{}
	err = x.read(ctx, func(c *sqlite.Conn) error {
		w, err := viewerOf(c, v)
		if err != nil {
			return err
		}
		n, _, err := number(c, "SELECT count(*) FROM media m WHERE "+counted(owner), w.args(owner)...)
		if err != nil {
			return err
		}
		items = int(n)
		return query(c, countTaxa, func(r *row) error {
			taxa[r.id()] = r.int()
			return nil
		}, w.args()...)
	})
	return items, taxa, err
}

// CountKeywords implements library.MediaIndex.
func (x *Index) CountKeywords(ctx context.Context, v library.Viewer, owner library.ID, most int) (map[string]int, error) {
	counts := map[string]int{}
	err := x.read(ctx, func(c *sqlite.Conn) error {
		w, err := viewerOf(c, v)
		if err != nil {
			return err
		}
		return query(c, "SELECT k.value, count(*) FROM media m JOIN json_each(iif(m.keywords = '', '[]', m.keywords)) k WHERE "+counted(owner)+
			" GROUP BY k.value ORDER BY count(*) DESC, k.value LIMIT ?7", func(r *row) error {
			name := r.text()
			counts[name] = r.int()
			return nil
		}, w.args(owner, most)...)
	})
	return counts, err
}
