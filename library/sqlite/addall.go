package sqlite

import (
	"context"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// AddAll adds items in one transaction, all or none, as AddMedia does each; an
// item whose bytes its owner has already is mediasock.ErrExists. They are added
// in the order of their dates, which is what the full-text index takes fastest.
// Other writers wait meanwhile, and beyond about a thousand items the time grows
// with the square: it is for libraries that are being made.
func (x *Index) AddAll(ctx context.Context, items []*library.Media) error {
	ordered := slices.Clone(items)
	slices.SortStableFunc(ordered, func(a, b *library.Media) int { return a.Date().Compare(b.Date()) })
	added := make([]*library.Media, len(ordered))
	err := x.write(ctx, func(t *tx) error {
		for i, m := range ordered {
			result, known, err := t.addMedia(m, nil)
			if err != nil {
				return err
			}
			if known {
				return mediasock.ErrExists
			}
			added[i] = result
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, m := range ordered {
		*m = *added[i]
	}
	return nil
}
