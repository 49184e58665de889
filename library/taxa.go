package library

import (
	"context"
	"iter"

	"github.com/mediasock/mediasock"
)

// TaxaList implements mediasock.Session: every album that the user may see.
// Append is empty where nothing may be added, as to other people's albums.
func (s *session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		if err := s.mayRead(); err != nil {
			yield(mediasock.Taxon{}, err)
			return
		}
		for t, err := range s.lib.index.Taxa(ctx, s.viewer, 0, false) {
			if err != nil {
				yield(mediasock.Taxon{}, s.lib.fault(ctx, "listing albums", err))
				return
			}
			if !yield(s.taxon(ctx, t), nil) {
				return
			}
		}
	}
}

// taxon returns an album as it is told to the session's user.
func (s *session) taxon(ctx context.Context, t *Taxon) mediasock.Taxon {
	s.viewer.hideTaxon(t)
	told := mediasock.Taxon{
		ID: t.ID.String(), Append: s.appendable(t), Title: t.Title, Caption: t.Caption, Note: t.Note,
		Parents: idList(t.Parents), Resource: s.albumURL(ctx, t.ID), Icon: t.Icon.String(),
	}
	if t.Owner != s.viewer.User {
		told.Owner = t.Owner.String()
	}
	return told
}

// appendable says what the user may add to an album.
func (s *session) appendable(t *Taxon) mediasock.List {
	if t.Owner != s.viewer.User || s.may(mediasock.ScopeUpload) != nil {
		return nil
	}
	return mediasock.List{"media", "taxon"}
}

// TaxaAppend implements mediasock.Session.
func (s *session) TaxaAppend(ctx context.Context, said *mediasock.Taxon) (*mediasock.Item, error) {
	if err := s.may(mediasock.ScopeUpload); err != nil {
		return nil, err
	}
	t, err := s.taxonRow(ctx, said)
	if err == nil && t.Title == "" {
		err = refused("an album needs a title") // MS-181
	}
	if err == nil {
		err = s.lib.index.AddTaxon(ctx, t)
	}
	if err != nil {
		return nil, s.lib.fault(ctx, "adding an album", err)
	}
	return &mediasock.Item{ID: t.ID.String(), Append: s.appendable(t), Title: t.Title}, nil
}

// taxonRow reads what a caller says of an album.
func (s *session) taxonRow(ctx context.Context, said *mediasock.Taxon) (*Taxon, error) {
	w := words{limits: s.lib.limits}
	t := &Taxon{
		Owner:      s.viewer.User,
		Title:      w.heading(said.Title),
		Caption:    w.text("caption", said.Caption),
		Note:       w.text("note", said.Note),
		Attributes: w.attributes(said.Attributes),
		Parents:    w.taxa(said.Parents),
		Visibility: Private,
		Added:      s.lib.now(),
	}
	if w.err == nil && said.Icon != "" {
		t.Icon, w.err = s.icon(ctx, said.Icon)
	}
	return t, w.err
}

// icon reads the id of an item that the user may see (MS-184).
func (s *session) icon(ctx context.Context, icon string) (ID, error) {
	id, ok := ParseID(icon)
	if !ok {
		return 0, mediasock.ErrUnknownItem
	}
	_, err := s.lib.index.Media(ctx, s.viewer, id)
	return id, err
}

// TaxaUpdate implements mediasock.TaxaUpdater.
func (s *session) TaxaUpdate(ctx context.Context, said *mediasock.Taxon) error {
	if err := s.may(mediasock.ScopeManage); err != nil {
		return err
	}
	id, ok := ParseID(said.ID)
	if !ok {
		return mediasock.ErrUnknownTaxon
	}
	row, err := s.taxonRow(ctx, said)
	if err == nil {
		_, err = s.lib.index.UpdateTaxon(ctx, s.viewer.User, id, func(t *Taxon) error {
			if !t.Trashed.IsZero() {
				return mediasock.ErrUnknownTaxon
			}
			return t.change(row, said.Clear)
		})
	}
	return s.lib.fault(ctx, "changing an album", err)
}

// change sets what a caller said and empties what the caller cleared.
func (t *Taxon) change(row *Taxon, clear mediasock.Fields) error {
	if clear.Has(mediasock.FieldTitle) && row.Title == "" {
		return refused("an album needs a title")
	}
	set(&t.Title, row.Title, false)
	set(&t.Caption, row.Caption, clear.Has(mediasock.FieldCaption))
	set(&t.Note, row.Note, clear.Has(mediasock.FieldNote))
	setList(&t.Parents, row.Parents, clear.Has(mediasock.FieldParents))
	setList(&t.Attributes, row.Attributes, clear.Has(mediasock.FieldAttributes))
	if row.Icon != 0 || clear.Has(mediasock.FieldIcon) {
		t.Icon = row.Icon
	}
	return nil
}

// TaxaDelete implements mediasock.TaxaUpdater: the album moves to the trash.
func (s *session) TaxaDelete(ctx context.Context, id string) error {
	if err := s.may(mediasock.ScopeManage); err != nil {
		return err
	}
	n, ok := ParseID(id)
	if !ok {
		return mediasock.ErrUnknownTaxon
	}
	return s.lib.TrashTaxon(ctx, s.viewer, n)
}

// MediaDelete implements mediasock.MediaDeleter: the item moves to the trash.
func (s *session) MediaDelete(ctx context.Context, id string) error {
	if err := s.may(mediasock.ScopeManage); err != nil {
		return err
	}
	n, ok := ParseID(id)
	if !ok {
		return mediasock.ErrUnknownItem
	}
	return s.lib.TrashMedia(ctx, s.viewer, n)
}
