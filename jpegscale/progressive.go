package jpegscale

import "math/bits"

// A progressive file sends the coefficients in several scans: some of them,
// some of their bits. Later scans correct the bits of coefficients that are
// known not to be zero, so each block has a mask of those beside the few
// coefficients that the scale needs. The mask makes it possible to pass over
// the correction bits of all others at once.

// progressiveScan decodes a scan, or passes over one that the scale does not
// need.
func (d *Decoder) progressiveScan(s *scan) error {
	if s.from > s.to || s.to > 63 || s.low > 13 || s.from > 0 && len(s.components) > 1 || s.from == 0 && s.to > 0 {
		return malformed("scan of coefficients %d to %d, bit %d", s.from, s.to, s.low)
	}
	if s.from == 0 {
		return d.dcScan(s)
	}
	if s.components[0].kept == 1 {
		d.bits.start(&d.in)
		return d.charge(0)
	}
	if err := d.needTables(s, false, true); err != nil {
		return err
	}
	r := &acReader{bitReader: &d.bits, table: &d.ac[s.components[0].ac], scan: s}
	if s.high == 0 {
		return d.walk(s, r.begin, blockFunc(r.first).each())
	}
	return d.walk(s, r.begin, blockFunc(r.refine).each())
}

// dcScan decodes first coefficients, or one more bit of them.
func (d *Decoder) dcScan(s *scan) error {
	if s.high > 0 {
		next := blockFunc(func(c *component, x, y int) bool {
			at := d.bits.cursor.refill(d.bits.window)
			c.coefs[c.at(x, y)] |= int16(at.head(1) << s.low)
			d.bits.cursor = at.drop(1)
			return true
		})
		return d.walk(s, func() {}, next.each())
	}
	if err := d.needTables(s, true, false); err != nil {
		return err
	}
	first := blockFunc(func(c *component, x, y int) bool {
		at := d.bits.refill(d.bits.window)
		diff, n := d.dc[c.dc].difference(at)
		d.bits.cursor = at.drop(n)
		c.last += diff
		c.coefs[c.at(x, y)] = int16(c.last << s.low)
		return n > 0
	})
	return d.walk(s, s.forget, first.each())
}

// at is the index of the first coefficient of a block.
func (c *component) at(x, y int) int { return (y*c.padX + x) * c.kept }

// finish transforms the blocks of a progressive image.
func (d *Decoder) finish() {
	if !d.progressive {
		return
	}
	for i := range d.components {
		if c := &d.components[i]; c.quant != nil {
			c.transform()
		}
	}
}

func (c *component) transform() {
	var b coefficients
	for i := range c.mask {
		for j, v := range c.coefs[i*c.kept:][:c.kept] {
			b[j] = int32(v)
		}
		c.put(&b, 63-bits.LeadingZeros64(c.mask[i]|1), i%c.padX, i/c.padX)
	}
}
