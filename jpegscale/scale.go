package jpegscale

import "slices"

// Scale is the size of the result in eighths of the size of the original. A
// block of 8 by 8 pixels becomes one of Scale by Scale.
type Scale int

// The four scales that a block can be decoded to.
const (
	Eighth  Scale = 1
	Quarter Scale = 2
	Half    Scale = 4
	Full    Scale = 8
)

// ScaleToFit returns the smallest scale at which an image of width by height
// need only be shrunk to fit into a box of boxWidth by boxHeight. A side of
// the box that is not positive bounds nothing.
func ScaleToFit(width, height, boxWidth, boxHeight int) Scale {
	for _, s := range []Scale{Eighth, Quarter, Half} {
		w, h := s.Size(width, height)
		if boxWidth > 0 && w >= boxWidth || boxHeight > 0 && h >= boxHeight {
			return s
		}
	}
	return Full
}

// Size returns the size that an image of width by height has at this scale,
// rounded up.
func (s Scale) Size(width, height int) (int, int) {
	return s.side(width), s.side(height)
}

func (s Scale) side(n int) int { return (n*int(s) + 7) / 8 }

func (s Scale) valid() bool {
	return s == Eighth || s == Quarter || s == Half || s == Full
}

// halved returns the half of a scale, if that is wanted and there is one.
func (s Scale) halved(want bool) Scale {
	if want && s > Eighth {
		return s / 2
	}
	return s
}

// coefficientsFor returns how many coefficients, in the order of the file, a
// block of wide by high pixels may need: those up to the last of its corner.
func coefficientsFor(wide, high int) int {
	last := uint8(0)
	for y := range high {
		last = max(last, slices.Max(zigzag[8*y:][:wide]))
	}
	return int(last) + 1
}
