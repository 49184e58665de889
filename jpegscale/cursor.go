package jpegscale

import "encoding/binary"

// cursor is a place in the coded data: the next bits, aligned left, how many
// of them are sure to be there, and where the byte after them is. It is small
// enough to live in registers.
type cursor struct {
	bits uint64
	n    uint
	pos  int
}

// refill makes sure that at least 56 bits are there.
func (c cursor) refill(window []byte) cursor {
	c.bits |= binary.BigEndian.Uint64(window[c.pos:]) >> (c.n & 63)
	c.pos += int((63 - c.n) >> 3)
	c.n |= 56
	return c
}

// drop passes n bits, at most as many as there are and at most 63.
func (c cursor) drop(n uint) cursor {
	c.bits <<= n & 63
	c.n -= n & 63
	return c
}

// head returns the next n bits, 1 to 63.
func (c cursor) head(n uint) uint64 { return c.bits >> ((64 - n) & 63) }

// receive returns the next size bits as a signed value, and passes them.
func (c cursor) receive(size uint) (int32, cursor) {
	if size == 0 {
		return 0, c
	}
	return extend(int32(c.head(size)), size), c.drop(size)
}

// consumed is how many bits of the window were passed.
func (c cursor) consumed() int { return c.pos*8 - int(c.n) }
