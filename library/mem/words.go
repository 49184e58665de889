package mem

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/mediasock/mediasock/library"
)

// Words implements library.MediaIndex.
func (x *Index) Words(ctx context.Context, prefix string, most int) (words []string, err error) {
	err = x.read(ctx, func() error {
		counts := make(map[string]int)
		for _, m := range x.media {
			for _, text := range x.texts(library.Viewer{All: true}, m) {
				for _, w := range text {
					if strings.HasPrefix(w, prefix) {
						counts[w]++
					}
				}
			}
		}
		words = slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(counts[b]-counts[a], strings.Compare(a, b))
		})
		words = words[:min(most, len(words))]
		return nil
	})
	return words, err
}
