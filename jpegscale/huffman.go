package jpegscale

import "bytes"

const (
	wordBits  = 9  // of the table that gives one symbol
	fastBits  = 11 // of the table that gives one symbol with its value
	startBits = 10 // of the table that passes the first symbols of a block
	restBits  = 13 // of the table that passes others
)

// code is a Huffman code as a DHT segment describes it, ready to be decoded:
// short words by a table, longer ones bit length by bit length. It is the slow
// path of the tables made from it.
type code struct {
	defined bool
	counts  [16]byte
	values  [256]byte
	limit   [17]uint32 // first code longer than n bits, aligned left to 16 bits
	offset  [17]int32  // index in values less the code, for n bits
	words   [1 << wordBits]word
	version int // changes with the description
}

// set takes over a description. It tells whether that differs from the one
// before: cameras write the same tables for every picture, and those derived
// from them need not be made again.
func (c *code) set(counts, values []byte) (changed bool, err error) {
	if c.defined && bytes.Equal(c.counts[:], counts) && bytes.Equal(c.values[:len(values)], values) {
		return false, nil
	}
	c.defined = false
	copy(c.counts[:], counts)
	clear(c.values[:])
	copy(c.values[:], values)
	next, index := uint32(0), int32(0)
	for n := 1; n <= 16; n++ {
		c.offset[n] = index - int32(next)
		next += uint32(counts[n-1])
		index += int32(counts[n-1])
		if next > 1<<n {
			return false, malformed("Huffman code with too many words of %d bits", n)
		}
		c.limit[n] = next << (16 - n)
		next <<= 1
	}
	for i := range c.words {
		c.words[i] = c.search(uint32(i)<<(16-wordBits), 1, wordBits)
	}
	c.defined = true
	c.version++
	return true, nil
}

// word is a symbol and the length of its code word, 0 if there is none.
type word struct{ symbol, length uint8 }

// lookup returns the symbol at the head of 16 bits and its length, 0 if there
// is none.
func (c *code) lookup(bits uint32) (symbol byte, length uint) {
	w := c.words[bits>>(16-wordBits)&(1<<wordBits-1)]
	if w.length == 0 {
		w = c.search(bits, wordBits+1, 16)
	}
	return w.symbol, uint(w.length)
}

// search looks for a word of at least from and at most to bits.
func (c *code) search(bits uint32, from, to int) word {
	for n := from; n <= to; n++ {
		if bits < c.limit[n] {
			return word{c.values[uint8(c.offset[n]+int32(bits>>(16-n)))], uint8(n)}
		}
	}
	return word{}
}

// entry is one symbol with the value that follows it, packed: in 6 bits how
// many bits both take, in 9 bits how far it leads, which is one more than the
// run of zeros before the value, in 3 bits that it is unknown, above them the
// value. Four entries can be added without that one field spills into another.
type entry uint32

const (
	leadAt, unknownAt, valueAt = 6, 15, 18

	endOfBlock  = 64                       // where it leads
	unknown     = 1<<unknownAt | 1<<leadAt // the symbol does not fit
	manyUnknown = 7 << unknownAt           // of a sum
)

func makeEntry(bits, lead uint, value int32) entry {
	return entry(bits) | entry(lead)<<leadAt | entry(value)<<valueAt
}

func (e entry) bits() uint   { return uint(e) & 63 }
func (e entry) lead() int    { return int(e>>leadAt) & 511 }
func (e entry) value() int32 { return int32(e) >> valueAt }

// valueEntry makes the entry for the fastBits in head: a symbol of length
// bits, where it leads, and size more bits as value.
func valueEntry(head uint32, length, size, lead uint) entry {
	if length+size > fastBits {
		return unknown
	}
	value, _ := cursor{bits: uint64(head) << (64 - fastBits + length)}.receive(size)
	return makeEntry(length+size, lead, value)
}
