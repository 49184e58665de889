package thumb

import (
	"bytes"
	"image/png"
)

// pngFormat reads PNG of any depth, with palette and interlaced; of animated
// ones the still picture.
func pngFormat() format {
	return pngKind{raster{
		match:  func(head []byte) bool { return bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")) },
		config: png.DecodeConfig,
		pixels: png.Decode,
	}}
}
