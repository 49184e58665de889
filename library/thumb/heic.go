package thumb

import (
	"bytes"
	"image"
	"io"

	"github.com/gen2brain/heic"
)

// heicFormat reads HEIC, the photographs of newer phones.
func heicFormat() format {
	return raster{
		match:   func(head []byte) bool { return isBrand(head, "heic", "heix", "heim", "heis", "hevc", "mif1") },
		config:  func(r io.Reader) (image.Config, error) { return heic.DecodeConfig(r) },
		pixels:  func(r io.Reader) (image.Image, error) { return heic.Decode(r) },
		whole:   true,
		upright: true,
	}
}

// isBrand tells whether a file of the ISO base media family is of one of the
// brands.
func isBrand(head []byte, brands ...string) bool {
	if len(head) < 12 || string(head[4:8]) != "ftyp" {
		return false
	}
	for _, b := range brands {
		if bytes.Equal(head[8:12], []byte(b)) {
			return true
		}
	}
	return false
}
