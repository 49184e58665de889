package main

import (
	"image"
	"math"
	"math/rand/v2"
)

// photo paints a picture that costs a decoder what a photograph costs it: a
// sky with a soft gradient, hills with the 1/f spectrum of nature, foliage,
// a built structure with hard edges, and the noise of a sensor, coarser in
// colour than in brightness. Clean gradients would make every decoder look
// fast.
func photo(width, height int, seed uint64) *image.RGBA {
	p := painter{rnd: rand.New(rand.NewPCG(seed, 7)), unit: float64(width) / 16}
	p.fields()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		row := img.Pix[y*img.Stride:]
		p.chroma(y, width)
		for x := range width {
			r, g, b := p.scene(float64(x)/p.unit, float64(y)/p.unit)
			n := p.rnd.NormFloat64() * 2.2
			u, v := p.blue[x/3], p.red[x/3]
			row[4*x], row[4*x+1], row[4*x+2], row[4*x+3] = level(r+n+v), level(g+n-(u+v)/3), level(b+n+u), 255
		}
	}
	return img
}

func level(v float64) byte { return byte(max(0, min(255, math.Round(v)))) }

const fieldSize = 1 << 10 // a power of two, so that fields repeat

type painter struct {
	rnd       *rand.Rand
	unit      float64 // pixels
	field     []float32
	blue, red []float64 // noise in colour of the current rows
}

func (p *painter) fields() {
	p.field = make([]float32, fieldSize*fieldSize)
	for i := range p.field {
		p.field[i] = p.rnd.Float32()*2 - 1
	}
}

// chroma makes new noise every third row: sensors have it in larger grains.
func (p *painter) chroma(y, width int) {
	if y%3 != 0 {
		return
	}
	n := width/3 + 1
	p.blue, p.red = make([]float64, n), make([]float64, n)
	for i := range p.blue {
		p.blue[i], p.red[i] = p.rnd.NormFloat64()*2.5, p.rnd.NormFloat64()*2
	}
}

// value is smooth noise of about one swing per unit.
func (p *painter) value(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	i, j := int(fx)&(fieldSize-1), int(fy)&(fieldSize-1)
	i1, j1 := (i+1)&(fieldSize-1), (j+1)&(fieldSize-1)
	sx, sy := smooth(x-fx), smooth(y-fy)
	top := mix(float64(p.field[j*fieldSize+i]), float64(p.field[j*fieldSize+i1]), sx)
	bottom := mix(float64(p.field[j1*fieldSize+i]), float64(p.field[j1*fieldSize+i1]), sx)
	return mix(top, bottom, sy)
}

func smooth(t float64) float64        { return t * t * (3 - 2*t) }
func mix(a, b, share float64) float64 { return a + (b-a)*share }

// nature is noise whose amplitude falls with its frequency.
func (p *painter) nature(x, y float64, octaves int) float64 {
	sum, amplitude := 0.0, 1.0
	for range octaves {
		sum += p.value(x, y) * amplitude
		x, y, amplitude = x*2.03+17, y*2.03+31, amplitude*0.55
	}
	return sum
}

// scene is the colour at a place, in units.
func (p *painter) scene(x, y float64) (r, g, b float64) {
	ridge := 4.2 + p.nature(x*0.5, 0, 5)*0.9
	switch {
	case x > 9.5 && x < 13 && y > 3 && y < 10:
		return p.house(x, y)
	case y < ridge:
		cloud := max(0, p.nature(x*0.4, y*0.8, 4)) * 70
		return 105 + 9*y + cloud, 150 + 9*y + cloud*0.8, 222 + cloud*0.4
	case y < ridge+2.2:
		t := p.nature(x*3, y*3, 6) * 26
		return 92 + t, 104 + t, 88 + t*0.8
	}
	t := p.nature(x*6, y*6, 7) * 52
	return 84 + t, 112 + t*1.1, 52 + t*0.6
}

// house has bricks, windows and their hard edges.
func (p *painter) house(x, y float64) (r, g, b float64) {
	wx, wy := math.Mod(x-9.5, 0.875), math.Mod(y-3, 1.4)
	if wx > 0.25 && wx < 0.62 && wy > 0.4 && wy < 1.05 {
		glow := 30 * p.nature(x*2, y*2, 3)
		return 40 + glow, 52 + glow, 70 + glow
	}
	course := math.Floor(y * 14)
	bx := math.Mod(x*7+math.Mod(course, 2)/2, 1)
	if bx < 0.06 || math.Mod(y*14, 1) < 0.12 {
		return 196, 190, 180
	}
	t := 14*p.value(math.Floor(x*7)*3.7, course*1.9) + 12*p.nature(x*20, y*20, 3)
	return 158 + t, 82 + t, 64 + t*0.8
}
