package jpegscale

import (
	"fmt"
	"image"
	"io"
)

// Encode writes planes as a baseline JPEG file of a quality from 1 to 100. It
// takes grey planes and YCbCr whose chroma is as large as the brightness or
// half as large in both directions, as they are: nothing is converted or
// sampled again. That makes it several times faster than image/jpeg.
func Encode(w io.Writer, p *Planes, quality int) error {
	out, err := p.AppendJPEG(nil, quality)
	if err != nil {
		return err
	}
	_, err = w.Write(out)
	return err
}

// AppendJPEG is as Encode, and appends the file to dst.
func (p *Planes) AppendJPEG(dst []byte, quality int) ([]byte, error) {
	unit, err := p.unit()
	if err != nil {
		return dst, err
	}
	e := encoder{quant: scaledQuantizers(quality), out: dst}
	e.header(p, unit)
	e.scan(p, unit)
	e.out = append(e.finish(), 0xff, markerEOI)
	return e.out, nil
}

// FromYCbCr returns planes that share the pixels of an image.
func FromYCbCr(m *image.YCbCr) *Planes {
	r := m.Bounds()
	last := m.COffset(r.Max.X-1, r.Max.Y-1) - m.COffset(r.Min.X, r.Min.Y)
	cw, ch := last%m.CStride+1, last/m.CStride+1
	y, c := m.Y[m.YOffset(r.Min.X, r.Min.Y):], m.COffset(r.Min.X, r.Min.Y)
	return &Planes{Width: r.Dx(), Height: r.Dy(), Scale: Full, Model: YCbCr, Plane: []Plane{
		{Pix: y, Stride: m.YStride, Width: r.Dx(), Height: r.Dy(), ratio: Sampling{1, 1}},
		{Pix: m.Cb[c:], Stride: m.CStride, Width: cw, Height: ch},
		{Pix: m.Cr[c:], Stride: m.CStride, Width: cw, Height: ch},
	}}
}

// unit returns how many blocks of brightness wide and high an MCU is.
func (p *Planes) unit() (int, error) {
	if p.Width < 1 || p.Height < 1 || p.Width > maxSegment || p.Height > maxSegment {
		return 0, fmt.Errorf("%w: cannot encode %d by %d pixels", ErrUnsupported, p.Width, p.Height)
	}
	if p.Model == Gray && len(p.Plane) == 1 {
		return 1, nil
	}
	if p.Model == YCbCr && len(p.Plane) == 3 {
		for n := 1; n <= 2; n++ {
			if p.chromaIs(ceilDiv(p.Width, n), ceilDiv(p.Height, n)) {
				return n, nil
			}
		}
	}
	return 0, fmt.Errorf("%w: cannot encode these planes", ErrUnsupported)
}

func (p *Planes) chromaIs(width, height int) bool {
	for _, c := range p.Plane[1:] {
		if c.Width != width || c.Height != height {
			return false
		}
	}
	return true
}

// encoder writes the coded data of one image.
type encoder struct {
	quant [2]*divider // of brightness and of chroma
	out   []byte
	bits  uint64 // the last n bits are still to be written
	n     uint
	last  [3]int32 // first coefficient of the block before, of each component
}

// scan writes all blocks, MCU by MCU.
func (e *encoder) scan(p *Planes, unit int) {
	size := 8 * unit
	codes := standardCodes()
	for y := 0; y < p.Height; y += size {
		for x := 0; x < p.Width; x += size {
			for v := range unit {
				for h := range unit {
					e.block(&p.Plane[0], x+8*h, y+8*v, 0, codes)
				}
			}
			for i := 1; i < len(p.Plane); i++ {
				e.block(&p.Plane[i], x/unit, y/unit, i, codes)
			}
		}
	}
}

// block transforms, quantizes and writes the block at x, y of component i.
func (e *encoder) block(p *Plane, x, y, i int, codes *[2]encodeTable) {
	var b coefficients
	p.load(&b, x, y)
	forward(&b)
	kind := min(i, 1)
	mask := e.quant[kind].divide(&b)
	diff := b[0] - e.last[i]
	e.last[i] = b[0]
	e.write(&b, diff, mask, &codes[kind])
}

// load reads a block of pixels, row by row. Beyond the border, the last pixel
// is repeated.
func (p *Plane) load(b *coefficients, x, y int) {
	if x+8 <= p.Width && y+8 <= p.Height {
		for v := range 8 {
			row := p.Pix[(y+v)*p.Stride+x:][:8]
			to := b[8*v:][:8]
			for h, px := range row {
				to[h] = int32(px)
			}
		}
		return
	}
	for v := range 8 {
		row := p.Row(min(y+v, p.Height-1))
		for h := range 8 {
			b[8*v+h] = int32(row[min(x+h, p.Width-1)])
		}
	}
}
