package mem

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/library"
)

// CountMedia implements library.MediaIndex.
func (x *Index) CountMedia(ctx context.Context, v library.Viewer, owner library.ID) (items int, taxa map[library.ID]int, err error) {
	taxa = map[library.ID]int{}
	err = x.read(ctx, func() error {
		for _, m := range x.media {
			if !m.Trashed.IsZero() || !x.seesMedia(v, m) {
				continue
			}
			if owner == 0 || m.Owner == owner {
				items++
			}
			for _, id := range x.shown(v, m.Taxa) {
				taxa[id]++
			}
		}
		return nil
	})
	return items, taxa, err
}

// CountKeywords implements library.MediaIndex.
func (x *Index) CountKeywords(ctx context.Context, v library.Viewer, owner library.ID, most int) (map[string]int, error) {
	counts := map[string]int{}
	err := x.read(ctx, func() error {
		for _, m := range x.media {
			if !m.Trashed.IsZero() || !x.seesMedia(v, m) || owner != 0 && m.Owner != owner {
				continue
			}
			for _, k := range m.Keywords {
				counts[k]++
			}
		}
		return nil
	})
	if len(counts) > most {
		all := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
		})
		for _, k := range all[most:] {
			delete(counts, k)
		}
	}
	return counts, err
}
