package sqlite

import (
	"context"

	"github.com/mediasock/mediasock/library"
)

// PurgeMedia implements library.MediaIndex.
func (x *Index) PurgeMedia(ctx context.Context, id library.ID) error {
	return x.write(ctx, func(t *tx) error {
		m, err := t.owned(0, id)
		if err != nil {
			return err
		}
		return t.purgeMedia(m)
	})
}

func (t *tx) purgeMedia(m *mediaRow) error {
	if err := t.clearIcons(m.ID); err != nil {
		return err
	}
	change, err := t.audit(actionPurge, kindMedia, m.ID, m.Owner)
	if err != nil {
		return err
	}
	if err := t.bury(kindMedia, m.ID, m.Owner, shownAs(m.Visibility, m.access), m.Link, change); err != nil {
		return err
	}
	if err := t.deleteDocument(m.sort); err != nil {
		return err
	}
	for _, sql := range []string{
		"DELETE FROM job WHERE media = ?",
		"DELETE FROM older WHERE media = ?", // not by the foreign key: its trigger keeps the usage
		"DELETE FROM media WHERE id = ?",
	} {
		if err := exec(t.Conn, sql, m.ID); err != nil {
			return err
		}
	}
	return nil
}

// clearIcons takes the item from albums whose icon it is.
func (t *tx) clearIcons(id library.ID) error {
	var albums []*taxonRow
	err := query(t.Conn, "SELECT "+taxonColumns+" FROM taxon t WHERE t.icon = ?6", func(r *row) error {
		album, err := scanTaxon(r)
		albums = append(albums, album)
		return err
	}, libraryItself.args(id)...)
	if err != nil {
		return err
	}
	for _, album := range albums {
		album.Icon = 0
		if album.Change, err = t.audit(actionChange, kindTaxon, album.ID, album.Owner); err != nil {
			return err
		}
		if err := album.store(t.Conn, updateTaxon); err != nil {
			return err
		}
	}
	return nil
}

// PurgeTaxon implements library.TaxaIndex.
func (x *Index) PurgeTaxon(ctx context.Context, id library.ID) error {
	return x.write(ctx, func(t *tx) error {
		album, err := t.ownedTaxon(0, id)
		if err != nil {
			return err
		}
		return t.purgeTaxon(album)
	})
}

// purgeTaxon takes the album from what is in it, which is seen by fewer then.
func (t *tx) purgeTaxon(album *taxonRow) error {
	change, err := t.audit(actionPurge, kindTaxon, album.ID, album.Owner)
	if err != nil {
		return err
	}
	if err := t.bury(kindTaxon, album.ID, album.Owner, album.Visibility, album.Link, change); err != nil {
		return err
	}
	below, err := t.below(album.ID)
	if err != nil {
		return err
	}
	items, err := t.itemsOf([]library.ID{album.ID})
	if err != nil {
		return err
	}
	if err := t.takeOut(album.ID, album.Owner); err != nil {
		return err
	}
	if err := exec(t.Conn, "DELETE FROM taxon WHERE id = ?", album.ID); err != nil {
		return err
	}
	return t.spread(below[1:], items)
}

// takeOut gives what is directly in an album that goes a new number in the
// change sequence.
func (t *tx) takeOut(album, owner library.ID) error {
	items, err := t.itemsOf([]library.ID{album})
	if err != nil {
		return err
	}
	for _, id := range items {
		if err := t.renumber(kindMedia, owner, "UPDATE media SET change = ?2 WHERE id = ?1", id); err != nil {
			return err
		}
	}
	children, err := t.childrenOf(album)
	if err != nil {
		return err
	}
	for _, id := range children {
		if err := t.renumber(kindTaxon, owner, "UPDATE taxon SET change = ?2 WHERE id = ?1", id); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) renumber(kind string, owner library.ID, sql string, id library.ID) error {
	change, err := t.audit(actionChange, kind, id, owner)
	if err != nil {
		return err
	}
	return exec(t.Conn, sql, id, change)
}
