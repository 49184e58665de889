package jpegscale

// A table that passes symbols says for the next bits how many of them, in 6
// bits, are whole symbols, and from 8 bits on how far these lead. Only the
// code words must be among the bits looked at, for nobody wants the values:
// they may lie behind.
//
// Where a look leads is subtracted from how many coefficients are left, less
// one. The block has ended if that falls below zero: to -1 with its last
// coefficient, to -129 or a little more with an end-of-block. Elsewhere below
// zero, symbols of the next block were taken for this one's, or the table does
// not know the symbol.
type (
	restTable  [1 << restBits]uint16
	startTable [1 << startBits]uint16
)

const (
	endLead  = 129    // of an end-of-block, beside the symbols before it
	slowLead = 255    // of a symbol to be read the slow way, which takes no bits
	farthest = 62     // that symbols lead at most, without an end-of-block
	maxLook  = 56 / 3 // bits that a look passes at most: a refill is enough for three
)

// whole tells whether a block ended as it should.
func whole(left int) bool { return left == -1 || uint(left+endLead) <= farthest }

// prepareRest makes the table that passes over coefficients. Progressive
// files never need it.
func (t *acTable) prepareRest() {
	if t.hasRest {
		return
	}
	first := t.firstWords()
	for i := range t.rest {
		t.rest[i] = first.look(uint32(i), restBits, 0, 0)
	}
	t.hasRest = true
}

// firstWords says for all restBits which code word they begin with.
type firstWords [1 << restBits]word

func (t *acTable) firstWords() *firstWords {
	first := new(firstWords)
	at, index := 0, 0
	for n := 1; n <= restBits; n++ {
		for range t.counts[n-1] {
			for range 1 << (restBits - n) {
				first[at&(1<<restBits-1)] = word{t.values[index&255], uint8(n)}
				at++
			}
			index++
		}
	}
	return first
}

// look makes the entry for width bits, some of which are used already and
// lead somewhere.
func (f *firstWords) look(head uint32, width, used, lead uint) uint16 {
	for used < width {
		w := f[head<<(restBits-width)<<used&(1<<restBits-1)]
		length, run, size := uint(w.length), uint(w.symbol>>4), uint(w.symbol&15)
		if length == 0 || used+length > width || used+length+size > maxLook {
			break
		}
		if w.symbol == 0 {
			return uint16(used + length | (lead+endLead)<<8)
		}
		if size == 0 && run != 15 || lead+run+1 > farthest {
			break
		}
		used += length + size
		lead += run + 1
	}
	if used == 0 {
		return slowLead << 8
	}
	return uint16(used | lead<<8)
}

// tables are those that the blocks of a component are decoded with.
type tables struct {
	dc       *dcTable
	ac       *acTable
	start    startTable
	versions [2]int // of dc and ac, when start was made of them
}

// prepare makes what the tables lack.
func (t *tables) prepare(dc *dcTable, ac *acTable) {
	ac.prepareRest()
	versions := [2]int{dc.version, ac.version}
	if t.dc == dc && t.ac == ac && t.versions == versions {
		return
	}
	t.dc, t.ac, t.versions = dc, ac, versions
	first := ac.firstWords()
	for i := range t.start {
		w := dc.words[i>>(startBits-wordBits)]
		used := uint(w.length + w.symbol)
		t.start[i] = slowLead << 8
		if w.length > 0 && w.symbol <= 15 && used <= maxLook {
			t.start[i] = first.look(uint32(i), startBits, used, 1)
		}
	}
}

// pass passes over the rest of a block, of which so many coefficients, less
// one, are left. It tells whether all its code words are such.
func (t *acTable) pass(at cursor, w *window, left int) (cursor, bool) {
	from, all := at, left
	for left >= 0 {
		at = at.refill(w)
		e := uint(t.rest[at.head(restBits)])
		left, at = left-int(e>>8), at.drop(e)
		if left < 0 {
			break
		}
		e = uint(t.rest[at.head(restBits)])
		left, at = left-int(e>>8), at.drop(e)
		if left < 0 {
			break
		}
		e = uint(t.rest[at.head(restBits)])
		left, at = left-int(e>>8), at.drop(e)
	}
	switch {
	case whole(left):
		return at, true
	case left < farthest+1-slowLead:
		return t.passSlowly(at, w, left+slowLead)
	}
	return t.passSlowly(from, w, all)
}

// passSlowly is pass symbol by symbol.
func (t *acTable) passSlowly(at cursor, w *window, left int) (cursor, bool) {
	for left >= 0 {
		at = at.refill(w)
		lead, _, n := t.symbol(at)
		if n == 0 {
			return at, false
		}
		left, at = left-lead, at.drop(n)
	}
	return at, true
}

// passSlowly passes over a whole block, from its first bit on, at which 56
// bits are there.
func (t *tables) passSlowly(at cursor, w *window) (cursor, bool) {
	_, n := t.dc.difference(at)
	if n == 0 {
		return at, false
	}
	return t.ac.passSlowly(at.drop(n), w, 62)
}
