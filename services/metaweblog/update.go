package metaweblog

import (
	"context"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// MediaUpdate implements mediasock.MediaUpdater. The bytes of an item cannot be
// changed.
func (v *Session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	switch {
	case d != nil && v.offer.User.Scope < mediasock.ScopeManage:
		return nil, mediasock.ErrForbidden
	case d != nil:
		return nil, mediasock.ErrUnsupported
	}
	titles, err := v.titles(ctx, m.Parents)
	if err != nil {
		return nil, err
	}
	p, err := v.post(ctx, m.ID)
	if err != nil {
		return nil, err
	}
	edit := weblogwire.Struct{}
	if m.Title != "" || m.Clear.Has(mediasock.FieldTitle) {
		edit = append(edit, weblogwire.Member{Name: "title", Value: m.Title})
	}
	if m.Caption != "" || m.Clear.Has(mediasock.FieldCaption) {
		edit = append(edit, weblogwire.Member{Name: "description", Value: caption(p, m.Caption)})
	}
	if len(m.Keywords) > 0 || m.Clear.Has(mediasock.FieldKeywords) {
		edit = append(edit, weblogwire.Member{Name: "mt_keywords", Value: weblogwire.KeywordText(m.Keywords)})
	}
	if m.Clear.Has(mediasock.FieldParents) {
		edit = append(edit, weblogwire.Member{Name: "categories", Value: []any{}})
	}
	item := &mediasock.Item{ID: m.ID, Resource: p.text("link")}
	if len(edit) > 0 {
		if _, err := v.call(ctx, "metaWeblog.editPost", m.ID, edit, true); err != nil {
			return nil, absent(err, mediasock.ErrUnknownItem)
		}
	}
	if len(titles) > 0 {
		err = v.file(ctx, m.ID, m.Parents)
	}
	return item, err
}

// caption returns the text of a post with another caption.
func caption(p members, text string) string {
	m := &mediasock.Media{Title: p.text("title"), Caption: text}
	address := fileOf(p)
	m.File.Type = structOf(p["enclosure"]).text("type")
	if m.File.Type == "" {
		m.File.Type = mediaTypeOf(address)
	}
	return weblogwire.Description(m, address)
}

// file puts an item into these albums alone. They go by their ids: several may
// have one title.
func (v *Session) file(ctx context.Context, id string, albums mediasock.List) error {
	list := []any{}
	for i, album := range albums {
		list = append(list, weblogwire.Struct{{Name: "categoryId", Value: album}, {Name: "isPrimary", Value: i == 0}})
	}
	_, err := v.call(ctx, "mt.setPostCategories", id, list)
	return absent(err, mediasock.ErrUnknownItem)
}

// MediaFile implements mediasock.MediaFiler. It takes two calls: what another
// program does between them is lost.
func (v *Session) MediaFile(ctx context.Context, id string, add, remove mediasock.List) (*mediasock.Item, error) {
	if id == "" {
		return nil, mediasock.ErrUnknownItem
	}
	if _, err := v.titles(ctx, add); err != nil {
		return nil, err
	}
	albums, err := v.filed(ctx, id)
	if err != nil {
		return nil, err
	}
	albums = slices.DeleteFunc(albums, remove.Has)
	for _, album := range add {
		if !albums.Has(album) {
			albums = append(albums, album)
		}
	}
	if err := v.file(ctx, id, albums); err != nil {
		return nil, err
	}
	return &mediasock.Item{ID: id}, nil
}
