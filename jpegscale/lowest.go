package jpegscale

// lowest are the first coefficients of a block, in the order of the file, with
// room for those that are read beside them and not needed.
type lowest [256]int32

// values reads what is needed of a block and makes pixels of it.
func (s *spot) values(at cursor, w *window, low *lowest) {
	c := s.c
	first := s.dc.words[at.head(wordBits)]
	if first.length == 0 || first.symbol > 15 {
		first = s.dc.word(at)
	}
	diff, at := at.drop(uint(first.length)).receive(uint(first.symbol))
	c.last += diff
	if c.kept == 1 {
		c.pix[s.at] = pixel1(c.last * c.quant[0])
		return
	}
	if at.n < 4*fastBits {
		at = at.refill(w)
	}
	if c.kept == 2 {
		dst := c.pix[s.at:][:2]
		dst[0], dst[1] = pixels2(c.last*c.quant[0], s.ac.second(at)*c.quant[1])
		return
	}
	if !s.ac.lowest(at.bits, low) {
		s.ac.lowestSlowly(at, w, low)
	}
	if c.kept == 3 {
		dst := c.pix[s.at:]
		dst[0], dst[c.stride] = pixels2(c.last*c.quant[0], low[2]*c.quant[2])
		return
	}
	low[0] = c.last
	idct2((*coefficients)(low[:64]), c.quant, c.pix[s.at:], c.stride)
}

// second reads the coefficient behind the first one of a block, which makes the
// difference of two pixels side by side.
func (t *acTable) second(at cursor) int32 {
	e := t.fast[at.head(fastBits)]
	lead, value := e.lead(), e.value()
	if e == unknown {
		lead, value, _ = t.symbol(at)
	}
	if lead != 1 {
		return 0
	}
	return value
}

// lowest reads four symbols of a block, and of their values those of the
// lowest coefficients. If the block ends before, it reads on regardless: that
// leads beyond the block, and costs less than to ask. It tells whether the
// table knew them all.
func (t *acTable) lowest(bits uint64, c *lowest) bool {
	c[1], c[2], c[4] = 0, 0, 0
	e := t.fast[bits>>(64-fastBits)]
	sum := e
	c[uint8(sum>>leadAt)] = e.value()
	bits <<= e & 63
	e = t.fast[bits>>(64-fastBits)]
	sum += e
	c[uint8(sum>>leadAt)] = e.value()
	bits <<= e & 63
	e = t.fast[bits>>(64-fastBits)]
	sum += e
	c[uint8(sum>>leadAt)] = e.value()
	bits <<= e & 63
	e = t.fast[bits>>(64-fastBits)]
	sum += e
	c[uint8(sum>>leadAt)] = e.value()
	return sum&manyUnknown == 0
}

// lowestSlowly does the same symbol by symbol.
func (t *acTable) lowestSlowly(at cursor, w *window, c *lowest) {
	c[1], c[2], c[4] = 0, 0, 0
	for k := 0; k < 4; {
		at = at.refill(w)
		lead, value, n := t.symbol(at)
		if n == 0 {
			return
		}
		at, k = at.drop(n), k+lead
		c[uint8(k)] = value
	}
}
