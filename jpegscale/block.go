package jpegscale

// coefficients are those of one block, in the order of the file (zigzag).
type coefficients [64]int32

// block reads one block of a sequential scan: the difference of the first
// coefficient into c[0], and those up to index last to their places. What lies
// behind is passed over. It returns the index of the last coefficient that was
// set, or -1 if the data hold no code word.
func (b *bitReader) block(t *tables, c *coefficients, last int) int {
	at := b.cursor.refill(b.window)
	diff, n := t.dc.difference(at)
	if n == 0 {
		return -1
	}
	c[0], at = diff, at.drop(n)
	k, set := 1, 0
	for k <= last {
		if at.n < 32 { // rare among the lowest coefficients
			at = at.refill(b.window)
		}
		e := t.ac.fast[at.head(fastBits)]
		lead, value, n := e.lead(), e.value(), e.bits()
		if e == unknown {
			if lead, value, n = t.ac.symbol(at); n == 0 {
				return -1
			}
		}
		at = at.drop(n)
		if k += lead; k > 64 {
			break
		}
		c[k-1] = value
		set = k - 1
	}
	ok := true
	if k < 64 {
		at, ok = t.ac.pass(at.refill(b.window), b.window, 63-k)
	}
	b.cursor = at
	if !ok {
		return -1
	}
	return set
}
