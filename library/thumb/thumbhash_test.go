package thumb

import (
	"image"
	"image/color"
	"math"
	"testing"
)

// decodeHash turns the hash of an opaque picture back into colours, as the
// description of the format says, on a grid of width by height.
func decodeHash(hash []byte, width, height int) [][3]float64 {
	head := uint32(hash[0]) | uint32(hash[1])<<8 | uint32(hash[2])<<16
	shape := uint32(hash[3]) | uint32(hash[4])<<8
	part := func(v uint32, shift, width uint) float64 {
		most := uint32(1)<<width - 1
		return float64(v>>shift&most) / float64(most)
	}
	nx, ny := int(shape&7), 7
	if shape>>15 == 1 {
		nx, ny = 7, int(shape&7)
	}
	at := 0
	channel := func(dc, scale float64, nx, ny int) []float64 {
		out := make([]float64, width*height)
		for cy := range ny {
			for cx := 0; cx*ny < nx*(ny-cy); cx++ {
				f := dc
				if cx+cy > 0 {
					f = 2 * scale * (float64(hash[5+at/2]>>(at%2*4)&15)/7.5 - 1)
					at++
				}
				for i := range out {
					x, y := float64(i%width), float64(i/width)
					out[i] += f * math.Cos(math.Pi/float64(width)*(x+0.5)*float64(cx)) *
						math.Cos(math.Pi/float64(height)*(y+0.5)*float64(cy))
				}
			}
		}
		return out
	}
	l := channel(part(head, 0, 6), part(head, 18, 5), max(3, nx), max(3, ny))
	p := channel(part(head, 6, 6)*2-1, part(shape, 3, 6), 3, 3)
	q := channel(part(head, 12, 6)*2-1, part(shape, 9, 6), 3, 3)
	colours := make([][3]float64, len(l))
	for i := range colours {
		b := l[i] - 2.0/3*p[i]
		r := (3*l[i] - b + q[i]) / 2
		colours[i] = [3]float64{r, r - q[i], b}
	}
	return colours
}

// evening is blue above and orange below, brighter to the right.
func evening(width, height int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			right, down := 60*x/width, 150*y/height
			img.SetNRGBA(x, y, color.NRGBA{byte(40 + right + down), byte(70 + right + down/3), byte(190 + right - down), 255})
		}
	}
	return img
}

func TestHash_ShowsThePicture(t *testing.T) {
	for _, c := range [][2]int{{400, 300}, {300, 400}, {300, 300}} {
		img := evening(c[0], c[1])
		hash := makeOne(t, jpegOf(t, img), 1, 128).Hash
		w, h := c[0]/25, c[1]/25
		colours := decodeHash(hash, w, h)
		sum, flat := 0.0, 0.0
		for i, got := range colours {
			want := img.NRGBAAt(i%w*25+12, i/w*25+12)
			for k, v := range []byte{want.R, want.G, want.B} {
				sum += math.Abs(got[k] - float64(v)/255)
				flat += math.Abs(0.47 - float64(v)/255)
			}
		}
		if share := sum / flat; share > 0.3 {
			t.Errorf("hash of %v is %.2f as far from the picture as grey is, want at most 0.3", c, share)
		}
	}
}

func TestHash_OfOneColour(t *testing.T) {
	p := &picture{width: 8, height: 8, planes: []plane{newPlane(8, 8)}}
	for i := range p.planes[0].pix {
		p.planes[0].pix[i] = 128
	}
	hash := p.hash()
	if len(hash) != 5+(27+5+5+1)/2 {
		t.Errorf("hash has %d bytes", len(hash))
	}
	for _, c := range decodeHash(hash, 4, 4) {
		for _, v := range c {
			if v < 0.45 || v > 0.56 {
				t.Fatalf("hash of grey shows %v", c)
			}
		}
	}
}
