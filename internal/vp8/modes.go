package vp8

// Modes of prediction (RFC 6386, 8 and 11.2); a square of 16 or 8 pixels knows the
// first four, a subblock of four pixels all of them.
const (
	modeDC = iota // the mean of what is above and to the left
	modeTM        // "TrueMotion": the gradient
	modeV         // what is above
	modeH         // what is to the left
	modeRD        // diagonals: right and down, and so on
	modeVR
	modeLD
	modeVL
	modeHD
	modeHU
)

// modes says how a macroblock is predicted.
type modes struct {
	segment uint8
	skipped bool // no coefficients
	whole   bool // all luma at once, with the mode luma
	luma    uint8
	sub     [16]uint8
	chroma  uint8
}

// readModes reads the modes of the next macroblock (19.3). The modes of the
// subblocks at its edges are those by which its neighbours' are coded.
func (d *decoder) readModes(m *modes, x int) {
	p := &d.first
	m.segment, m.skipped = 0, false
	if d.mapped {
		m.segment = d.readSegment()
	}
	if d.skips {
		m.skipped = p.bit(d.skip)
	}
	above := (*[4]uint8)(d.aboveModes[4*x:])
	m.whole = p.bit(145)
	if m.whole {
		m.luma = square(p, 156, 163, 128)
		for i := range 4 {
			above[i], d.leftModes[i] = m.luma, m.luma
		}
	} else {
		for y := range 4 {
			left := d.leftModes[y]
			for x := range 4 {
				left = p.subMode(&subModeProbabilities[above[x]][left])
				above[x], m.sub[4*y+x] = left, left
			}
			d.leftModes[y] = left
		}
	}
	m.chroma = modeDC
	if p.bit(142) {
		m.chroma = modeV
		if p.bit(114) {
			m.chroma = modeH
			if p.bit(183) {
				m.chroma = modeTM
			}
		}
	}
}

func (d *decoder) readSegment() uint8 {
	if d.first.bit(d.segment[0]) {
		return 2 + uint8(d.first.one(d.segment[2]))
	}
	return uint8(d.first.one(d.segment[1]))
}

// square reads the mode of all of a macroblock's luma.
func square(p *partition, which, v, tm uint8) uint8 {
	switch {
	case !p.bit(which):
		if p.bit(v) {
			return modeV
		}
		return modeDC
	case p.bit(tm):
		return modeTM
	}
	return modeH
}

// subMode reads the mode of a subblock (11.2).
func (p *partition) subMode(probs *[9]uint8) uint8 {
	switch {
	case !p.bit(probs[0]):
		return modeDC
	case !p.bit(probs[1]):
		return modeTM
	case !p.bit(probs[2]):
		return modeV
	case !p.bit(probs[3]):
		switch {
		case !p.bit(probs[4]):
			return modeH
		case !p.bit(probs[5]):
			return modeRD
		}
		return modeVR
	case !p.bit(probs[6]):
		return modeLD
	case !p.bit(probs[7]):
		return modeVL
	case !p.bit(probs[8]):
		return modeHD
	}
	return modeHU
}
