package mem

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// TaxaPage implements library.TaxaIndex.
func (x *Index) TaxaPage(ctx context.Context, v library.Viewer, q library.TaxaQuery) (page *library.TaxaPage, err error) {
	page = new(library.TaxaPage)
	err = x.read(ctx, func() error {
		albums := x.taxaIn(v, q.Parent)
		if q.After != "" {
			number, title, _ := strings.Cut(q.After, ".")
			id, ok := library.ParseID(number)
			if !ok {
				return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "no such page"}
			}
			last := &library.Taxon{ID: id, Title: title}
			albums = slices.DeleteFunc(albums, func(t *library.Taxon) bool { return byTitle(t, last) <= 0 })
		}
		limit := cmp.Or(max(q.Limit, 0), 50)
		if len(albums) > limit {
			albums = albums[:limit]
			page.Next = albums[limit-1].ID.String() + "." + albums[limit-1].Title
		}
		page.Taxa = albums
		return nil
	})
	return page, err
}

// taxaIn returns the albums directly in parent, or in none that v sees, by title.
func (x *Index) taxaIn(v library.Viewer, parent library.ID) (albums []*library.Taxon) {
	if above := x.taxa[parent]; parent != 0 && (above == nil || !x.seesTaxon(v, above)) {
		return nil
	}
	for _, t := range x.taxa {
		if !t.Trashed.IsZero() || !x.seesTaxon(v, t) {
			continue
		}
		if parent == 0 && len(x.shown(v, t.Parents)) == 0 || parent != 0 && slices.Contains(t.Parents, parent) {
			albums = append(albums, x.showTaxon(v, t))
		}
	}
	slices.SortFunc(albums, byTitle)
	return albums
}

func byTitle(a, b *library.Taxon) int {
	return cmp.Or(cmp.Compare(lower(a.Title), lower(b.Title)), cmp.Compare(a.ID, b.ID))
}

// lower returns s with ASCII letters in lower case.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
