package icc

import "math"

// steps of light that a transform tells apart.
const steps = 1 << 14

// A Transform converts pixels from one profile to another. It may be used from
// several goroutines.
type Transform struct {
	gray   bool
	light  [3][256]float32 // of each number
	matrix [9]float32      // of light
	number [steps + 1]byte // of light, in the other profile, whose curves are one
}

// To returns the transform of pixels into those of another profile, whose three
// curves are the same. Colours that it has not become the nearest that it has.
func (p *Profile) To(q *Profile) *Transform {
	t := &Transform{gray: p.Gray}
	for i := range t.light {
		for v := range t.light[i] {
			t.light[i][v] = float32(p.curves[i].at(float64(v) / 255))
		}
	}
	back, _ := q.matrix.inverse()
	m := back.product(&p.matrix)
	if p.Gray {
		m = matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	}
	for i := range 9 {
		t.matrix[i] = float32(m[i/3][i%3])
	}
	t.invert(&q.curves[0])
	return t
}

// invert fills t.number: for each step of light the number whose light is nearest.
func (t *Transform) invert(c *curve) {
	v := 0
	for i := range t.number {
		light := float64(i) / steps
		for v < 255 && math.Abs(c.at(float64(v+1)/255)-light) <= math.Abs(c.at(float64(v)/255)-light) {
			v++
		}
		t.number[i] = byte(v)
	}
}

// Color converts one pixel.
func (t *Transform) Color(r, g, b byte) (byte, byte, byte) {
	x, y, z := t.light[0][r], t.light[1][g], t.light[2][b]
	m := &t.matrix
	return t.back(m[0]*x + m[1]*y + m[2]*z), t.back(m[3]*x + m[4]*y + m[5]*z), t.back(m[6]*x + m[7]*y + m[8]*z)
}

func (t *Transform) back(light float32) byte {
	return t.number[min(max(int(light*steps+0.5), 0), steps)]
}

// RGB converts pixels of three bytes in place.
func (t *Transform) RGB(pixels []byte) {
	for ; len(pixels) >= 3; pixels = pixels[3:] {
		pixels[0], pixels[1], pixels[2] = t.Color(pixels[0], pixels[1], pixels[2])
	}
}

// Gray converts pixels of one byte in place.
func (t *Transform) Gray(pixels []byte) {
	for i, v := range pixels {
		pixels[i] = t.back(t.light[0][v])
	}
}
