package metadata

import (
	"encoding/binary"
	"errors"
)

// boxes visits the boxes of the ISO base media file format in a window, one
// level of them. Sizes are cut to the window, so that a film whose end is
// missing can still be read.
func (w window) boxes(visit func(kind string, body window) error) error {
	for off := int64(0); off+8 <= w.size; {
		head, err := w.at(off, 8)
		if err != nil {
			return err
		}
		header, size := int64(8), int64(binary.BigEndian.Uint32(head))
		switch size {
		case 0:
			size = w.size - off
		case 1:
			long, err := w.at(off+8, 8)
			if err != nil {
				return err
			}
			header, size = 16, int64(binary.BigEndian.Uint64(long))
		}
		if size < header {
			return errors.New("box smaller than its header")
		}
		size = min(size, w.size-off)
		if err := visit(string(head[4:]), w.part(off+header, size-header)); err != nil {
			return err
		}
		off += size
	}
	return nil
}

// part is a window within a window.
func (w window) part(off, size int64) window {
	off = max(0, min(off, w.size))
	size = max(0, min(size, w.size-off))
	if w.bytes != nil {
		return w.s.memory(w.bytes[off : off+size])
	}
	return w.s.window(w.start+off, size)
}

// load reads a small box at once, limit bytes of it at most.
func (w window) load(limit int64) (*cursor, error) {
	b, err := w.at(0, min(w.size, limit))
	return &cursor{b: b}, err
}

// A cursor takes big-endian numbers off a slice. Beyond its end it yields
// zeros and remembers that it did.
type cursor struct {
	b     []byte
	short bool
}

// take returns the next n bytes, or n zeros if there are fewer.
func (c *cursor) take(n int) []byte {
	if n > len(c.b) {
		c.b, c.short = nil, true
		return make([]byte, n)
	}
	b := c.b[:n:n]
	c.b = c.b[n:]
	return b
}

// uint takes a number of so many bytes, 0 to 8.
func (c *cursor) uint(size int) uint64 {
	v := uint64(0)
	for _, b := range c.take(size) {
		v = v<<8 | uint64(b)
	}
	return v
}

func (c *cursor) byte() byte     { return byte(c.uint(1)) }
func (c *cursor) u16() uint16    { return uint16(c.uint(2)) }
func (c *cursor) u32() uint32    { return uint32(c.uint(4)) }
func (c *cursor) code() string   { return string(c.take(4)) }
func (c *cursor) version() uint8 { return uint8(c.u32() >> 24) } // and flags

// text takes the bytes up to a NUL.
func (c *cursor) text() string {
	for i, b := range c.b {
		if b == 0 {
			s := string(c.b[:i])
			c.b = c.b[i+1:]
			return s
		}
	}
	s := string(c.b)
	c.b = nil
	return s
}
