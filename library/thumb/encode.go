package thumb

import "github.com/mediasock/mediasock/jpegscale"

// encode writes a picture as JPEG. Its colour, if it has any, has half its
// size already.
func (m *Maker) encode(p *picture) (Preview, error) {
	planes := &jpegscale.Planes{Width: p.width, Height: p.height, Scale: jpegscale.Full}
	if len(p.planes) == 3 {
		planes.Model = jpegscale.YCbCr
	}
	for _, c := range p.planes {
		planes.Plane = append(planes.Plane, jpegscale.Plane{Pix: c.pix, Stride: c.stride, Width: c.width, Height: c.height})
	}
	file, err := planes.AppendJPEG(make([]byte, 0, 4<<10+p.width*p.height/4), m.quality())
	return Preview{Width: p.width, Height: p.height, JPEG: file}, err
}
