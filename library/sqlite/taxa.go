package sqlite

import (
	"context"
	"iter"
	"reflect"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// AddTaxon implements library.TaxaIndex.
func (x *Index) AddTaxon(ctx context.Context, given *library.Taxon) error {
	a := &taxonRow{Taxon: given.Clone()}
	if err := x.write(ctx, func(t *tx) error { return t.addTaxon(a) }); err != nil {
		return err
	}
	*given = *a.Taxon
	return nil
}

func (t *tx) addTaxon(a *taxonRow) (err error) {
	a.Parents = distinct(a.Parents)
	if err := t.checkUser(a.Owner); err != nil {
		return err
	}
	if err := t.checkTaxa(a.Owner, a.Parents); err != nil {
		return err
	}
	if a.ID, err = t.claim(kindTaxon, a.ID); err != nil {
		return err
	}
	a.Added = kept(orElse(a.Added, t.now))
	a.Updated = kept(orElse(a.Updated, a.Added))
	a.Count = 0
	if a.Change, err = t.audit(actionAdd, kindTaxon, a.ID, a.Owner); err != nil {
		return err
	}
	if err := a.store(t.Conn, insertTaxon); err != nil {
		return err
	}
	if err := t.setParents(a.Taxon); err != nil {
		return err
	}
	return t.spread([]library.ID{a.ID}, nil)
}

func (t *tx) setParents(a *library.Taxon) error {
	for i, id := range a.Parents {
		if err := exec(t.Conn, "INSERT INTO taxon_parent (taxon, position, parent) VALUES (?, ?, ?)", a.ID, i, id); err != nil {
			return err
		}
	}
	return nil
}

// Taxon implements library.TaxaIndex.
func (x *Index) Taxon(ctx context.Context, v library.Viewer, id library.ID) (a *library.Taxon, err error) {
	err = x.readAs(ctx, v, func(c *sqlite.Conn, w *viewer) error {
		row, err := oneTaxon(c, selectTaxon+" AND "+seesTaxon, w.args(id)...)
		if err != nil {
			return err
		}
		if row == nil {
			return w.gone(c, kindTaxon, id, mediasock.ErrUnknownTaxon)
		}
		a = row.Taxon
		return x.count(c, w, a)
	})
	return a, err
}

// selectTaxon reads the album of parameter ?6.
const selectTaxon = "SELECT " + taxonColumns + " FROM taxon t WHERE t.id = ?6"

// How many albums a listing reads at a time: few at first, more
// and more later, so that the first come soon.
const (
	firstTaxa = 8
	taxaBatch = 500
)

// Taxa implements library.TaxaIndex.
func (x *Index) Taxa(ctx context.Context, v library.Viewer, owner library.ID, trash bool) iter.Seq2[*library.Taxon, error] {
	return batches(func() func() ([]*library.Taxon, error) {
		after, limit := library.ID(0), firstTaxa
		return func() (albums []*library.Taxon, err error) {
			err = x.read(ctx, func(c *sqlite.Conn) error {
				albums, err = taxaAfter(c, v, taxaSQL(owner, trash), after, owner, limit)
				return err
			})
			limit = min(2*limit, taxaBatch)
			if n := len(albums); n > 0 {
				after = albums[n-1].ID
			}
			return albums, err
		}
	})
}

// taxaSQL returns the statement of a batch, with the parameters ?6 last id before
// it, ?7 owner, ?8 limit. Those of the trash are the viewer's own.
func taxaSQL(owner library.ID, trash bool) string {
	sql := "SELECT " + taxonColumns + " FROM taxon t WHERE t.id > ?6 AND " + seesTaxon
	if owner != 0 {
		sql += " AND t.owner = ?7"
	}
	if trash {
		sql += " AND t.trashed IS NOT NULL"
	} else {
		sql += " AND t.trashed IS NULL"
	}
	return sql + " ORDER BY t.id LIMIT +?8"
}

// taxaAfter reads the next albums by id.
func taxaAfter(c *sqlite.Conn, v library.Viewer, sql string, after, owner library.ID, limit int) ([]*library.Taxon, error) {
	w, err := viewerOf(c, v)
	if err != nil {
		return nil, err
	}
	var albums []*library.Taxon
	err = query(c, sql, func(r *row) error {
		a, err := scanTaxon(r)
		if err == nil {
			albums = append(albums, a.Taxon)
		}
		return err
	}, w.args(after, owner, limit)...)
	return albums, err
}

// UpdateTaxon implements library.TaxaIndex.
func (x *Index) UpdateTaxon(ctx context.Context, owner, id library.ID, change func(*library.Taxon) error) (a *library.Taxon, err error) {
	err = x.write(ctx, func(t *tx) error {
		if err := t.updateTaxon(owner, id, change); err != nil {
			return err
		}
		row, err := oneTaxon(t.Conn, selectTaxon, libraryItself.args(id)...)
		if err != nil {
			return err
		}
		a = row.Taxon
		a.Count, err = libraryItself.count(t.Conn, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

func (t *tx) updateTaxon(owner, id library.ID, change func(*library.Taxon) error) error {
	old, err := t.ownedTaxon(owner, id)
	if err != nil {
		return err
	}
	changed := &taxonRow{Taxon: old.Taxon.Clone(), access: old.access}
	if err := change(changed.Taxon); err != nil {
		return err
	}
	changed.Taxon = changed.Taxon.Clone()
	changed.ID, changed.Owner, changed.Count = old.ID, old.Owner, old.Count
	changed.Added, changed.Updated, changed.Change = old.Added, old.Updated, old.Change
	changed.Parents = distinct(changed.Parents)
	if sameTaxon(changed.Taxon, old.Taxon) {
		return nil
	}
	if err := t.checkParents(old.Taxon, changed.Taxon); err != nil {
		return err
	}
	changed.Updated = t.now
	return t.rewriteTaxon(old, changed)
}

// ownedTaxon returns the album, in the trash too, if owner (0: anyone) owns it.
func (t *tx) ownedTaxon(owner, id library.ID) (*taxonRow, error) {
	v := &viewer{Viewer: library.Viewer{User: owner, All: owner == 0}}
	a, err := oneTaxon(t.Conn, selectTaxon, libraryItself.args(id)...)
	if err != nil {
		return nil, err
	}
	if a == nil {
		return nil, v.gone(t.Conn, kindTaxon, id, mediasock.ErrUnknownTaxon)
	}
	if owner != 0 && a.Owner != owner {
		return nil, mediasock.ErrUnknownTaxon
	}
	return a, nil
}

// checkParents refuses albums above that are new and not the owner's, and those
// that lie below.
func (t *tx) checkParents(old, changed *library.Taxon) error {
	added := slices.DeleteFunc(slices.Clone(changed.Parents), func(id library.ID) bool {
		return slices.Contains(old.Parents, id)
	})
	if err := t.checkTaxa(changed.Owner, added); err != nil || len(added) == 0 {
		return err
	}
	below, err := t.below(changed.ID)
	if err != nil {
		return err
	}
	for _, id := range added {
		if slices.Contains(below, id) {
			return library.ErrCycle
		}
	}
	return nil
}

func (t *tx) rewriteTaxon(old, changed *taxonRow) (err error) {
	if changed.Change, err = t.audit(actionChange, kindTaxon, changed.ID, changed.Owner); err != nil {
		return err
	}
	if err := changed.store(t.Conn, updateTaxon); err != nil {
		return err
	}
	if !slices.Equal(old.Parents, changed.Parents) {
		if err := exec(t.Conn, "DELETE FROM taxon_parent WHERE taxon = ?", changed.ID); err != nil {
			return err
		}
		if err := t.setParents(changed.Taxon); err != nil {
			return err
		}
	}
	return t.spreadTaxon(old, changed)
}

// sameTaxon reports whether a and b are equal, an empty list and none being the
// same.
func sameTaxon(a, b *library.Taxon) bool {
	c := *a
	if slices.Equal(a.Attributes, b.Attributes) {
		c.Attributes = b.Attributes
	}
	if slices.Equal(a.Parents, b.Parents) {
		c.Parents = b.Parents
	}
	if a.Trashed.Equal(b.Trashed) {
		c.Trashed = b.Trashed
	}
	return reflect.DeepEqual(&c, b)
}
