package thumb

import "github.com/mediasock/mediasock/icc"

// colours are what is to be done to the pixels of an image that has a profile.
type colours struct {
	transform *icc.Transform // nil: nothing
	wide      bool           // the result is Display P3, not sRGB
}

// coloursOf returns what a profile asks for: what sRGB can show becomes sRGB, which
// needs no profile; wider colours become Display P3, which browsers show as far as
// the screen can.
func coloursOf(p *icc.Profile) *colours {
	switch {
	case p == nil || p.IsSRGB():
		return nil
	case p.IsWide():
		return &colours{transform: p.To(icc.DisplayP3()), wide: true}
	}
	return &colours{transform: p.To(icc.SRGB())}
}

// recolour converts a picture. It is done when the picture is small already.
func (p *picture) recolour() *picture {
	c := p.colours
	if c == nil || c.transform == nil {
		return p
	}
	p = p.clone()
	p.colours = &colours{wide: c.wide}
	if len(p.planes) == 1 {
		for y := range p.height {
			c.transform.Gray(p.planes[0].row(y))
		}
		return p
	}
	luma, cb, cr := &p.planes[0], &p.planes[1], &p.planes[2]
	for y := 0; y < p.height; y += 2 {
		for x := 0; x < p.width; x += 2 {
			c.square(luma, x, y, &cb.row(min(y/2, cb.height-1))[min(x/2, cb.width-1)], &cr.row(min(y/2, cr.height-1))[min(x/2, cr.width-1)])
		}
	}
	return p
}

// clone returns a picture with pixels of its own.
func (p *picture) clone() *picture {
	out := *p
	out.planes = nil
	for _, c := range p.planes {
		own := newPlane(c.width, c.height)
		for y := range c.height {
			copy(own.row(y), c.row(y))
		}
		out.planes = append(out.planes, own)
	}
	return &out
}

// square converts up to four pixels that share their colour.
func (c *colours) square(luma *plane, x, y int, cb, cr *byte) {
	var sumB, sumR, n int32
	b, r := int32(*cb)-128, int32(*cr)-128
	for v := y; v < min(y+2, luma.height); v++ {
		row := luma.row(v)
		for h := x; h < min(x+2, luma.width); h++ {
			l := int32(row[h]) << 16
			red, green, blue := c.transform.Color(
				clamp((l+91881*r+1<<15)>>16), clamp((l-22554*b-46802*r+1<<15)>>16), clamp((l+116130*b+1<<15)>>16))
			y1, b1, r1 := toYCbCr(uint32(red), uint32(green), uint32(blue), 1)
			row[h] = y1
			sumB, sumR, n = sumB+int32(b1), sumR+int32(r1), n+1
		}
	}
	*cb, *cr = byte((sumB+n/2)/n), byte((sumR+n/2)/n)
}

// withProfile returns a JPEG file with a profile in it, behind the first segment,
// which is JFIF's (ICC.1:2022, B.4).
func withProfile(file, profile []byte) []byte {
	at := 4 + int(file[4])<<8 + int(file[5]) // SOI, marker and length; the length counts itself
	size := 2 + 14 + len(profile)
	out := make([]byte, 0, len(file)+2+size)
	out = append(out, file[:at]...)
	out = append(out, 0xff, 0xe2, byte(size>>8), byte(size))
	out = append(out, "ICC_PROFILE\x00\x01\x01"...)
	out = append(out, profile...)
	return append(out, file[at:]...)
}
