package jpegscale

// dcTable decodes the first coefficient of blocks.
type dcTable struct {
	code
	fast [1 << fastBits]entry
}

func (t *dcTable) define(counts, values []byte) error {
	changed, err := t.set(counts, values)
	if !changed || err != nil {
		return err
	}
	for i := range t.fast {
		symbol, length := t.lookup(uint32(i) << (16 - fastBits))
		t.fast[i] = 0
		if length > 0 && length <= fastBits && symbol <= 15 {
			t.fast[i] = valueEntry(uint32(i), length, uint(symbol), 0)
		}
	}
	return nil
}

// acTable decodes the other coefficients of blocks.
type acTable struct {
	code
	fast    [1 << fastBits]entry
	skip    [1 << skipBits]uint16
	hasSkip bool
}

func (t *acTable) define(counts, values []byte) error {
	changed, err := t.set(counts, values)
	if !changed || err != nil {
		return err
	}
	t.hasSkip = false
	for i := range t.fast {
		symbol, length := t.lookup(uint32(i) << (16 - fastBits))
		t.fast[i] = 0
		if length > 0 && length <= fastBits {
			t.fast[i] = acEntry(uint32(i), length, symbol)
		}
	}
	return nil
}

// acEntry makes the entry of one symbol of a sequential file. In a
// progressive one, symbols 0x10 to 0xe0 mean runs of ended blocks: they have
// no entry, and 0x00 has the same meaning in both.
func acEntry(head uint32, length uint, symbol byte) entry {
	run, size := int(symbol>>4), uint(symbol&15)
	switch {
	case symbol == 0:
		return makeEntry(length, endRun, 0)
	case size == 0 && run != 15:
		return 0
	}
	return valueEntry(head, length, size, run)
}

// A skip entry says for the next skipBits how many of them are whole symbols
// (6 bits) and how far these lead (7 bits), 64 more if the last one ends the
// block. An entry that leads nowhere says slowSkip and takes no bits.
const slowSkip = 127 << 6

// prepareSkip makes the table that passes over coefficients. Progressive
// files never need it.
func (t *acTable) prepareSkip() {
	if t.hasSkip {
		return
	}
	first := t.firstWords()
	for i := range t.skip {
		t.skip[i] = skipEntry(uint32(i), first)
	}
	t.hasSkip = true
}

// word is a symbol and the length of its code word, 0 if there is none.
type word struct{ symbol, length uint8 }

// firstWords says for all skipBits which code word they begin with.
func (t *acTable) firstWords() *[1 << skipBits]word {
	first := new([1 << skipBits]word)
	at, index := 0, 0
	for n := 1; n <= skipBits; n++ {
		for range t.counts[n-1] {
			for range 1 << (skipBits - n) {
				first[at&(1<<skipBits-1)] = word{t.values[index&255], uint8(n)}
				at++
			}
			index++
		}
	}
	return first
}

func skipEntry(head uint32, first *[1 << skipBits]word) uint16 {
	used, lead := uint(0), uint(0)
	for used < skipBits {
		w := first[head<<used&(1<<skipBits-1)]
		length, run, size := uint(w.length), uint(w.symbol>>4), uint(w.symbol&15)
		if length == 0 || used+length+size > skipBits {
			break
		}
		if w.symbol == 0 {
			return uint16(used + length | (lead+64)<<6)
		}
		if size == 0 && run != 15 || lead+run+1 > 62 {
			break
		}
		used += length + size
		lead += run + 1
	}
	if used == 0 {
		return slowSkip
	}
	return uint16(used | lead<<6)
}
