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

// refill makes sure that at least 56 bits are there. The mask changes nothing:
// it tells the compiler that there is no bound to check.
func (c cursor) refill(w *window) cursor {
	at := c.pos & windowMask
	c.bits |= binary.BigEndian.Uint64(w[at:at+8]) >> (c.n & 63)
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

// receive returns the next size bits as the signed value that they stand for
// (T.81 F.2.2.1), and passes them. No branch depends on the data.
func (c cursor) receive(size uint) (int32, cursor) {
	value := int32(c.bits >> 1 >> (63 - size&63))
	value += (int32(c.bits>>63) - 1) & (1 - 1<<(size&63))
	return value, c.drop(size)
}

// consumed is how many bits of the window were passed.
func (c cursor) consumed() int { return c.pos*8 - int(c.n) }
