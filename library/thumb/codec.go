package thumb

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"time"
)

// Codec decodes a kind of file that this package does not know. It is trusted
// as little as the file: the size that DecodeConfig tells is compared with the
// limits before Decode is called, it gets a context that ends when a picture of
// that size should long be there, and if it panics, the file was malformed. It
// must be ready for several calls at once.
//
// An error that says nothing of the file has ErrUnavailable inside.
type Codec interface {
	// Matches tells by the first 32 bytes of a file whether it is of this kind.
	Matches(head []byte) bool
	// DecodeConfig reads the size of the image, turned or not. It must be cheap,
	// and safe for any file.
	DecodeConfig(r io.ReaderAt, size int64) (image.Config, error)
	// Decode reads the whole image.
	Decode(ctx context.Context, r io.Reader) (image.Image, error)
	// Turns reports whether Decode turns the image as the file says.
	Turns() bool
}

// ErrUnavailable means that a decoder could not be had now. The same file may
// have a preview another time.
var ErrUnavailable = errors.New("thumb: no decoder is available")

// The time that a codec gets, by the clock: ten times what a slow one needs.
const (
	leastTime        = 10 * time.Second
	timePerMegapixel = 3 * time.Second
)

// foreign is the format of a codec.
type foreign struct{ Codec }

var _ format = foreign{}

func (f foreign) matches(head []byte) bool { return f.Matches(head) }

func (f foreign) decode(j *job) (*picture, error) {
	if j.src.Size() > j.limits.MaxFile {
		return nil, fmt.Errorf("%w: file of %d bytes", ErrTooLarge, j.src.Size())
	}
	config, err := f.DecodeConfig(j.src, j.src.Size())
	if err != nil {
		return nil, err
	}
	if err := j.limits.check(config); err != nil {
		return nil, err
	}
	megapixels := time.Duration(config.Width) * time.Duration(config.Height) >> 20
	ctx, cancel := context.WithTimeout(j.src.ctx, leastTime+megapixels*timePerMegapixel)
	defer cancel()
	img, err := f.Decode(ctx, j.src.again())
	if err != nil {
		return nil, late(ctx, err)
	}
	config.Width, config.Height = img.Bounds().Dx(), img.Bounds().Dy() // a header may lie
	if err := j.limits.check(config); err != nil {
		return nil, err
	}
	p := newPicture(img, config, j)
	p.upright = f.Turns()
	return p, nil
}

// late says of an error that the time was over.
func late(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil && !errors.Is(err, ErrUnavailable) {
		return fmt.Errorf("%w: it takes too long: %w", ErrTooLarge, err)
	}
	return err
}
