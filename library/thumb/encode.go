package thumb

import (
	"bytes"
	"image"
	"image/jpeg"
)

// encode writes a picture as JPEG. Its colour, if it has any, has half its
// size already.
func (m *Maker) encode(p *picture) (Preview, error) {
	var buf bytes.Buffer
	err := jpeg.Encode(&buf, p.image(), &jpeg.Options{Quality: m.quality()})
	return Preview{Width: p.width, Height: p.height, JPEG: buf.Bytes()}, err
}

func (p *picture) image() image.Image {
	r := image.Rect(0, 0, p.width, p.height)
	y := &p.planes[0]
	if len(p.planes) == 1 {
		return &image.Gray{Pix: y.pix, Stride: y.stride, Rect: r}
	}
	cb, cr := &p.planes[1], &p.planes[2]
	return &image.YCbCr{
		Y: y.pix, Cb: cb.pix, Cr: cr.pix, YStride: y.stride, CStride: cb.stride,
		SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: r,
	}
}
