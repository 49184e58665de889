package thumb

import (
	"sync"

	"github.com/mediasock/mediasock/icc"
	"github.com/mediasock/mediasock/jpegscale"
)

// displayP3 is the profile that previews of wide colours carry.
var displayP3 = sync.OnceValue(func() []byte { return icc.DisplayP3().Write("Display P3") })

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
	if err == nil && p.colours != nil && p.colours.wide {
		file = withProfile(file, displayP3())
	}
	return Preview{Width: p.width, Height: p.height, JPEG: file}, err
}
