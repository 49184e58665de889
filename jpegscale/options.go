package jpegscale

import "fmt"

// Options says how an image is to be decoded. The zero value decodes the whole
// image within DefaultMaxPixels and DefaultMaxMemory.
type Options struct {
	// Scale is the size of the result. Zero lets FitWidth and FitHeight
	// decide, and without those it is Full.
	Scale Scale

	// FitWidth and FitHeight are a box that the caller will shrink the result
	// into: the smallest scale is taken that leaves it something to shrink.
	FitWidth, FitHeight int

	// HalfChroma says that the caller needs the colour at half the size of
	// the brightness only, as 4:2:0 has it. Where the file has more than
	// that, across or down, it is decoded one scale smaller that way.
	HalfChroma bool

	// MaxPixels bounds width times height of the original. Zero means
	// DefaultMaxPixels, negative no bound.
	MaxPixels int64

	// MaxMemory bounds the bytes for the planes and, of a progressive file,
	// its coefficients. Zero means DefaultMaxMemory, negative no bound.
	MaxMemory int64
}

// What Options allows by default: more pixels than any camera of today has,
// and the memory of a full decode of a quarter of that.
const (
	DefaultMaxPixels = 256 << 20
	DefaultMaxMemory = 256 << 20
)

func (o *Options) scaleOf(width, height int) (Scale, error) {
	if o.Scale == 0 {
		return ScaleToFit(width, height, o.FitWidth, o.FitHeight), nil
	}
	if !o.Scale.valid() {
		return 0, fmt.Errorf("jpegscale: no scale of %d eighths", int(o.Scale))
	}
	return o.Scale, nil
}

func (o *Options) checkPixels(width, height int) error {
	limit := orDefault(o.MaxPixels, DefaultMaxPixels)
	if n := int64(width) * int64(height); limit >= 0 && n > limit {
		return fmt.Errorf("%w: %d by %d is more than %d pixels", ErrTooLarge, width, height, limit)
	}
	return nil
}

func (o *Options) checkMemory(n int64) error {
	limit := orDefault(o.MaxMemory, DefaultMaxMemory)
	if limit >= 0 && n > limit {
		return fmt.Errorf("%w: %d bytes are more than %d", ErrTooLarge, n, limit)
	}
	return nil
}

func orDefault(n, def int64) int64 {
	if n == 0 {
		return def
	}
	return n
}
