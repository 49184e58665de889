package thumb

import (
	"image"
	"image/color"
)

// ground is what lies behind transparent pixels, 8 bits a channel.
type ground [3]uint32

func (m *Maker) ground() ground {
	if m.Ground == nil {
		return ground{0xee, 0xee, 0xee}
	}
	r, g, b, _ := m.Ground.RGBA()
	return ground{r >> 8, g >> 8, b >> 8}
}

// rowsOf returns a function that writes row y of a canvas as RGB, with img on
// it where it lies, and the ground elsewhere. The kinds of images that
// decoders return have ways of their own, because they are long; any other
// kind is asked for each pixel.
func rowsOf(img image.Image, canvas image.Rectangle, g ground) func(y int, dst []byte) {
	if img.Bounds() == canvas {
		switch m := img.(type) {
		case *image.RGBA:
			return func(y int, dst []byte) { g.premultiplied(dst, m.Pix[y*m.Stride:], 4) }
		case *image.NRGBA:
			return func(y int, dst []byte) { g.straight(dst, m.Pix[y*m.Stride:], 4) }
		case *image.RGBA64: // the high bytes are enough
			return func(y int, dst []byte) { g.premultiplied(dst, m.Pix[y*m.Stride:], 8) }
		case *image.NRGBA64:
			return func(y int, dst []byte) { g.straight(dst, m.Pix[y*m.Stride:], 8) }
		case *image.Paletted:
			colours := g.flatPalette(m.Palette)
			return func(y int, dst []byte) { lookUp(dst, m.Pix[y*m.Stride:], &colours) }
		}
	}
	return func(y int, dst []byte) { g.any(dst, img, y) }
}

// premultiplied puts a row of pixels, step bytes each, onto the ground.
func (g *ground) premultiplied(dst, src []byte, step int) {
	b := step / 4
	for ; len(dst) >= 3; dst, src = dst[3:], src[step:] {
		px := src[:step]
		red, green, blue, alpha := px[0], px[b], px[2*b], uint32(px[3*b])
		if alpha == 255 {
			dst[0], dst[1], dst[2] = red, green, blue
			continue
		}
		rest := 255 - alpha
		dst[0] = clamp(int32(uint32(red) + (g[0]*rest+127)/255))
		dst[1] = clamp(int32(uint32(green) + (g[1]*rest+127)/255))
		dst[2] = clamp(int32(uint32(blue) + (g[2]*rest+127)/255))
	}
}

// straight is premultiplied for colours that are not multiplied by alpha.
func (g *ground) straight(dst, src []byte, step int) {
	b := step / 4
	for ; len(dst) >= 3; dst, src = dst[3:], src[step:] {
		px := src[:step]
		red, green, blue, alpha := px[0], px[b], px[2*b], uint32(px[3*b])
		if alpha == 255 {
			dst[0], dst[1], dst[2] = red, green, blue
			continue
		}
		rest := 255 - alpha
		dst[0] = byte((uint32(red)*alpha + g[0]*rest + 127) / 255)
		dst[1] = byte((uint32(green)*alpha + g[1]*rest + 127) / 255)
		dst[2] = byte((uint32(blue)*alpha + g[2]*rest + 127) / 255)
	}
}

// flatPalette puts the colours of a palette onto the ground. An index beyond
// the palette shows the ground.
func (g *ground) flatPalette(p color.Palette) (flat [256][3]byte) {
	for i := range flat {
		flat[i] = [3]byte{byte(g[0]), byte(g[1]), byte(g[2])}
		if i < len(p) {
			c := color.NRGBAModel.Convert(p[i]).(color.NRGBA)
			g.straight(flat[i][:], []byte{c.R, c.G, c.B, c.A}, 4)
		}
	}
	return flat
}

func lookUp(dst, src []byte, colours *[256][3]byte) {
	for ; len(dst) >= 3; dst, src = dst[3:], src[1:] {
		copy(dst, colours[src[0]][:])
	}
}

// any asks the image for its pixels one by one.
func (g *ground) any(dst []byte, img image.Image, y int) {
	r := img.Bounds()
	for x := range len(dst) / 3 {
		to := dst[3*x:][:3]
		if !(image.Point{X: x, Y: y}).In(r) {
			to[0], to[1], to[2] = byte(g[0]), byte(g[1]), byte(g[2])
			continue
		}
		c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
		g.straight(to, []byte{c.R, c.G, c.B, c.A}, 4)
	}
}
