package immich

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// change changes an item and tells of it.
func (x *exchange) change() (any, error) {
	var said immichwire.Change
	if err := x.read(&said); err != nil {
		return nil, err
	}
	id, ok := fromUUID(assetID, x.r.PathValue("id"))
	if !ok {
		return nil, mediasock.ErrUnknownItem
	}
	if err := x.changeOne(x.r.Context(), id, &said); err != nil {
		return nil, err
	}
	return x.asset()
}

// changeAll changes several items alike.
func (x *exchange) changeAll() (any, error) {
	var said immichwire.Change
	if err := x.read(&said); err != nil {
		return nil, err
	}
	ids, err := idsOf(assetID, said.IDs, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	return nil, x.each(ids, func(ctx context.Context, id string) error { return x.changeOne(ctx, id, &said) })
}

func (x *exchange) changeOne(ctx context.Context, id string, said *immichwire.Change) error {
	return x.reword(ctx, id, func(m *mediasock.Media) error {
		m.Caption = *cmp.Or(said.Description, &m.Caption)
		return attributes(m, said)
	})
}

// reword reads the words of an item, changes them, and writes back those that are
// others then.
func (x *exchange) reword(ctx context.Context, id string, change func(*mediasock.Media) error) error {
	x.words.Lock()
	defer x.words.Unlock()
	old, err := mediasock.GetMedia(ctx, x.session, id)
	if err != nil {
		return err
	}
	said := *old
	if err := change(&said); err != nil {
		return err
	}
	_, err = mediasock.UpdateMedia(ctx, x.session, difference(old, &said), nil)
	return err
}

// difference returns the update that makes the words of old those of said. A
// title is not emptied: Immich has none.
func difference(old, said *mediasock.Media) *mediasock.Media {
	m := &mediasock.Media{ID: old.ID}
	set := func(to *string, was, is string, field mediasock.Fields) {
		if is == was {
			return
		}
		if *to = is; is == "" {
			m.Clear |= field
		}
	}
	set(&m.Title, old.Title, said.Title, 0)
	set(&m.Caption, old.Caption, said.Caption, mediasock.FieldCaption)
	set(&m.Note, old.Note, said.Note, mediasock.FieldNote)
	if !slices.Equal(old.Keywords, said.Keywords) {
		if m.Keywords = said.Keywords; len(m.Keywords) == 0 {
			m.Clear |= mediasock.FieldKeywords
		}
	}
	if !slices.Equal(old.Attributes, said.Attributes) {
		if m.Attributes = said.Attributes; len(m.Attributes) == 0 {
			m.Clear |= mediasock.FieldAttributes
		}
	}
	return m
}

// metadata tells what Immich has no place for.
func (x *exchange) metadata() (any, error) {
	m, err := x.item(x.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	return []immichwire.Metadata{{Key: immichwire.SaidKey, Value: immichwire.SaidOf(m)}}, nil
}

// setMetadata sets that. Entries of other programs are not kept.
func (x *exchange) setMetadata() (any, error) {
	var said immichwire.MetadataItems
	if err := x.read(&said); err != nil {
		return nil, err
	}
	id, ok := fromUUID(assetID, x.r.PathValue("id"))
	if !ok {
		return nil, mediasock.ErrUnknownItem
	}
	for _, item := range said.Items {
		if item.Key != immichwire.SaidKey {
			return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "metadata of other programs are not kept"}
		}
		err := x.reword(x.r.Context(), id, func(m *mediasock.Media) error {
			m.Title, m.Note = cmp.Or(item.Value.Title, m.Title), item.Value.Note
			m.Attributes = mediasock.ParseAttributeList(item.Value.Attributes)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return x.metadata()
}

// copy files an item wherever another is, and makes it a favourite if that is
// one.
func (x *exchange) copy() (any, error) {
	var said struct {
		SourceID, TargetID string
		Albums, Favorite   *bool // nil: true
	}
	if err := x.read(&said); err != nil {
		return nil, err
	}
	from, err := x.item(said.SourceID)
	if err != nil {
		return nil, err
	}
	to, err := x.item(said.TargetID)
	if err != nil {
		return nil, err
	}
	ctx := x.r.Context()
	if wanted(said.Albums) && len(from.Parents) > 0 {
		if _, err := mediasock.FileMedia(ctx, x.session, to.ID, from.Parents, nil); err != nil {
			return nil, err
		}
	}
	if v, ok := from.Attributes.Get(domain, favorite); ok && wanted(said.Favorite) {
		err = x.reword(ctx, to.ID, func(m *mediasock.Media) error { setAttribute(m, domain, favorite, v); return nil })
	}
	return nil, err
}

// wanted reports whether something is not refused.
func wanted(b *bool) bool { return b == nil || *b }

// rated writes a rating; "" for none.
func rated(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
