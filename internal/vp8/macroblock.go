package vp8

// noCoefficients notes that a macroblock has none. Whether there are second-order
// ones is remembered from the last macroblock that could have them (RFC 6386, 13.3).
func (d *decoder) noCoefficients(m *modes, above *present) {
	kept, keptLeft := above.second, d.left.second
	*above, d.left = present{}, present{}
	if !m.whole {
		above.second, d.left.second = kept, keptLeft
	}
	d.ends = [25]int{}
}

// readCoefficients reads all blocks of a macroblock (13.1).
func (d *decoder) readCoefficients(p *partition, m *modes, above *present) {
	d.blocks = [25][16]int16{}
	q := &d.quant[m.segment]
	kind, from := lumaWhole, 0
	if m.whole {
		kind, from = lumaRest, 1
		n := p.coefficients(&d.blocks[24], &d.tokens[second], above.second+d.left.second, 0, &q.second)
		above.second = some(n, 0)
		d.left.second = above.second
		if n > 0 {
			unhadamard(&d.blocks[24], &d.blocks)
		}
	}
	for i := range 16 {
		up, left := &above.luma[i&3], &d.left.luma[i>>2]
		n := p.coefficients(&d.blocks[i], &d.tokens[kind], *up+*left, from, &q.luma)
		*up = some(n, from)
		*left = *up
		d.ends[i] = n
	}
	d.readChroma(p, 16, &above.cb, &d.left.cb, &q.chroma)
	d.readChroma(p, 20, &above.cr, &d.left.cr, &q.chroma)
}

// readChroma reads four blocks of a channel, from block at on.
func (d *decoder) readChroma(p *partition, at int, above, left *[4]uint8, steps *[2]int32) {
	for i := range 4 {
		up, side := &above[i&1], &left[i>>1]
		n := p.coefficients(&d.blocks[at+i], &d.tokens[chroma], *up+*side, 0, steps)
		*up = some(n, 0)
		*side = *up
		d.ends[at+i] = n
	}
}

func some(n, from int) uint8 {
	if n > from {
		return 1
	}
	return 0
}

// reconstruct predicts the pixels of a macroblock, and adds what the coefficients say.
func (d *decoder) reconstruct(m *modes, x, y int) {
	s := &d.luma
	at := s.at(x)
	if m.whole {
		predictSquare(s.pix, s.stride, at, 16, m.luma, y > 0, x > 0)
	} else {
		s.aside(x, x == d.across-1, y == 0)
	}
	for i := range 16 {
		place := at + (i>>2)*4*s.stride + (i&3)*4
		if !m.whole {
			predictSubblock(s.pix, s.stride, place, m.sub[i])
		}
		if !m.skipped {
			d.add(i, s.pix[place:], s.stride)
		}
	}
	d.colour(&d.cb, 16, m, x, y)
	d.colour(&d.cr, 20, m, x, y)
}

// colour does the same for a channel of colour, whose blocks are from first on.
func (d *decoder) colour(s *strip, first int, m *modes, x, y int) {
	at := s.at(x)
	predictSquare(s.pix, s.stride, at, 8, m.chroma, y > 0, x > 0)
	if m.skipped {
		return
	}
	for i := range 4 {
		d.add(first+i, s.pix[at+(i>>1)*4*s.stride+(i&1)*4:], s.stride)
	}
}

// add adds block i to the pixels of its subblock.
func (d *decoder) add(i int, pix []byte, stride int) {
	b := &d.blocks[i]
	switch {
	case d.ends[i] > 1:
		addInverse(pix, stride, b)
	case b[0] != 0:
		addFlat(pix, stride, b[0])
	}
}
