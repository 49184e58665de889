package vp8

// Kinds of blocks (RFC 6386, 13.3).
const (
	lumaRest  = iota // luma whose first coefficient is in the second-order block
	second           // the first coefficients of sixteen luma blocks
	chroma           // Cb or Cr
	lumaWhole        // luma with all coefficients
)

// bands group the places of coefficients (13.3); the last is behind the end.
var bands = [17]uint8{0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0}

// zigzag says where the coefficients belong (13).
var zigzag = [16]uint8{0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15}

// extra holds the probabilities of the bits of the large categories (13.2).
var extra = [4][]uint8{
	{173, 148, 140},
	{176, 155, 140, 135},
	{180, 157, 141, 134, 130},
	{254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129},
}

// enough is how many bits one token without its large part can need.
const enough = 5*7 + 8

// coefficients reads the tokens of one block from place n on (13.2), multiplies them
// by their steps, and returns the place behind the last. Size says how many of the
// blocks above and to the left have any.
func (p *partition) coefficients(out *[16]int16, kind *[8][3][11]uint8, size uint8, n int, steps *[2]int32) int {
	w, one := p.w, false
	probs := &kind[bands[n]][size]
	for n < 16 {
		if w.have < enough {
			w = p.fill(w)
		}
		if w, one = w.bit(probs[0]); !one {
			break
		}
		for {
			if w, one = w.bit(probs[1]); one {
				break
			}
			if n++; n == 16 {
				p.w = w
				return 16
			}
			probs = &kind[bands[n]][0]
			if w.have < enough {
				w = p.fill(w)
			}
		}
		v := int32(1)
		next := 1
		if w, one = w.bit(probs[2]); one {
			w, v = p.large(w, probs)
			next = 2
		}
		v *= steps[min(n, 1)]
		if w, one = w.bit(128); one {
			v = -v
		}
		out[zigzag[n]] = int16(v)
		n++
		probs = &kind[bands[n]][next]
	}
	p.w = w
	return n
}

// large reads the rest of a token that is more than one.
func (p *partition) large(w window, probs *[11]uint8) (window, int32) {
	p.w = w
	v := p.value(probs)
	if p.w.have < 16 {
		p.w = p.fill(p.w)
	}
	return p.w, v
}

func (p *partition) value(probs *[11]uint8) int32 {
	if !p.bit(probs[3]) {
		if !p.bit(probs[4]) {
			return 2
		}
		return 3 + p.one(probs[5])
	}
	if !p.bit(probs[6]) {
		if !p.bit(probs[7]) {
			return 5 + p.one(159)
		}
		high := p.one(165)
		return 7 + 2*high + p.one(145)
	}
	category := p.one(probs[8])
	category = 2*category + p.one(probs[9+category])
	v := int32(0)
	for _, q := range extra[category&3] {
		v = 2*v + p.one(q)
	}
	return v + 3 + 8<<category
}

// one is a bit as a number.
func (p *partition) one(probability uint8) int32 {
	if p.bit(probability) {
		return 1
	}
	return 0
}
