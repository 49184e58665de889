package jpegscale

import "math/bits"

// put appends n bits, at most 32.
func (e *encoder) put(word uint32, n uint) {
	e.bits = e.bits<<(n&63) | uint64(word)
	e.n += n
	if e.n >= 32 {
		e.flush()
	}
}

// flush writes 32 bits, with a zero byte after each 0xff.
func (e *encoder) flush() {
	e.n -= 32
	w := uint32(e.bits >> (e.n & 63))
	if w&0x80808080&(^w-0x01010101) == 0 { // no byte is 0xff
		e.out = append(e.out, byte(w>>24), byte(w>>16), byte(w>>8), byte(w))
		return
	}
	for shift := 24; shift >= 0; shift -= 8 {
		e.stuff(byte(w >> shift))
	}
}

func (e *encoder) stuff(b byte) {
	e.out = append(e.out, b)
	if b == 0xff {
		e.out = append(e.out, 0)
	}
}

// finish writes what is left, filled up with ones.
func (e *encoder) finish() []byte {
	for e.n > 0 {
		fill := uint(max(0, 8-int(e.n)))
		e.bits, e.n = e.bits<<fill|(1<<fill-1), e.n+fill
		e.n -= 8
		e.stuff(byte(e.bits >> e.n))
	}
	return e.out
}

// write codes a block (T.81 F.1.2). The mask leads from one coefficient that
// is not zero to the next.
func (e *encoder) write(b *coefficients, diff int32, mask uint64, t *encodeTable) {
	e.value(t.dc[bits.Len32(uint32(max(diff, -diff)))], diff)
	last := 0
	for mask &^= 1; mask != 0; mask &= mask - 1 {
		k := bits.TrailingZeros64(mask)
		run := k - last - 1
		for ; run > 15; run -= 16 {
			e.put(t.ac[0xf0]>>8, uint(t.ac[0xf0]&255))
		}
		v := b[k&63]
		e.value(t.ac[(run<<4|bits.Len32(uint32(max(v, -v))))&255], v)
		last = k
	}
	if last < 63 {
		e.put(t.ac[0]>>8, uint(t.ac[0]&255))
	}
}

// value writes a code word and the bits of the value that belongs to it.
func (e *encoder) value(word uint32, v int32) {
	size := uint(bits.Len32(uint32(max(v, -v))))
	raw := uint32(v+v>>31) & (1<<size - 1)
	e.put(word>>8<<size|raw, uint(word&255)+size)
}

// header writes all that comes before the coded data.
func (e *encoder) header(p *Planes, unit int) {
	e.out = append(e.out, 0xff, markerSOI)
	e.segment(0xe0, []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"))
	n := len(p.Plane)
	tables := min(n, 2)
	frame := []byte{8, byte(p.Height >> 8), byte(p.Height), byte(p.Width >> 8), byte(p.Width), byte(n)}
	scan := []byte{byte(n)}
	for i := range n {
		sampling := byte(0x11)
		if i == 0 {
			sampling = byte(unit<<4 | unit)
		}
		kind := byte(min(i, 1))
		frame = append(frame, byte(i+1), sampling, kind)
		scan = append(scan, byte(i+1), kind<<4|kind)
	}
	for i := range tables {
		e.segment(markerDQT, append([]byte{byte(i)}, e.quant[i].steps[:]...))
	}
	e.segment(markerSOF0, frame)
	for i := range tables {
		e.segment(markerDHT, dcCode[i].segment(byte(i)))
		e.segment(markerDHT, acCode[i].segment(0x10|byte(i)))
	}
	e.segment(markerSOS, append(scan, 0, 63, 0))
}

func (d *description) segment(id byte) []byte {
	return append(append([]byte{id}, d.counts[:]...), d.values...)
}

func (e *encoder) segment(marker byte, payload []byte) {
	n := len(payload) + 2
	e.out = append(append(e.out, 0xff, marker, byte(n>>8), byte(n)), payload...)
}
