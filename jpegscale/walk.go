package jpegscale

import "fmt"

// blockFunc decodes the next block, the one of component c at x, y. It tells
// whether the data held a code word where one was due.
type blockFunc func(c *component, x, y int) bool

// runFunc decodes the next n blocks, at most maxRun, which lie side by side
// from x, y on.
type runFunc func(c *component, x, y, n int) bool

// each makes a runFunc of a blockFunc.
func (decode blockFunc) each() runFunc {
	return func(c *component, x, y, n int) bool {
		for i := range n {
			if !decode(c, x+i, y) {
				return false
			}
		}
		return true
	}
}

// walk goes over the blocks of a scan in the order of the file, MCU by MCU,
// and sees to restart markers. begin is called at the start of each interval.
func (d *Decoder) walk(s *scan, begin func(), decode runFunc) error {
	w := &walker{d: d, scan: s, begin: begin, decode: decode}
	return w.walk(w.interval)
}

type walker struct {
	d            *Decoder
	scan         *scan
	begin        func()
	decode       runFunc
	mcusX, mcusY int
	mcu          int // number of the next one
	damage       error
}

// walk decodes all intervals, each by a function that is given the number of
// the MCU behind it.
func (w *walker) walk(interval func(end int) error) error {
	d, s := w.d, w.scan
	w.mcusX, w.mcusY = d.mcusX, d.mcusY
	if len(s.components) == 1 {
		w.mcusX, w.mcusY = s.components[0].blocksX, s.components[0].blocksY
	}
	total := w.mcusX * w.mcusY * s.blocks()
	if err := d.charge(total); err != nil {
		return err
	}
	d.progress.total += total
	d.bits.start(&d.in)
	err := w.intervals(interval)
	if err == nil {
		d.progress.done += total
	} else {
		d.progress.done += w.mcu * s.blocks()
	}
	return err
}

// intervals decodes interval by interval. Where one is damaged, it goes on with the
// next, if there are restart markers.
func (w *walker) intervals(decode func(end int) error) error {
	total := w.mcusX * w.mcusY
	interval := total
	if w.d.restart > 0 {
		interval = w.d.restart
	}
	for {
		w.begin()
		end := min(w.mcu+interval, total)
		if err := decode(end); err != nil {
			w.damage = err
		}
		if end == total || !w.restarted() {
			break
		}
		w.mcu = end
		w.d.bits.start(&w.d.in)
	}
	if w.damage == nil && w.mcu < total {
		return w.d.shortage()
	}
	return w.damage
}

// restarted passes over the rest of the interval, and tells whether a restart
// marker follows.
func (w *walker) restarted() bool {
	marker := w.d.bits.skipToMarker()
	return marker >= markerRST0 && marker <= markerRST7
}

// interval decodes MCUs up to number end.
func (w *walker) interval(end int) error {
	single := len(w.scan.components) == 1
	for w.mcu < end {
		x, y, n := w.mcu%w.mcusX, w.mcu/w.mcusX, 1
		var err error
		if single {
			n = min(maxRun, w.mcusX-x, end-w.mcu)
			err = w.run(w.scan.components[0], x, y, n)
		} else {
			err = w.unit(x, y)
		}
		if err != nil {
			return err
		}
		w.mcu += n
	}
	return nil
}

// unit decodes one MCU of several components.
func (w *walker) unit(x, y int) error {
	for _, c := range w.scan.components {
		for v := range c.v {
			if err := w.run(c, x*c.h, y*c.v+v, c.h); err != nil {
				return err
			}
		}
	}
	return nil
}

// run decodes n blocks side by side.
func (w *walker) run(c *component, x, y, n int) error {
	b := &w.d.bits
	b.ensure()
	ok := w.decode(c, x, y, n)
	if b.overrun() {
		return w.d.shortage()
	}
	if !ok {
		return noCodeWord(x, y)
	}
	return nil
}

func noCodeWord(x, y int) error {
	return fmt.Errorf("%w: no code word in block %d, %d", ErrCorrupt, x, y)
}

// shortage says why there are too few data.
func (d *Decoder) shortage() error {
	if d.bits.marker != 0 {
		return fmt.Errorf("%w: marker %#x inside the image", ErrCorrupt, d.bits.marker)
	}
	return d.in.failure()
}
