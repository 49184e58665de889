package jpegscale

// sequentialScan decodes a scan of a baseline or extended sequential file.
func (d *Decoder) sequentialScan(s *scan) error {
	if err := d.needTables(s, true, true); err != nil {
		return err
	}
	for _, c := range s.components {
		d.ac[c.ac].prepareSkip()
	}
	return d.walk(s, s.forget, d.sequentialRun)
}

// sequentialRun decodes blocks and puts them into their places.
func (d *Decoder) sequentialRun(c *component, x, y, n int) bool {
	dc, ac, b := &d.dc[c.dc], &d.ac[c.ac], &d.block
	for i := range n {
		b.forget(c.kept)
		last := d.bits.block(dc, ac, b, c.kept-1)
		if last < 0 {
			return false
		}
		c.last += b[0]
		b[0] = c.last
		if c.scale == Quarter {
			idct2(b, c.quant, c.pix[(y*c.stride+x+i)*2:], c.stride)
		} else {
			c.put(b, last, x+i, y)
		}
	}
	return true
}

// forget starts the prediction of the first coefficients anew.
func (s *scan) forget() {
	for _, c := range s.components {
		c.last = 0
	}
}

// needTables makes sure that the tables that a scan refers to are there.
func (d *Decoder) needTables(s *scan, dc, ac bool) error {
	for _, c := range s.components {
		if dc && !d.hasDC[c.dc] || ac && !d.hasAC[c.ac] {
			return malformed("scan without its Huffman tables")
		}
	}
	return nil
}

// forget sets the first n coefficients to zero, but the very first, which is
// always read.
func (b *coefficients) forget(n int) {
	if n <= 5 { // without a call, for previews
		b[1], b[2], b[4] = 0, 0, 0
		return
	}
	clear(b[1:n])
}
