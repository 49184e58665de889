package thumb

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// BenchmarkMake makes previews of the photograph that THUMB_PHOTO names, or of
// a painted one: one, the smallest that a service keeps, and all of those. What
// counts is measured against other programs, by internal/bench/previews.
func BenchmarkMake(b *testing.B) {
	data := jpegOf(b, scene(2000, 1500))
	if path := os.Getenv("THUMB_PHOTO"); path != "" {
		var err error
		if data, err = os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
	m := new(Maker)
	for _, sizes := range [][]int{{512}, {320}, {320, 640, 1600}} {
		b.Run(fmt.Sprint(sizes), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Make(b.Context(), bytes.NewReader(data), int64(len(data)), 1, sizes); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
