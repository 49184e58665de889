package mediatest

import (
	"image"
	"image/color"
)

// CornerColors are the colours of the four quarters of every scene as it is
// displayed: top left, top right, bottom left, bottom right.
var CornerColors = [4]color.RGBA{
	{200, 40, 40, 255}, {40, 180, 60, 255}, {40, 60, 200, 255}, {230, 220, 60, 255},
}

// scene draws the stored pixels: the displayed scene, turned by o.Orientation.
func scene(o PhotoOptions) *image.RGBA {
	w, h := o.Width, o.Height
	if o.Orientation >= 5 {
		w, h = h, w
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		row := img.Pix[y*img.Stride : y*img.Stride+4*w]
		for x := range w {
			dx, dy := displayed(o.Orientation, x, y, w, h)
			c := colorAt(o, dx, dy)
			copy(row[4*x:], []byte{c.R, c.G, c.B, 255})
		}
	}
	return img
}

// displayed maps a stored pixel to its place in the displayed picture, as
// EXIF's Orientation 1 to 8 defines it.
func displayed(orientation, x, y, w, h int) (dx, dy int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return h - 1 - y, x
	case 7:
		return h - 1 - y, w - 1 - x
	case 8:
		return y, w - 1 - x
	}
	return x, y
}

// colorAt is the colour of the displayed scene: a quarter's colour with a
// soft texture that depends on the seed.
func colorAt(o PhotoOptions, x, y int) color.RGBA {
	q := 0
	if 2*x >= o.Width {
		q++
	}
	if 2*y >= o.Height {
		q += 2
	}
	c := CornerColors[q]
	t := uint8((uint64(x>>3)*2654435761 ^ uint64(y>>3)*40503 ^ (o.Seed*0x9E3779B97F4A7C15)>>32) & 15)
	c = color.RGBA{c.R + t, c.G + t, c.B + t, 255}
	if o.Grain > 0 {
		return grainy(c, o, x, y)
	}
	return c
}

// grainy lets one pixel stray by a hash of its position and the seed.
func grainy(c color.RGBA, o PhotoOptions, x, y int) color.RGBA {
	h := (uint64(x)<<32 ^ uint64(y) ^ o.Seed<<20) * 0x9E3779B97F4A7C15
	h ^= h >> 29
	h *= 0xBF58476D1CE4E5B9
	stray := int((h>>32)%uint64(o.Grain)) - int(o.Grain)/2
	move := func(v uint8) uint8 { return uint8(min(255, max(0, int(v)+stray))) }
	return color.RGBA{move(c.R), move(c.G), move(c.B), 255}
}

// CornerAt tells which of [CornerColors] is nearest to c, 0 to 3.
func CornerAt(c color.Color) int {
	r, g, b, _ := c.RGBA()
	best, least := 0, 1<<30
	for i, k := range CornerColors {
		dr, dg, db := int(r>>8)-int(k.R), int(g>>8)-int(k.G), int(b>>8)-int(k.B)
		if d := dr*dr + dg*dg + db*db; d < least {
			best, least = i, d
		}
	}
	return best
}
