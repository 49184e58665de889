package thumb

import (
	"bytes"
	"os"
	"testing"
)

// BenchmarkMake makes a preview of the photograph that THUMB_PHOTO names, or of
// a painted one. What counts is measured against other programs, by
// internal/bench/previews.
func BenchmarkMake(b *testing.B) {
	data := jpegOf(b, scene(2000, 1500))
	if path := os.Getenv("THUMB_PHOTO"); path != "" {
		var err error
		if data, err = os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
	m := new(Maker)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Make(b.Context(), bytes.NewReader(data), int64(len(data)), 1, []int{512}); err != nil {
			b.Fatal(err)
		}
	}
}
