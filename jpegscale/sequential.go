package jpegscale

// sequentialScan decodes a scan of a baseline or extended sequential file.
func (d *Decoder) sequentialScan(s *scan) error {
	if err := d.needTables(s, true, true); err != nil {
		return err
	}
	for i, c := range s.components {
		c.tables = &d.tables[i]
		c.tables.prepare(&d.dc[c.dc], &d.ac[c.ac])
	}
	if s.small() {
		w := &walker{d: d, scan: s, begin: s.forget}
		return w.walk(w.previews)
	}
	return d.walk(s, s.forget, d.sequentialRun)
}

// sequentialRun decodes blocks and puts them into their places.
func (d *Decoder) sequentialRun(c *component, x, y, n int) bool {
	b := &d.block
	for i := range n {
		clear(b[1:c.kept]) // the first is always read
		last := d.bits.block(c.tables, b, c.kept-1)
		if last < 0 {
			return false
		}
		c.last += b[0]
		b[0] = c.last
		c.put(b, last, x+i, y)
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

// small tells whether the blocks of a scan are to be a pixel or four, and an
// MCU is no larger than the standard allows (T.81 B.2.3).
func (s *scan) small() bool {
	if s.blocks() > maxRun {
		return false
	}
	for _, c := range s.components {
		if max(c.across, c.down) > Quarter {
			return false
		}
	}
	return true
}
