//go:build nodynamic

package heif

import (
	"context"
	"image"
	"io"

	"github.com/gen2brain/avif"
	"github.com/gen2brain/heic"
)

// Codecs returns those that this program has, to run in this process.
func Codecs() []Codec {
	return []Codec{
		here("HEIC", []string{"heic", "heix", "heim", "heis", "mif1"}, true, heic.Decode),
		here("AVIF", []string{"avif", "avis"}, false, avif.Decode),
	}
}

// here makes a codec of a decoder that runs in this process, and ends when it ends.
func here(name string, brands []string, turns bool, pixels func(io.Reader) (image.Image, error)) Codec {
	return Codec{name, brands, turns, func(_ context.Context, r io.Reader) (image.Image, error) { return pixels(r) }}
}
