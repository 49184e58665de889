package thumb

import (
	"encoding/binary"
	"image"
	"image/color"

	"github.com/mediasock/mediasock/internal/vp8"
)

// unfiltered is how many times larger than the preview a lossy WebP must be for the
// lack of a loop filter not to be seen.
const unfiltered = 3

// lossyFrame reads the frame of a lossy WebP (RFC 9649, 2.5 and 2.7); nil for any other,
// for one with transparency, and for what is broken or longer than most.
func lossyFrame(src *source, most int64) []byte {
	for at, n := int64(12), 0; n < maxChunks; n++ {
		var head [8]byte
		if _, err := src.ReadAt(head[:], at); err != nil {
			return nil
		}
		size := int64(binary.LittleEndian.Uint32(head[4:]))
		switch string(head[:4]) {
		case "VP8L", "ALPH", "ANMF":
			return nil
		case "VP8 ":
			if size > min(most, src.Size()-at-8) {
				return nil
			}
			frame := make([]byte, size)
			if _, err := src.ReadAt(frame, at+8); err != nil {
				return nil
			}
			return frame
		}
		at += 8 + size + size&1
	}
	return nil
}

// shrinkLossy decodes a frame, and averages its pixels on the way.
func shrinkLossy(frame []byte, width, height int, j *job) (*picture, error) {
	config := image.Config{ColorModel: color.YCbCrModel, Width: width, Height: height}
	if err := j.limits.check(config); err != nil {
		return nil, err
	}
	n := max(width, height) / (unfiltered * j.edge)
	s := &lossyRows{
		luma: newBoxes(width, height, n),
		cb:   newBoxes((width+1)/2, (height+1)/2, n),
		cr:   newBoxes((width+1)/2, (height+1)/2, n),
	}
	if err := vp8.Decode(frame, s); err != nil {
		return nil, err
	}
	widen(s.luma.to.pix, s.cb.to.pix, s.cr.to.pix)
	planes := []plane{s.luma.to, s.cb.to, s.cr.to}
	return &picture{width: s.luma.to.width, height: s.luma.to.height, planes: planes}, nil
}

// lossyRows takes the rows of a frame.
type lossyRows struct {
	luma, cb, cr *boxes
}

var _ vp8.Sink = (*lossyRows)(nil)

func (s *lossyRows) Luma(row []byte) { s.luma.add(row) }

func (s *lossyRows) Chroma(cb, cr []byte) {
	s.cb.add(cb)
	s.cr.add(cr)
}
