package thumb

import (
	"errors"
	"fmt"
	"image"
	"io"

	"github.com/mediasock/mediasock/jpegscale"
)

// A format reads one kind of file.
type format interface {
	// matches tells by the first 32 bytes, or fewer if the file is shorter,
	// whether a file is of this kind.
	matches(head []byte) bool
	// decode makes a picture whose longer side has a good deal more pixels
	// than j.edge, if the original has.
	decode(j *job) (*picture, error)
}

func (m *Maker) formats() []format {
	list := []format{jpegFormat{}, pngFormat(), gifFormat(), webpFormat(), tiffFormat(), bmpFormat()}
	for _, c := range m.Codecs {
		list = append(list, foreign{c})
	}
	return list
}

// job is the making of the previews of one file.
type job struct {
	maker  *Maker
	src    *source
	limits Limits
	edge   int // of the largest preview
}

// decode finds the format by content and lets it decode. A decoder that
// panics, as those of others may, has found a malformed file.
func (j *job) decode() (p *picture, err error) {
	head, err := j.src.head(32)
	if err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, fmt.Errorf("%w: decoder failed: %v", ErrMalformed, r)
		}
	}()
	for _, f := range j.maker.formats() {
		if f.matches(head) {
			if p, err = f.decode(j); p != nil {
				p.colours = coloursOf(j.profile(head))
			}
			return p, err
		}
	}
	return nil, ErrUnsupported
}

// explain gives every error one of the meanings that Make promises.
func (j *job) explain(err error) error {
	if ctxErr := j.src.ctx.Err(); ctxErr != nil {
		return ctxErr
	}
	if failed := *j.src.failed; failed != nil {
		return fmt.Errorf("thumb: reading the image: %w", failed)
	}
	for _, known := range []error{ErrUnavailable, ErrUnsupported, ErrTooLarge, ErrMalformed} {
		if errors.Is(err, known) {
			return err
		}
	}
	switch {
	case errors.Is(err, jpegscale.ErrUnsupported):
		return fmt.Errorf("%w: %w", ErrUnsupported, err)
	case errors.Is(err, jpegscale.ErrTooLarge):
		return fmt.Errorf("%w: %w", ErrTooLarge, err)
	}
	return fmt.Errorf("%w: %w", ErrMalformed, err)
}

// raster is a format whose decoder gives the whole image at its full size.
type raster struct {
	match  func(head []byte) bool
	config func(io.Reader) (image.Config, error)
	pixels func(io.Reader) (image.Image, error)
}

var _ format = raster{}

func (f raster) matches(head []byte) bool { return f.match(head) }

func (f raster) decode(j *job) (*picture, error) {
	config, err := f.config(j.src.again())
	if err != nil {
		return nil, err
	}
	if err := j.limits.check(config); err != nil {
		return nil, err
	}
	img, err := f.pixels(j.src.again())
	if err != nil {
		return nil, err
	}
	return newPicture(img, config, j), nil
}
