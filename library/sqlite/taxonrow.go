package sqlite

import (
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// taxonColumns are what scanTaxon reads; the last is the albums above that the
// viewer of parameters ?1 to ?5 sees.
const taxonColumns = `t.id, t.owner, t.title, t.caption, t.note, t.icon, t.attributes, t.visibility, t.link,
	t.added, t.updated, t.trashed, t.change, t.access,
	(SELECT group_concat(x.parent, ' ' ORDER BY x.position) FROM taxon_parent x
		WHERE x.taxon = t.id AND EXISTS (SELECT 1 FROM taxon AS t WHERE t.id = x.parent AND ` + showsTaxon + `))`

// countInTaxon is how many items in the album of parameter ?6 the viewer sees.
const countInTaxon = `SELECT count(*) FROM media_taxon x JOIN media m ON m.id = x.media
	WHERE x.taxon = ?6 AND m.trashed IS NULL AND ` + seesMedia

// A taxonRow is an album with what only the index knows of it.
type taxonRow struct {
	*library.Taxon
	access int64
}

func scanTaxon(r *row) (*taxonRow, error) {
	t := &library.Taxon{ID: r.id(), Owner: r.id()}
	t.Title, t.Caption, t.Note, t.Icon = r.text(), r.text(), r.text(), r.id()
	if err := decode(r.text(), &t.Attributes); err != nil {
		return nil, err
	}
	t.Visibility, t.Link = library.Visibility(r.text()), r.text()
	t.Added, t.Updated, t.Trashed, t.Change = r.time(), r.time(), r.time(), r.int64()
	row := &taxonRow{Taxon: t, access: r.int64()}
	var err error
	t.Parents, err = r.ids()
	return row, err
}

const taxonAssignments = `owner, title, caption, note, icon, attributes, visibility, link,
	added, updated, trashed, change, access`

const (
	insertTaxon = `INSERT INTO taxon (id, ` + taxonAssignments + `)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`
	updateTaxon = `UPDATE taxon SET (` + taxonAssignments + `)
		= (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) WHERE id = ?1`
)

// store writes t by one of the statements above.
func (t *taxonRow) store(c *sqlite.Conn, sql string) error {
	return exec(c, sql, t.ID, t.Owner, t.Title, t.Caption, t.Note, t.Icon, encode(t.Attributes), t.Visibility, t.Link,
		t.Added, t.Updated, t.Trashed, t.Change, t.access)
}

// oneTaxon returns the row that sql selects, or nil.
func oneTaxon(c *sqlite.Conn, sql string, args ...any) (t *taxonRow, err error) {
	err = query(c, sql, func(r *row) (err error) {
		t, err = scanTaxon(r)
		return err
	}, args...)
	return t, err
}
