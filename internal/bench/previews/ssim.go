package main

import (
	"fmt"
	"image"
	_ "image/jpeg" // photographs and previews
	"math"
	"os"
	"strings"

	_ "golang.org/x/image/webp" // photographs
)

// grey is the brightness of an image.
type grey struct {
	width, height int
	v             []float64
}

// reference is the best preview of a photograph: all of it, decoded by the
// standard library and resized with a Lanczos kernel in floating point.
type reference struct{ small *grey }

func newReference(path string, edge int) (*reference, error) {
	if strings.Contains(path, "rotated") {
		return &reference{}, nil // the others are comparison enough
	}
	full, err := readGrey(path)
	if err != nil {
		return nil, err
	}
	longer := float64(max(full.width, full.height))
	w := int(math.Round(float64(full.width*edge) / longer))
	h := int(math.Round(float64(full.height*edge) / longer))
	return &reference{full.resize(w, h)}, nil
}

func readGrey(path string) (*grey, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	b := img.Bounds()
	g := &grey{b.Dx(), b.Dy(), make([]float64, 0, b.Dx()*b.Dy())}
	if m, ok := img.(*image.YCbCr); ok && strings.HasSuffix(path, ".webp") {
		return g.limited(m), nil
	}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			red, green, blue, _ := img.At(x, y).RGBA()
			g.v = append(g.v, (0.299*float64(red)+0.587*float64(green)+0.114*float64(blue))/257)
		}
	}
	return g, nil
}

// limited takes brightness from 16 to 235, which WebP's decoder hands out as it is.
func (g *grey) limited(m *image.YCbCr) *grey {
	for y := range g.height {
		for _, v := range m.Y[y*m.YStride:][:g.width] {
			g.v = append(g.v, (float64(v)-16)*255/219)
		}
	}
	return g
}

func lanczos3(x float64) float64 {
	if x == 0 {
		return 1
	}
	if x <= -3 || x >= 3 {
		return 0
	}
	return 3 * math.Sin(math.Pi*x) * math.Sin(math.Pi*x/3) / (math.Pi * math.Pi * x * x)
}

func (g *grey) resize(width, height int) *grey {
	return g.squeeze(width).turned().squeeze(height).turned()
}

// squeeze changes the width.
func (g *grey) squeeze(width int) *grey {
	out := &grey{width, g.height, make([]float64, width*g.height)}
	step := float64(g.width) / float64(width)
	for x := range width {
		centre := (float64(x)+0.5)*step - 0.5
		first, last := int(math.Ceil(centre-3*step)), int(math.Floor(centre+3*step))
		for y := range g.height {
			sum, weight := 0.0, 0.0
			for k := first; k <= last; k++ {
				w := lanczos3((float64(k) - centre) / step)
				sum += w * g.v[y*g.width+min(max(k, 0), g.width-1)]
				weight += w
			}
			out.v[y*width+x] = min(max(sum/weight, 0), 255)
		}
	}
	return out
}

func (g *grey) turned() *grey {
	out := &grey{g.height, g.width, make([]float64, len(g.v))}
	for y := range g.height {
		for x := range g.width {
			out.v[x*g.height+y] = g.v[y*g.width+x]
		}
	}
	return out
}

// ssim compares a preview with the reference: the mean over windows of 8 by 8
// pixels, 4 apart.
func (r *reference) ssim(path string) (string, error) {
	if r.small == nil {
		return "-", nil
	}
	p, err := readGrey(path)
	if err != nil {
		return "", err
	}
	if p.width != r.small.width || p.height != r.small.height {
		return fmt.Sprintf("%dx%d", p.width, p.height), nil
	}
	sum, n := 0.0, 0
	for y := 0; y+8 <= p.height; y += 4 {
		for x := 0; x+8 <= p.width; x += 4 {
			sum += window(r.small, p, x, y)
			n++
		}
	}
	return fmt.Sprintf("%.4f", sum/float64(n)), nil
}

// window is the structural similarity of one window.
func window(a, b *grey, x, y int) float64 {
	const c1, c2, n = (0.01 * 255) * (0.01 * 255), (0.03 * 255) * (0.03 * 255), 64
	var sa, sb, saa, sbb, sab float64
	for v := y; v < y+8; v++ {
		for h := x; h < x+8; h++ {
			p, q := a.v[v*a.width+h], b.v[v*b.width+h]
			sa, sb, saa, sbb, sab = sa+p, sb+q, saa+p*p, sbb+q*q, sab+p*q
		}
	}
	ma, mb := sa/n, sb/n
	va, vb, cov := saa/n-ma*ma, sbb/n-mb*mb, sab/n-ma*mb
	return (2*ma*mb + c1) * (2*cov + c2) / ((ma*ma + mb*mb + c1) * (va + vb + c2))
}
