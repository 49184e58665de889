package jpegscale

// spot is where a block of each MCU goes.
type spot struct {
	*tables
	c    *component
	at   int // first pixel of the next block
	step int // to that of the MCU to the right
}

// spots lists the blocks of an MCU, for the MCUs from x, y on.
func (d *Decoder) spots(s *scan, x, y int) []spot {
	d.spotList = d.spotList[:0]
	for _, c := range s.components {
		wide, high := s.size(c)
		for v := range high {
			for h := range wide {
				at := (y*high+v)*int(c.down)*c.stride + (x*wide+h)*int(c.across)
				d.spotList = append(d.spotList, spot{c.tables, c, at, wide * int(c.across)})
			}
		}
	}
	return d.spotList
}

// previews decodes MCUs up to number end, row by row.
func (w *walker) previews(end int) error {
	d := w.d
	for w.mcu < end {
		x, y := w.mcu%w.mcusX, w.mcu/w.mcusX
		done, ok := d.preview(d.spots(w.scan, x, y), min(w.mcusX-x, end-w.mcu))
		w.mcu += done
		if d.bits.overrun() {
			return d.shortage()
		}
		if !ok {
			return noCodeWord(x+done, y)
		}
	}
	return nil
}

// preview decodes n MCUs of blocks that are to be a pixel or four. It returns
// how many of them are whole, and whether all code words were such.
func (d *Decoder) preview(spots []spot, n int) (int, bool) {
	b, at, ok := &d.bits, d.bits.cursor, true
	for done := range n {
		if at.pos+ahead > b.filled {
			b.cursor = at
			b.fill()
			at = b.cursor
		}
		for i := range spots {
			if at, ok = spots[i].block(at, b.window, &d.low); !ok {
				return done, false
			}
		}
		if b.ended && at.consumed() > b.data*8 {
			b.cursor = at
			return done, true
		}
	}
	b.cursor = at
	return n, true
}

// block decodes one block, and goes on to the MCU to the right.
//
// Nearly every block ends where the processor did not expect it. What it works
// at then is lost, and the next block should be looked into at once. So the
// first three looks come before the values of the block, which the processor
// reads while it waits for their results; and there is no branch between them:
// a look behind the end of the block sees a mask of zeros, and leads nowhere.
func (s *spot) block(at cursor, w *window, low *lowest) (cursor, bool) {
	at = at.refill(w)
	e := uint(s.start[at.head(startBits)])
	left, next := 63-int(e>>8), at.drop(e)
	rest := &s.ac.rest
	e = uint(rest[next.head(restBits)]) & uint(^(left >> 63))
	left, next = left-int(e>>8), next.drop(e)
	e = uint(rest[next.head(restBits)]) & uint(^(left >> 63))
	left, next = left-int(e>>8), next.drop(e)
	s.values(at, w, low)
	s.at += s.step
	switch {
	case left >= 0:
		return s.ac.pass(next, w, left)
	case whole(left):
		return next, true
	}
	return s.passSlowly(at, w)
}
