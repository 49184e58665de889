package thumb

import (
	"fmt"
	"image"
	"image/color"
)

// Limits bounds what an image may cost. A zero field means that of
// DefaultLimits.
type Limits struct {
	MaxPixels int64 // width times height of the original
	MaxMemory int64 // bytes of its decoded form; JPEG is decoded smaller and needs little
	MaxFile   int64 // bytes of a file of a kind that must be read whole: HEIC, AVIF, animated WebP
}

// DefaultLimits returns limits for today's cameras: 256 megapixels, 256 MiB
// of decoded form, which 64 megapixels of a PNG take, and files of 64 MiB.
func DefaultLimits() Limits {
	return Limits{MaxPixels: 256 << 20, MaxMemory: 256 << 20, MaxFile: 64 << 20}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct {
		v   *int64
		def int64
	}{{&l.MaxPixels, d.MaxPixels}, {&l.MaxMemory, d.MaxMemory}, {&l.MaxFile, d.MaxFile}} {
		if *f.v == 0 {
			*f.v = f.def
		}
	}
	return l
}

// check compares a header with the limits.
func (l Limits) check(c image.Config) error {
	if c.Width <= 0 || c.Height <= 0 {
		return fmt.Errorf("%w: %d by %d pixels", ErrMalformed, c.Width, c.Height)
	}
	pixels := int64(c.Width) * int64(c.Height)
	if pixels > l.MaxPixels {
		return fmt.Errorf("%w: %d by %d is more than %d pixels", ErrTooLarge, c.Width, c.Height, l.MaxPixels)
	}
	if n := pixels * bytesPerPixel(c.ColorModel); n > l.MaxMemory {
		return fmt.Errorf("%w: %d bytes decoded are more than %d", ErrTooLarge, n, l.MaxMemory)
	}
	return nil
}

// bytesPerPixel is what an image of a colour model takes, at most.
func bytesPerPixel(m color.Model) int64 {
	if _, ok := m.(color.Palette); ok {
		return 1
	}
	switch m {
	case color.GrayModel, color.AlphaModel:
		return 1
	case color.Gray16Model, color.Alpha16Model:
		return 2
	case color.YCbCrModel:
		return 3
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	return 4
}
