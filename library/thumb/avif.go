package thumb

import (
	"image"
	"io"

	"github.com/gen2brain/avif"
)

// avifFormat reads AVIF; of sequences the first picture.
func avifFormat() format {
	return raster{
		match:   func(head []byte) bool { return isBrand(head, "avif", "avis") },
		config:  func(r io.Reader) (image.Config, error) { return avif.DecodeConfig(r) },
		pixels:  func(r io.Reader) (image.Image, error) { return avif.Decode(r) },
		whole:   true,
		upright: true,
	}
}
