package jpegscale

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// BenchmarkDecode decodes the photograph that JPEGSCALE_PHOTO names, or a
// small sample, at all scales.
func BenchmarkDecode(b *testing.B) {
	data := readSample(b, "baseline-2x2.jpg")
	if path := os.Getenv("JPEGSCALE_PHOTO"); path != "" {
		var err error
		if data, err = os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
	for _, scale := range []Scale{Eighth, Quarter, Half, Full} {
		b.Run(fmt.Sprintf("%d of 8", scale), func(b *testing.B) {
			var d Decoder
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Decode(bytes.NewReader(data), Options{Scale: scale}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
