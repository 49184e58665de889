package jpegscale

// coefficients are those of one block, in the order of the file (zigzag).
type coefficients [64]int32

// block reads one block of a sequential scan: the difference of the first
// coefficient into c[0], and those up to index last to their places. What lies
// behind is passed over. It returns the index of the last coefficient that was
// set, or -1 if the data hold no code word.
func (b *bitReader) block(dc *dcTable, ac *acTable, c *coefficients, last int) int {
	at := b.cursor.refill(b.window)
	if e := dc.fast[at.head(fastBits)]; e != 0 {
		c[0], at = e.value(), at.drop(e.bits())
	} else {
		symbol, length := dc.lookup(uint32(at.head(16)))
		if length == 0 || symbol > 15 {
			return -1
		}
		c[0], at = at.drop(length).receive(uint(symbol))
	}
	k, set := 1, 0
	for k <= last {
		if at.n < 32 { // rare among the lowest coefficients
			at = at.refill(b.window)
		}
		e := ac.fast[at.head(fastBits)]
		if e == 0 {
			var n uint
			if e, n = ac.slowEntry(at); n == 0 {
				return -1
			}
			at = at.drop(n)
		} else {
			at = at.drop(e.bits())
		}
		if k += e.run(); k > 63 {
			break
		}
		c[k] = e.value()
		set = k
		k++
	}
	b.cursor = at
	if k < 64 && !b.pass(ac, k) {
		return -1
	}
	return set
}

// slowEntry reads a symbol and its value that do not fit the fast table. The
// bits of the entry do not count, those returned do; none: no code word.
func (t *acTable) slowEntry(at cursor) (entry, uint) {
	symbol, length := t.lookup(uint32(at.head(16)))
	if length == 0 {
		return 0, 0
	}
	run, size := int(symbol>>4), uint(symbol&15)
	if size == 0 && run != 15 {
		return makeEntry(0, endRun, 0), length
	}
	value, _ := at.drop(length).receive(size)
	return makeEntry(0, run, value), length + size
}

// pass passes over the rest of a block from coefficient k on. One refill is
// enough for four looks into the table. A look that leads on inside the block
// costs one branch only, because all that is special leads to 64 or beyond.
func (b *bitReader) pass(ac *acTable, k int) bool {
	at, window := b.cursor, b.window
	for k < 64 {
		at = at.refill(window)
		looks := 4
		for ; looks > 0; looks-- {
			e := uint(ac.skip[at.head(skipBits)])
			next := k + int(e>>6)
			if next >= 64 {
				if next == 64 || e >= 64<<6 && next < 128 {
					b.cursor = at.drop(e)
					return true
				}
				break
			}
			k, at = next, at.drop(e)
		}
		if looks > 0 {
			at = at.refill(window)
			e, n := ac.slowEntry(at)
			if n == 0 {
				return false
			}
			k, at = k+e.run()+1, at.drop(n)
		}
	}
	b.cursor = at
	return true
}
