package thumb

import (
	"bytes"

	"golang.org/x/image/bmp"
)

// bmpFormat reads Windows bitmaps.
func bmpFormat() format {
	return raster{
		match:  func(head []byte) bool { return bytes.HasPrefix(head, []byte("BM")) },
		config: bmp.DecodeConfig,
		pixels: bmp.Decode,
	}
}
