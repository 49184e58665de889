package thumb

import (
	"bytes"

	"golang.org/x/image/tiff"
)

// tiffFormat reads the first picture of a TIFF file.
func tiffFormat() format {
	return raster{
		match: func(head []byte) bool {
			return bytes.HasPrefix(head, []byte("II*\x00")) || bytes.HasPrefix(head, []byte("MM\x00*"))
		},
		config: tiff.DecodeConfig,
		pixels: tiff.Decode,
	}
}
