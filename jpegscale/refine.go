package jpegscale

import "math/bits"

// acReader decodes a scan of other than first coefficients.
type acReader struct {
	*bitReader
	table *acTable
	scan  *scan
	ended int // blocks still to come that have nothing more in this band
}

func (r *acReader) begin() { r.ended = 0 }

// endRun reads how many blocks a symbol ends, this one included.
func (r *acReader) endRun(at cursor, run int) cursor {
	r.ended = 1 << run
	if run > 0 {
		r.ended += int(at.head(uint(run)))
		at = at.drop(uint(run))
	}
	return at
}

// symbol reads one code word.
func (r *acReader) symbol(at cursor) (run, size int, next cursor, ok bool) {
	symbol, length := r.table.lookup(uint32(at.head(16)))
	return int(symbol >> 4), int(symbol & 15), at.drop(length), length > 0
}

// first decodes the first bits of the coefficients of a band (T.81 G.1.2.2).
func (r *acReader) first(c *component, x, y int) bool {
	if r.ended > 0 {
		r.ended--
		return true
	}
	block := y*c.padX + x
	coefs, mask := c.coefs[block*c.kept:][:c.kept], c.mask[block]
	at := r.cursor
	for k := r.scan.from; k <= r.scan.to; {
		at = at.refill(r.window)
		var lead int
		var value int32
		if e := r.table.fast[at.head(fastBits)]; e != unknown && e.lead() != endOfBlock {
			at, lead, value = at.drop(e.bits()), e.lead(), e.value()
		} else {
			run, size, next, ok := r.symbol(at)
			if !ok {
				return false
			}
			if size == 0 && run < 15 {
				at = r.endRun(next, run)
				r.ended--
				break
			}
			lead = run + 1
			value, at = next.receive(uint(size))
		}
		if k += lead; k > r.scan.to+1 {
			break
		}
		if value != 0 {
			mask |= 1 << (k - 1)
			if k <= len(coefs) {
				coefs[k-1] = int16(value << r.scan.low)
			}
		}
	}
	r.cursor, c.mask[block] = at, mask
	return true
}

// refine decodes one more bit of a band (T.81 G.1.2.3). A symbol says how many
// coefficients that were zero are passed, and what the next one becomes; for
// each that was not zero on the way there is one bit that corrects it.
func (r *acReader) refine(c *component, x, y int) bool {
	block := y*c.padX + x
	coefs, mask := c.coefs[block*c.kept:][:c.kept], &c.mask[block]
	at, k := r.cursor, r.scan.from
	for r.ended == 0 && k <= r.scan.to {
		run, size, next, ok := r.symbol(at.refill(r.window))
		if !ok || size > 1 {
			return false
		}
		if size == 0 && run < 15 {
			at = r.endRun(next, run)
			break
		}
		value := int16(next.head(1)<<1) - 1
		at = next.drop(uint(size))
		to := r.nextZero(*mask, k, run)
		at = r.correct(at, coefs, *mask&span(k, to))
		if size > 0 && to <= r.scan.to {
			*mask |= 1 << to
			if to < len(coefs) {
				coefs[to] = value << r.scan.low
			}
		}
		k = to + 1
	}
	if r.ended > 0 {
		at = r.correct(at, coefs, *mask&span(k, r.scan.to+1))
		r.ended--
	}
	r.cursor = at
	return true
}

// nextZero returns the index of the zero that follows run others from k on,
// or the end of the band.
func (r *acReader) nextZero(mask uint64, k, run int) int {
	zeros := ^mask & span(k, r.scan.to+1)
	for ; run > 0 && zeros != 0; run-- {
		zeros &= zeros - 1
	}
	return min(bits.TrailingZeros64(zeros), r.scan.to+1)
}

// span has the bits from one index up to before another.
func span(from, to int) uint64 {
	return 1<<to - 1<<from
}

// correct reads a bit for each coefficient of the mask. Those that are not
// kept are only counted.
func (r *acReader) correct(at cursor, coefs []int16, mask uint64) cursor {
	if mask == 0 {
		return at
	}
	at = at.refill(r.window)
	bit := int16(1) << r.scan.low
	kept := mask & (1<<len(coefs) - 1)
	rest := uint(bits.OnesCount64(mask ^ kept))
	for ; kept != 0; kept &= kept - 1 {
		if at.n == 0 {
			at = at.refill(r.window)
		}
		v := &coefs[bits.TrailingZeros64(kept)&63]
		if at.head(1) == 1 && *v&bit == 0 {
			*v += bit * sign(*v)
		}
		at = at.drop(1)
	}
	for ; rest > 32; rest -= 32 {
		at = at.refill(r.window).drop(32)
	}
	return at.refill(r.window).drop(rest)
}

func sign(v int16) int16 {
	if v < 0 {
		return -1
	}
	return 1
}
