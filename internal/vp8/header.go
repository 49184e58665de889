package vp8

import (
	"errors"
	"fmt"
)

// ErrMalformed means that data are no key frame that can be decoded.
var ErrMalformed = errors.New("vp8: malformed frame")

func malformed(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }

// headerSize is that of the part of a key frame that is not coded (RFC 6386, 9.1).
const headerSize = 10

// Size reads the width and height of a key frame, of which it needs ten bytes.
func Size(frame []byte) (width, height int, err error) {
	if len(frame) < headerSize {
		return 0, 0, malformed("cut off in its header")
	}
	if frame[0]&1 != 0 || string(frame[3:6]) != "\x9d\x01\x2a" {
		return 0, 0, malformed("no key frame")
	}
	width = (int(frame[6]) | int(frame[7])<<8) & 0x3fff // without the hint at scaling
	height = (int(frame[8]) | int(frame[9])<<8) & 0x3fff
	if width == 0 || height == 0 {
		return 0, 0, malformed("without pixels")
	}
	return width, height, nil
}

// header reads what is said about the whole frame (RFC 6386, 9.2 to 9.11 and 19.2).
func (d *decoder) header(frame []byte) error {
	size := int(frame[0])>>5 | int(frame[1])<<3 | int(frame[2])<<11
	body := frame[headerSize:]
	if size > len(body) {
		return malformed("first partition is cut off")
	}
	d.first = newPartition(body[:size])
	p := &d.first
	p.number(2) // colour space and clamping, which must not be needed (9.2)
	index := d.segments(p)
	d.filter(p)
	if err := d.split(body[size:], 1<<p.number(2)); err != nil {
		return err
	}
	d.quantisers(p, index)
	p.flag() // whether the probabilities outlive the frame
	d.tokens = firstProbabilities
	for i := range d.tokens {
		d.changeTokens(p, i)
	}
	if d.skips = p.flag(); d.skips {
		d.skip = uint8(p.number(8))
	}
	if p.cutOff() {
		return malformed("header is cut off")
	}
	return nil
}

// segmentation says how the quantisers of up to four segments differ (9.3).
type segmentation struct {
	absolute bool
	value    [4]int
}

// segments reads the segmentation. Without one everything is in segment 0.
func (d *decoder) segments(p *partition) segmentation {
	var s segmentation
	d.segment = [3]uint8{255, 255, 255}
	if !p.flag() {
		return s
	}
	d.mapped, s.absolute = p.flag(), true // without any values these are absolute zeros, as other decoders have it
	if p.flag() {
		s.absolute = p.flag()
		for i := range s.value {
			s.value[i] = p.optional(7)
		}
		for range 4 {
			p.optional(6) // levels of the loop filter
		}
	}
	for i := range d.segment {
		if d.mapped && p.flag() {
			d.segment[i] = uint8(p.number(8))
		}
	}
	return s
}

// filter reads the loop filter's parameters (9.6), and remembers whether there is one.
func (d *decoder) filter(p *partition) {
	p.flag()
	d.filtered = p.number(6) != 0
	p.number(3)
	if adjusted := p.flag(); !adjusted || !p.flag() {
		return
	}
	for range 8 {
		p.optional(6)
	}
}

// split finds the partitions of the coefficients (9.5).
func (d *decoder) split(body []byte, n int) error {
	sizes := 3 * (n - 1)
	if sizes > len(body) {
		return malformed("partitions are cut off")
	}
	table, body := body[:sizes], body[sizes:]
	d.parts = make([]partition, n)
	for i := range n - 1 {
		size := int(table[3*i]) | int(table[3*i+1])<<8 | int(table[3*i+2])<<16
		if size > len(body) {
			return malformed("a partition is cut off")
		}
		d.parts[i] = newPartition(body[:size])
		body = body[size:]
	}
	d.parts[n-1] = newPartition(body)
	return nil
}

// quantiser holds the steps of a segment: of first coefficients and of others.
type quantiser struct{ luma, second, chroma [2]int32 }

// quantisers reads the indices and looks up the steps (9.6 and 14.1).
func (d *decoder) quantisers(p *partition, s segmentation) {
	base := p.number(7)
	lumaDC, secondDC, secondAC := p.optional(4), p.optional(4), p.optional(4)
	chromaDC, chromaAC := p.optional(4), p.optional(4)
	for i := range d.quant {
		at := base + s.value[i]
		if s.absolute {
			at = s.value[i]
		}
		d.quant[i] = quantiser{
			luma:   [2]int32{step(&stepsDC, at+lumaDC), step(&stepsAC, at)},
			second: [2]int32{2 * step(&stepsDC, at+secondDC), max(8, step(&stepsAC, at+secondAC)*155/100)},
			chroma: [2]int32{min(132, step(&stepsDC, at+chromaDC)), step(&stepsAC, at+chromaAC)},
		}
	}
}

func step(table *[128]uint16, i int) int32 { return int32(table[min(max(i, 0), 127)]) }

// changeTokens reads the probabilities of a kind of block that change (13.4).
func (d *decoder) changeTokens(p *partition, kind int) {
	for band := range d.tokens[kind] {
		for size := range d.tokens[kind][band] {
			list := &d.tokens[kind][band][size]
			for i := range list {
				if p.bit(changeProbabilities[kind][band][size][i]) {
					list[i] = uint8(p.number(8))
				}
			}
		}
	}
}
