package jpegscale

import (
	"errors"
	"io"
)

// Decoder decodes one image after another and keeps its buffers and tables in
// between, which a worker that makes many previews gains by. Its zero value is
// ready. It must not be used by two goroutines at once.
type Decoder struct {
	in      input
	bits    bitReader
	options Options
	segment []byte // the payload of a marker, as long as it is looked at

	quantizers [4]quantizer
	hasQuant   [4]bool
	dc         [4]dcTable
	ac         [4]acTable
	hasDC      [4]bool // defined in this file
	hasAC      [4]bool
	block      coefficients // being decoded
	tables     [4]tables    // of each component of a scan
	low        lowest       // being decoded
	spotList   []spot       // of an MCU, see spots

	frame
	restart     int // blocks of MCUs between restart markers, 0: none
	adobe       bool
	adobeColour byte
	visits      int // of blocks, see charge
	progress    progress
}

// progress counts blocks, for DamageError.
type progress struct{ done, total int }

// Decode reads an image as Options says. With a *DamageError there are planes
// too, of what could be decoded.
func Decode(r io.Reader, o Options) (*Planes, error) {
	return new(Decoder).Decode(r, o)
}

// Decode is as the function Decode. The planes are the caller's.
func (d *Decoder) Decode(r io.Reader, o Options) (*Planes, error) {
	d.reset(r, o)
	if err := d.readHeader(); err != nil {
		return nil, err
	}
	if err := d.layOut(); err != nil {
		return nil, err
	}
	err := d.readScans()
	if err != nil && !d.worthShowing(err) {
		return nil, err
	}
	d.finish()
	planes := d.planes()
	d.release()
	if err != nil {
		return planes, &DamageError{Done: d.progress.done, Total: d.progress.total, Err: err}
	}
	return planes, nil
}

// worthShowing tells whether something was decoded before the error came. An
// unsupported or oversized file has nothing to show.
func (d *Decoder) worthShowing(err error) bool {
	return d.progress.done > 0 && !errors.Is(err, ErrUnsupported)
}

func (d *Decoder) reset(r io.Reader, o Options) {
	d.in.reset(r)
	d.options = o
	d.frame = frame{}
	d.hasQuant, d.hasDC, d.hasAC = [4]bool{}, [4]bool{}, [4]bool{}
	d.restart, d.visits = 0, 0
	d.adobe, d.adobeColour = false, 0
	d.progress = progress{}
}

// release lets go of what is the caller's, or the garbage collector's.
func (d *Decoder) release() {
	d.in.r = nil
	for i := range d.components {
		d.components[i].pix, d.components[i].coefs, d.components[i].mask = nil, nil, nil
	}
}

// planes hands over what was decoded.
func (d *Decoder) planes() *Planes {
	p := &Planes{Scale: d.scale, Model: d.model(), Inverted: d.inverted()}
	p.Width, p.Height = d.scale.Size(d.width, d.height)
	for i := range d.components {
		c := &d.components[i]
		p.Plane = append(p.Plane, Plane{
			Pix:    c.pix,
			Stride: c.stride,
			Width:  c.across.side(c.width),
			Height: c.down.side(c.height),
			ratio:  d.ratio(c),
		})
	}
	return p
}

// ratio returns how many pixels of the image one sample of a component covers.
func (d *Decoder) ratio(c *component) (s Sampling) {
	if d.hMax%c.h == 0 && d.vMax%c.v == 0 {
		s.H, s.V = d.hMax/c.h*int(d.scale/c.across), d.vMax/c.v*int(d.scale/c.down)
	}
	return s
}

func (d *Decoder) model() Model {
	switch len(d.components) {
	case 1:
		return Gray
	case 3:
		if d.adobe && d.adobeColour == 0 || !d.adobe && d.namedRGB() {
			return RGB
		}
		return YCbCr
	}
	if d.adobe && d.adobeColour == 2 {
		return YCCK
	}
	return CMYK
}

func (d *Decoder) inverted() bool { return len(d.components) == 4 && d.adobe }

// namedRGB tells whether the components are called R, G and B, as some
// programs do instead of saying it in an Adobe segment.
func (d *Decoder) namedRGB() bool {
	c := d.components
	return c[0].id == 'R' && c[1].id == 'G' && c[2].id == 'B'
}
