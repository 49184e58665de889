package library

import (
	"context"

	"github.com/mediasock/mediasock"
)

// ViewerOf returns the viewer that a verified user is, or a stranger for nil,
// with the tokens of links that were presented.
func ViewerOf(u *mediasock.User, links ...string) Viewer {
	v := Viewer{Links: links}
	if u != nil && u.Scope >= mediasock.ScopeRead {
		v.User, _ = ParseID(u.ID)
	}
	return v
}

// owns reports whether v owns what owner owns.
func (v Viewer) owns(owner ID) bool { return v.All || v.User != 0 && v.User == owner }

// toldAll reports whether v is told all that owner knows of its own.
func (v Viewer) toldAll(owner ID) bool { return !v.Outward && v.owns(owner) }

// hideTaxon takes out of t what is for its owner alone.
func (v Viewer) hideTaxon(t *Taxon) *Taxon {
	if t != nil && !v.toldAll(t.Owner) {
		t.Note, t.Link, t.Visibility = "", "", ""
	}
	return t
}

// Media returns an item as v may see it; note, link and visibility are its
// owner's alone, and so are place and camera unless the owner shows them.
func (l *Library) Media(ctx context.Context, v Viewer, id ID) (*Media, error) {
	m, err := l.index.Media(ctx, v, id)
	return l.concealer(v).hide(ctx, m), l.fault(ctx, "reading an item", err)
}

// Search returns a page of items as v may see them.
func (l *Library) Search(ctx context.Context, v Viewer, q Query) (*Page, error) {
	page, err := l.index.Search(ctx, v, q)
	if err != nil {
		return nil, l.fault(ctx, "searching", err)
	}
	conceal := l.concealer(v)
	for _, m := range page.Media {
		conceal.hide(ctx, m)
	}
	return page, nil
}

// Taxon returns an album as v may see it.
func (l *Library) Taxon(ctx context.Context, v Viewer, id ID) (*Taxon, error) {
	t, err := l.index.Taxon(ctx, v, id)
	return v.hideTaxon(t), l.fault(ctx, "reading an album", err)
}

// TaxaPage returns a page of albums as v may see them.
func (l *Library) TaxaPage(ctx context.Context, v Viewer, q TaxaQuery) (*TaxaPage, error) {
	page, err := l.index.TaxaPage(ctx, v, q)
	if err != nil {
		return nil, l.fault(ctx, "reading albums", err)
	}
	for _, t := range page.Taxa {
		v.hideTaxon(t)
	}
	return page, nil
}

// Taxa returns the albums that v may see, in no promised order: owner's, or if
// it is 0 anyone's.
func (l *Library) Taxa(ctx context.Context, v Viewer, owner ID) ([]*Taxon, error) {
	return l.taxa(ctx, v, owner, false)
}

func (l *Library) taxa(ctx context.Context, v Viewer, owner ID, trash bool) ([]*Taxon, error) {
	var all []*Taxon
	for t, err := range l.index.Taxa(ctx, v, owner, trash) {
		if err != nil {
			return nil, l.fault(ctx, "reading albums", err)
		}
		all = append(all, v.hideTaxon(t))
	}
	return all, nil
}

// Usage returns the bytes that v's own items take, and how many she may use; 0
// for any number.
func (l *Library) Usage(ctx context.Context, v Viewer) (used, quota int64, err error) {
	if v.User == 0 {
		return 0, 0, mediasock.ErrAuthRequired
	}
	u, err := l.index.User(ctx, User{ID: v.User})
	if err != nil {
		return 0, 0, l.fault(ctx, "reading an account", err)
	}
	used, err = l.index.Usage(ctx, v.User)
	return used, u.Quota, l.fault(ctx, "counting bytes", err)
}
