package thumb

import (
	"image"
	"io"
)

// Codec decodes a kind of file that this package does not know. It is trusted
// as little as the file: the size that DecodeConfig tells is compared with the
// limits before Decode is called, and if it panics, the file was malformed. It
// must be ready for several calls at once.
type Codec interface {
	// Matches tells by the first 32 bytes of a file whether it is of this kind.
	Matches(head []byte) bool
	// DecodeConfig reads the size of the image.
	DecodeConfig(r io.Reader) (image.Config, error)
	// Decode reads the whole image and turns it as the file says.
	Decode(r io.Reader) (image.Image, error)
}
