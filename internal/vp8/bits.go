package vp8

import (
	"encoding/binary"
	"math/bits"
)

// window is the state of the decoder of bools (RFC 6386, 7.3): value holds the
// next bits of the data from its top down, have of them.
type window struct {
	value uint64
	span  uint32
	have  int32
}

// bit decodes a bool that is false with a probability of p in 256. It takes up to
// seven bits and looks at eight, which must be there.
func (w window) bit(p uint8) (window, bool) {
	split := 1 + (w.span-1)*uint32(p)>>8
	top := uint64(split) << 56
	one := w.value >= top
	if one {
		w.value -= top
		split = w.span - split
	}
	n := bits.LeadingZeros32(split) - 24
	return window{w.value << (n & 63), split << (n & 31), w.have - int32(n)}, one
}

// partition is a part of the frame whose bools are decoded apart (RFC 6386, 9.5).
type partition struct {
	w    window
	rest []byte
	over int // bytes that were needed behind the end
}

func newPartition(data []byte) partition {
	p := partition{rest: data}
	p.w = p.fill(window{span: 255})
	return p
}

// fill returns a window with at least 57 bits. Behind the end there are zeros.
func (p *partition) fill(w window) window {
	if len(p.rest) >= 8 {
		w.value |= binary.BigEndian.Uint64(p.rest) >> (w.have & 63)
		n := (64 - w.have) >> 3
		p.rest = p.rest[n:]
		w.have += n << 3
		return w
	}
	for ; w.have <= 56; w.have += 8 {
		if len(p.rest) == 0 {
			p.over++
			continue
		}
		w.value |= uint64(p.rest[0]) << (56 - w.have)
		p.rest = p.rest[1:]
	}
	return w
}

// cutOff tells whether more was decoded than an encoder leaves out at the end.
func (p *partition) cutOff() bool { return 8*p.over > int(p.w.have)+16 }

func (p *partition) bit(probability uint8) bool {
	if p.w.have < 16 {
		p.w = p.fill(p.w)
	}
	var one bool
	p.w, one = p.w.bit(probability)
	return one
}

func (p *partition) flag() bool { return p.bit(128) }

// number reads n bits, the highest first.
func (p *partition) number(n int) int {
	v := 0
	for range n {
		v <<= 1
		if p.flag() {
			v |= 1
		}
	}
	return v
}

// signed reads n bits and a sign.
func (p *partition) signed(n int) int {
	v := p.number(n)
	if p.flag() {
		return -v
	}
	return v
}

// optional reads a flag, and a signed number if it is set; otherwise it is zero.
func (p *partition) optional(n int) int {
	if p.flag() {
		return p.signed(n)
	}
	return 0
}
