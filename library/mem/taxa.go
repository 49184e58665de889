package mem

import (
	"context"
	"iter"
	"reflect"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// AddTaxon implements library.TaxaIndex.
func (x *Index) AddTaxon(ctx context.Context, t *library.Taxon) error {
	return x.write(ctx, func() error {
		if x.users[t.Owner] == nil {
			return library.ErrUnknownUser
		}
		parents := unique(t.Parents)
		if err := x.checkTaxa(t.Owner, parents, nil); err != nil {
			return err
		}
		id, err := x.assign(taxonRow, t.ID)
		if err != nil {
			return err
		}
		t.ID, t.Parents, t.Count, t.Change = id, parents, 0, x.nextChange()
		if t.Added.IsZero() {
			t.Added = x.Now()
		}
		if t.Updated.IsZero() {
			t.Updated = t.Added
		}
		x.taxa[id] = t.Clone()
		return nil
	})
}

// Taxon implements library.TaxaIndex.
func (x *Index) Taxon(ctx context.Context, v library.Viewer, id library.ID) (found *library.Taxon, err error) {
	err = x.read(ctx, func() error {
		t := x.taxa[id]
		if t == nil || !x.seesTaxon(v, t) {
			return x.gone(v, rowID{taxonRow, id}, mediasock.ErrUnknownTaxon)
		}
		found = x.showTaxon(v, t)
		return nil
	})
	return found, err
}

// UpdateTaxon implements library.TaxaIndex.
func (x *Index) UpdateTaxon(ctx context.Context, owner, id library.ID, change func(*library.Taxon) error) (updated *library.Taxon, err error) {
	err = x.write(ctx, func() error {
		before, err := x.ownedTaxon(owner, id)
		if err != nil {
			return err
		}
		t := before.Clone()
		if err := change(t); err != nil {
			return err
		}
		t.ID, t.Owner, t.Added, t.Updated, t.Change, t.Count = id, before.Owner, before.Added, before.Updated, before.Change, 0
		t.Parents = unique(t.Parents)
		if err := x.checkTaxa(t.Owner, t.Parents, before.Parents); err != nil {
			return err
		}
		if slices.ContainsFunc(t.Parents, x.below(id)) {
			return library.ErrCycle
		}
		if !reflect.DeepEqual(before, t) {
			t.Updated, t.Change = x.Now(), x.nextChange()
			x.taxa[id] = t.Clone()
		}
		updated = x.showTaxon(library.Viewer{All: true}, x.taxa[id])
		return nil
	})
	return updated, err
}

func (x *Index) ownedTaxon(owner, id library.ID) (*library.Taxon, error) {
	t := x.taxa[id]
	if t == nil || owner != 0 && t.Owner != owner {
		v := library.Viewer{User: owner, All: owner == 0}
		return nil, x.gone(v, rowID{taxonRow, id}, mediasock.ErrUnknownTaxon)
	}
	return t, nil
}

// below returns a function that reports whether an album is top or below it.
func (x *Index) below(top library.ID) func(library.ID) bool {
	var below func(library.ID) bool
	below = func(id library.ID) bool {
		if id == top {
			return true
		}
		t := x.taxa[id]
		return t != nil && slices.ContainsFunc(t.Parents, below)
	}
	return below
}

// PurgeTaxon implements library.TaxaIndex.
func (x *Index) PurgeTaxon(ctx context.Context, id library.ID) error {
	return x.write(ctx, func() error {
		t, err := x.ownedTaxon(0, id)
		if err != nil {
			return err
		}
		delete(x.taxa, id)
		x.graves[rowID{taxonRow, id}] = grave{t.Owner, t.Visibility, t.Link}
		for _, m := range x.media {
			if slices.Contains(m.Taxa, id) {
				m.Taxa, m.Change = without(m.Taxa, id), x.nextChange()
			}
		}
		for _, t := range x.taxa {
			if slices.Contains(t.Parents, id) {
				t.Parents, t.Change = without(t.Parents, id), x.nextChange()
			}
		}
		x.nextChange()
		return nil
	})
}

func without(ids []library.ID, id library.ID) []library.ID {
	return slices.DeleteFunc(slices.Clone(ids), func(i library.ID) bool { return i == id })
}

// Taxa implements library.TaxaIndex.
func (x *Index) Taxa(ctx context.Context, v library.Viewer, owner library.ID, trash bool) iter.Seq2[*library.Taxon, error] {
	return sequence(ctx, func() (rows []*library.Taxon, err error) {
		err = x.read(ctx, func() error {
			for _, t := range x.taxa {
				if t.Trashed.IsZero() == trash || owner != 0 && t.Owner != owner {
					continue
				}
				if x.seesTaxon(v, t) {
					rows = append(rows, x.showTaxon(v, t))
				}
			}
			return nil
		})
		return rows, err
	})
}
