package jpegscale

import (
	"image"
	"image/color"
	"io"
)

// DecodeScaled reads an image at the smallest scale at which it need only be
// shrunk to fit into a box of width by height. It takes the place of
// [image/jpeg.Decode] wherever a preview is made of the result. A damaged
// image comes together with a *DamageError.
func DecodeScaled(r io.Reader, width, height int) (image.Image, error) {
	p, err := Decode(r, Options{FitWidth: width, FitHeight: height})
	if p == nil {
		return nil, err
	}
	return p.Image(), err
}

// Image returns a standard image: *image.Gray, *image.YCbCr, *image.RGBA or
// *image.CMYK. Gray and YCbCr share their pixels with the planes, if the
// sampling is one that image.YCbCr knows.
func (p *Planes) Image() image.Image {
	r := image.Rect(0, 0, p.Width, p.Height)
	switch p.Model {
	case Gray:
		return &image.Gray{Pix: p.Plane[0].Pix, Stride: p.Plane[0].Stride, Rect: r}
	case YCbCr:
		return p.ycbcr(r)
	case RGB:
		return p.rgb(r)
	}
	return p.cmyk(r)
}

// sampling maps the ratios of 1, 2 or 4 of a chroma plane to those that
// package image has.
var sampling = map[Sampling]image.YCbCrSubsampleRatio{
	{1, 1}: image.YCbCrSubsampleRatio444,
	{2, 1}: image.YCbCrSubsampleRatio422,
	{2, 2}: image.YCbCrSubsampleRatio420,
	{1, 2}: image.YCbCrSubsampleRatio440,
	{4, 1}: image.YCbCrSubsampleRatio411,
	{4, 2}: image.YCbCrSubsampleRatio410,
}

func (p *Planes) ycbcr(r image.Rectangle) *image.YCbCr {
	ratio, ok := sampling[p.Plane[1].ratio]
	if !ok || p.Plane[1].ratio != p.Plane[2].ratio || p.Plane[0].ratio != (Sampling{1, 1}) {
		return p.spread(r)
	}
	return &image.YCbCr{
		Y: p.Plane[0].Pix, Cb: p.Plane[1].Pix, Cr: p.Plane[2].Pix,
		YStride: p.Plane[0].Stride, CStride: p.Plane[1].Stride,
		SubsampleRatio: ratio, Rect: r,
	}
}

// spread repeats samples so that all planes are of the size of the image.
func (p *Planes) spread(r image.Rectangle) *image.YCbCr {
	img := image.NewYCbCr(r, image.YCbCrSubsampleRatio444)
	for i, to := range [][]byte{img.Y, img.Cb, img.Cr} {
		for y := range p.Height {
			p.Plane[i].stretch(to[y*img.YStride:][:p.Width], y, p.Height)
		}
	}
	return img
}

// stretch writes the row of the plane that is row y of height into dst, as
// wide as that is.
func (p *Plane) stretch(dst []byte, y, height int) {
	row := p.Row(y * p.Height / height)
	for x := range dst {
		dst[x] = row[x*len(row)/len(dst)]
	}
}

func (p *Planes) rgb(r image.Rectangle) *image.RGBA {
	img := image.NewRGBA(r)
	p.interleave(img.Pix, img.Stride)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	return img
}

// interleave writes the planes into pixels of four bytes.
func (p *Planes) interleave(pix []byte, stride int) {
	line := make([]byte, p.Width)
	for i := range p.Plane {
		for y := range p.Height {
			p.Plane[i].stretch(line, y, p.Height)
			row := pix[y*stride:][:4*p.Width]
			for x, v := range line {
				row[4*x+i] = v
			}
		}
	}
}

// cmyk makes pixels in which 255 is full ink, as package image wants them.
func (p *Planes) cmyk(r image.Rectangle) *image.CMYK {
	img := image.NewCMYK(r)
	p.interleave(img.Pix, img.Stride)
	for i := 0; i < len(img.Pix); i += 4 {
		px := img.Pix[i : i+4 : i+4]
		if p.Model == YCCK {
			r, g, b := color.YCbCrToRGB(px[0], px[1], px[2])
			px[0], px[1], px[2] = ^r, ^g, ^b
		}
		if p.Inverted {
			px[0], px[1], px[2], px[3] = ^px[0], ^px[1], ^px[2], ^px[3]
		}
	}
	return img
}
