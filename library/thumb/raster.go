package thumb

import (
	"image"
)

// newPicture makes a picture of a decoded image: as large as config says, for
// the image may be a part of it only, and flat, with the ground behind what is
// transparent. What is far larger than j needs is shrunk on the way, row by
// row, before any colour is converted.
func newPicture(img image.Image, config image.Config, j *job) *picture {
	canvas := image.Rect(0, 0, config.Width, config.Height)
	if img.Bounds() == canvas {
		if p := planar(img); p != nil {
			return p
		}
	}
	n := max(1, max(config.Width, config.Height)/(3*j.edge)) // the kernel does the rest
	s := newShrinker(config.Width, config.Height, n)
	row := make([]byte, 3*config.Width)
	read := rowsOf(img, canvas, j.maker.ground())
	for y := range config.Height {
		read(y, row)
		s.add(row)
	}
	return s.picture
}

// planar takes over an image whose channels are apart already.
func planar(img image.Image) *picture {
	r := img.Bounds()
	p := &picture{width: r.Dx(), height: r.Dy()}
	switch m := img.(type) {
	case *image.Gray:
		p.planes = []plane{{pix: m.Pix, stride: m.Stride, width: r.Dx(), height: r.Dy()}}
		return p
	case *image.YCbCr:
		w, h := chromaSize(m)
		p.planes = []plane{
			{pix: m.Y, stride: m.YStride, width: r.Dx(), height: r.Dy()},
			{pix: m.Cb, stride: m.CStride, width: w, height: h},
			{pix: m.Cr, stride: m.CStride, width: w, height: h},
		}
		return p
	}
	return nil
}

func chromaSize(m *image.YCbCr) (width, height int) {
	r := m.Bounds()
	last := m.COffset(r.Max.X-1, r.Max.Y-1)
	return last%m.CStride + 1, last/m.CStride + 1
}

// shrinker averages squares of pixels as rows come in, and converts the means.
type shrinker struct {
	picture *picture
	width   int // of a row that comes in
	height  int // rows that come in
	n       int
	sums    []uint32
	rows    int // in sums
	next    int // row of the picture
}

func newShrinker(width, height, n int) *shrinker {
	w, h := ceilDiv(width, n), ceilDiv(height, n)
	p := &picture{width: w, height: h, planes: []plane{newPlane(w, h), newPlane(w, h), newPlane(w, h)}}
	return &shrinker{picture: p, width: width, height: height, n: n, sums: make([]uint32, 3*w)}
}

// add takes the next row, in RGB.
func (s *shrinker) add(row []byte) {
	if s.n == 1 {
		for i, v := range row {
			s.sums[i] = uint32(v)
		}
	} else {
		s.addBoxes(row)
	}
	s.rows++
	s.height--
	if s.rows == s.n || s.height == 0 {
		s.flush()
	}
}

func (s *shrinker) addBoxes(row []byte) {
	for i := 0; i+2 < len(s.sums); i += 3 {
		var r, g, b uint32
		box := row[:min(3*s.n, len(row))]
		row = row[len(box):]
		for ; len(box) >= 3; box = box[3:] {
			r += uint32(box[0])
			g += uint32(box[1])
			b += uint32(box[2])
		}
		s.sums[i] += r
		s.sums[i+1] += g
		s.sums[i+2] += b
	}
}

// flush converts the sums to a row of the picture.
func (s *shrinker) flush() {
	y, cb, cr := s.picture.planes[0].row(s.next), s.picture.planes[1].row(s.next), s.picture.planes[2].row(s.next)
	count := uint32(s.n * s.rows)
	for x := range y {
		if rest := s.width - x*s.n; rest < s.n {
			count = uint32(rest * s.rows)
		}
		rgb := s.sums[3*x:][:3]
		y[x], cb[x], cr[x] = toYCbCr(rgb[0], rgb[1], rgb[2], count)
	}
	clear(s.sums)
	s.rows = 0
	s.next++
}

// toYCbCr converts the mean of count pixels (JFIF), with 16 bits after the
// point.
func toYCbCr(r, g, b, count uint32) (y, cb, cr byte) {
	half := count / 2
	r1, g1, b1 := int32((r+half)/count), int32((g+half)/count), int32((b+half)/count)
	y1 := (19595*r1 + 38470*g1 + 7471*b1 + 1<<15) >> 16
	cb1 := (-11056*r1 - 21712*g1 + 32768*b1 + 257<<15) >> 16
	cr1 := (32768*r1 - 27440*g1 - 5328*b1 + 257<<15) >> 16
	return clamp(y1), clamp(cb1), clamp(cr1)
}
