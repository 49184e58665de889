package vp8

// strip holds the pixels of one row of macroblocks in one channel, with the last row
// of those above, and room for the borders: what is left of the frame counts as
// 129, what is above it as 127 (RFC 6386, 12.2 and 12.3).
type strip struct {
	pix    []byte
	stride int
	n      int // rows, and the width of a macroblock
}

// margin is where the first pixel of a row lies.
const margin = 16

func newStrip(n, across int) strip {
	s := strip{stride: margin + n*across + 16, n: n}
	s.pix = make([]byte, (n+1)*s.stride)
	set(s.pix[:s.stride], 127)
	for y := 1; y <= n; y++ {
		s.pix[y*s.stride+margin-1] = 129
	}
	return s
}

// at is where macroblock x lies.
func (s *strip) at(x int) int { return s.stride + margin + x*s.n }

func (s *strip) row(y, width int) []byte {
	return s.pix[(y+1)*s.stride+margin:][:width]
}

// next keeps the last row as what is above the next one's.
func (s *strip) next() { copy(s.pix[:s.stride], s.pix[s.n*s.stride:]) }

// aside writes the pixels that subblocks at the right edge of macroblock x take for
// what is above and to the right of them: those above the next macroblock, for all
// four of them. They lie where the next macroblock will be.
func (s *strip) aside(x int, last, top bool) {
	at := s.at(x) - s.stride + s.n
	right := [4]byte(s.pix[at:])
	if last && !top {
		v := s.pix[at-1]
		right = [4]byte{v, v, v, v}
	}
	for y := 0; y < 4; y++ {
		*(*[4]byte)(s.pix[at+4*y*s.stride:]) = right
	}
}
