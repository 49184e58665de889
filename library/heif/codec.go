package heif

import (
	"image"
	"io"
	"slices"
)

// Codec decodes one kind of file.
type Codec struct {
	name   string
	brands []string
	config func(io.Reader) (image.Config, error)
	pixels func(io.Reader) (image.Image, error)
}

// String returns the name of the kind, HEIC or AVIF.
func (c Codec) String() string { return c.name }

// Matches tells by its first bytes, of which 12 are enough, whether a file is
// of this kind: by the major brand of its ftyp box (ISO/IEC 14496-12, 4.3).
func (c Codec) Matches(head []byte) bool {
	return len(head) >= 12 && string(head[4:8]) == "ftyp" && slices.Contains(c.brands, string(head[8:12]))
}

// DecodeConfig reads the size of an image.
func (c Codec) DecodeConfig(r io.Reader) (image.Config, error) { return c.config(r) }

// Decode reads an image. HEIC is turned already as its file says.
func (c Codec) Decode(r io.Reader) (image.Image, error) { return c.pixels(r) }
