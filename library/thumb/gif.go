package thumb

import (
	"bytes"
	"image/gif"
)

// gifFormat reads the first picture of a GIF file.
func gifFormat() format {
	return raster{
		match:  func(head []byte) bool { return bytes.HasPrefix(head, []byte("GIF8")) },
		config: gif.DecodeConfig,
		pixels: gif.Decode,
	}
}
