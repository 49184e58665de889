package jpegscale

// dcTable decodes the first coefficient of blocks.
type dcTable struct{ code }

func (t *dcTable) define(counts, values []byte) error {
	_, err := t.set(counts, values)
	return err
}

// word returns the code word at the head of some bits. One that means more
// bits than a first coefficient has is none.
func (t *dcTable) word(at cursor) word {
	w := t.words[at.head(wordBits)]
	if w.length == 0 {
		w = t.search(uint32(at.head(16)), wordBits+1, 16)
	}
	if w.symbol > 15 {
		return word{}
	}
	return w
}

// difference reads how the first coefficient differs from the one before, and
// how many bits that takes; none if there is no code word.
func (t *dcTable) difference(at cursor) (int32, uint) {
	w := t.word(at)
	if w.length == 0 {
		return 0, 0
	}
	diff, _ := at.drop(uint(w.length)).receive(uint(w.symbol))
	return diff, uint(w.length + w.symbol)
}

// acTable decodes the other coefficients of blocks.
type acTable struct {
	code
	fast    [1 << fastBits]entry
	rest    restTable
	hasRest bool
}

func (t *acTable) define(counts, values []byte) error {
	changed, err := t.set(counts, values)
	if !changed || err != nil {
		return err
	}
	t.hasRest = false
	for i := range t.fast {
		symbol, length := t.lookup(uint32(i) << (16 - fastBits))
		t.fast[i] = unknown
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
	run, size := uint(symbol>>4), uint(symbol&15)
	switch {
	case symbol == 0:
		return makeEntry(length, endOfBlock, 0)
	case size == 0 && run != 15:
		return unknown
	}
	return valueEntry(head, length, size, run+1)
}

// symbol reads a symbol of a sequential file: where it leads, its value, and
// how many bits both take; none if there is no code word.
func (t *acTable) symbol(at cursor) (lead int, value int32, n uint) {
	if e := t.fast[at.head(fastBits)]; e != unknown {
		return e.lead(), e.value(), e.bits()
	}
	symbol, length := t.lookup(uint32(at.head(16)))
	run, size := int(symbol>>4), uint(symbol&15)
	if size == 0 && run != 15 {
		return endOfBlock, 0, length
	}
	value, _ = at.drop(length).receive(size)
	return run + 1, value, length + size
}
