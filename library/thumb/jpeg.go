package thumb

import (
	"bytes"
	"errors"
	"image"

	"github.com/mediasock/mediasock/jpegscale"
)

// headroom is how much larger than the preview the decoded picture should be
// for the resize to have a say, in hundredths. A large preview shows less of
// the difference, and costs more (doc/performance.md, "Previews").
func headroom(edge int) int {
	if edge > 1024 {
		return 125
	}
	return 145
}

// jpegFormat decodes photographs straight to a fraction of their size.
type jpegFormat struct{}

var _ format = jpegFormat{}

func (jpegFormat) matches(head []byte) bool {
	return bytes.HasPrefix(head, []byte("\xff\xd8\xff"))
}

func (jpegFormat) decode(j *job) (*picture, error) {
	box := (j.edge*headroom(j.edge) + 99) / 100
	d := j.maker.jpegDecoder()
	defer j.maker.decoders.Put(d)
	planes, err := d.Decode(j.src, jpegscale.Options{
		FitWidth: box, FitHeight: box,
		HalfChroma: true,
		MaxPixels:  j.limits.MaxPixels,
		MaxMemory:  j.limits.MaxMemory,
	})
	if planes == nil {
		return nil, err
	}
	p := j.pictureOf(planes)
	p.damaged = errors.As(err, new(*jpegscale.DamageError))
	return p, nil
}

// pictureOf takes over planes as they are, and converts those in other colours.
func (j *job) pictureOf(planes *jpegscale.Planes) *picture {
	if planes.Model != jpegscale.YCbCr && planes.Model != jpegscale.Gray {
		return newPicture(planes.Image(), image.Config{Width: planes.Width, Height: planes.Height}, j)
	}
	p := &picture{width: planes.Width, height: planes.Height}
	for _, from := range planes.Plane {
		p.planes = append(p.planes, plane{pix: from.Pix, stride: from.Stride, width: from.Width, height: from.Height})
	}
	return p
}
