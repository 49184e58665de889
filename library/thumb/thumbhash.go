package thumb

import (
	"image/color"
	"math"
)

// hashEdge is the size of the picture that a hash is made of: more than four
// times the highest frequency in it.
const hashEdge = 32

// hash returns the thumbhash of a picture (evanw.github.io/thumbhash): about
// 25 bytes that a page turns into a blurred picture to show until the real one
// is there. Previews have no transparency, so neither has the hash.
//
// It holds the lowest frequencies of three channels: l for brightness, p for
// yellow against blue, q for red against green.
func (p *picture) hash() []byte {
	l, yb, rg := p.opponents()
	nx, ny := p.hashShape()
	lDC, lAC, lScale := lowest(l, p.width, p.height, max(3, nx), max(3, ny))
	pDC, pAC, pScale := lowest(yb, p.width, p.height, 3, 3)
	qDC, qAC, qScale := lowest(rg, p.width, p.height, 3, 3)
	head := quantize(lDC, 63) | quantize(0.5+pDC/2, 63)<<6 | quantize(0.5+qDC/2, 63)<<12 | quantize(lScale, 31)<<18
	shape := uint32(nx)
	if p.width > p.height {
		shape = uint32(ny) | 1<<15
	}
	shape |= quantize(pScale, 63)<<3 | quantize(qScale, 63)<<9
	out := []byte{byte(head), byte(head >> 8), byte(head >> 16), byte(shape), byte(shape >> 8)}
	return appendNibbles(out, lAC, pAC, qAC)
}

// hashShape is how many frequencies of brightness each direction has.
func (p *picture) hashShape() (nx, ny int) {
	longer := float64(max(p.width, p.height))
	side := func(n int) int { return max(1, int(math.Round(7*float64(n)/longer))) }
	return side(p.width), side(p.height)
}

func quantize(v float64, steps float64) uint32 {
	return uint32(math.Round(max(0, min(1, v)) * steps))
}

// appendNibbles writes values of 0 to 1 in four bits each, the lower half of a
// byte first.
func appendNibbles(out []byte, channels ...[]float64) []byte {
	odd := false
	for _, channel := range channels {
		for _, v := range channel {
			nibble := byte(quantize(v, 15))
			if odd {
				out[len(out)-1] |= nibble << 4
			} else {
				out = append(out, nibble)
			}
			odd = !odd
		}
	}
	return out
}

// opponents converts to the channels of a hash, as fractions of full colour.
func (p *picture) opponents() (l, yb, rg []float64) {
	n := p.width * p.height
	l, yb, rg = make([]float64, 0, n), make([]float64, 0, n), make([]float64, 0, n)
	for y := range p.height {
		for x := range p.width {
			r8, g8, b8 := p.at(x, y)
			r, g, b := float64(r8)/255, float64(g8)/255, float64(b8)/255
			l, yb, rg = append(l, (r+g+b)/3), append(yb, (r+g)/2-b), append(rg, r-g)
		}
	}
	return l, yb, rg
}

// at returns the colour of one pixel.
func (p *picture) at(x, y int) (r, g, b byte) {
	v := p.planes[0].row(y)[x]
	if len(p.planes) == 1 {
		return v, v, v
	}
	c := &p.planes[1]
	cx, cy := x*c.width/p.width, y*c.height/p.height
	return color.YCbCrToRGB(v, c.row(cy)[cx], p.planes[2].row(cy)[cx])
}

// lowest returns the mean of a channel and the triangle of its lowest nx by ny
// frequencies, scaled to 0 to 1 by the largest of them.
func lowest(channel []float64, width, height, nx, ny int) (dc float64, ac []float64, scale float64) {
	wavesX, wavesY := cosines(nx, width), cosines(ny, height)
	for cy := range ny {
		for cx := 0; cx*ny < nx*(ny-cy); cx++ {
			f := correlate(channel, wavesX[cx], wavesY[cy])
			if cx == 0 && cy == 0 {
				dc = f
				continue
			}
			ac = append(ac, f)
			scale = max(scale, math.Abs(f))
		}
	}
	for i := range ac {
		if scale > 0 {
			ac[i] = 0.5 + 0.5*ac[i]/scale
		}
	}
	return dc, ac, scale
}

func cosines(n, length int) [][]float64 {
	waves := make([][]float64, n)
	for k := range waves {
		waves[k] = make([]float64, length)
		for i := range waves[k] {
			waves[k][i] = math.Cos(math.Pi / float64(length) * float64(k) * (float64(i) + 0.5))
		}
	}
	return waves
}

func correlate(channel, along, down []float64) float64 {
	sum := 0.0
	for y, d := range down {
		line := 0.0
		for x, v := range channel[y*len(along):][:len(along)] {
			line += v * along[x]
		}
		sum += line * d
	}
	return sum / float64(len(channel))
}
