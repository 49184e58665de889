package vp8

// A Sink takes the rows of a picture, from the top down. They are the sink's until
// it returns.
type Sink interface {
	// Luma takes a row of brightness, from 16 to 235.
	Luma(row []byte)
	// Chroma takes rows of colour, from 16 to 240. They have half the width and
	// come half as often, both rounded up.
	Chroma(cb, cr []byte)
}

// present tells in which blocks at the edge of a macroblock there are coefficients.
type present struct {
	luma, cb, cr [4]uint8 // of colour the first two
	second       uint8
}

// decoder is the state within one frame.
type decoder struct {
	first    partition
	parts    []partition
	tokens   probabilities
	quant    [4]quantiser
	segment  [3]uint8 // probabilities of the tree
	mapped   bool     // macroblocks say in which segment they are
	skips    bool     // and whether they have coefficients
	skip     uint8
	filtered bool // the frame asks for the loop filter

	across     int
	aboveModes []uint8
	leftModes  [4]uint8
	above      []present
	left       present
	blocks     [25][16]int16 // luma, Cb, Cr, second-order
	ends       [25]int       // behind their last coefficients
	luma       strip
	cb, cr     strip
}

// Decode decodes a key frame without its loop filter. If it fails, the sink may
// have got some of the rows. Beside the frame it needs memory for some rows.
func Decode(frame []byte, to Sink) error { return new(decoder).decode(frame, to) }

func (d *decoder) decode(frame []byte, to Sink) error {
	width, height, err := Size(frame)
	if err != nil {
		return err
	}
	if err := d.header(frame); err != nil {
		return err
	}
	d.across = (width + 15) / 16
	d.aboveModes = make([]uint8, 4*d.across)
	d.above = make([]present, d.across)
	d.luma, d.cb, d.cr = newStrip(16, d.across), newStrip(8, d.across), newStrip(8, d.across)
	for y := 0; 16*y < height; y++ {
		if err := d.macroblocks(y); err != nil {
			return err
		}
		d.hand(to, width, min(16, height-16*y))
	}
	return nil
}

// macroblocks decodes a row of them.
func (d *decoder) macroblocks(y int) error {
	p := &d.parts[y%len(d.parts)]
	d.left, d.leftModes = present{}, [4]uint8{}
	var m modes
	for x := range d.across {
		d.readModes(&m, x)
		if m.skipped {
			d.noCoefficients(&m, &d.above[x])
		} else {
			d.readCoefficients(p, &m, &d.above[x])
		}
		d.reconstruct(&m, x, y)
	}
	if p.cutOff() || d.first.cutOff() {
		return malformed("cut off")
	}
	return nil
}

// hand gives the rows that are ready to the sink.
func (d *decoder) hand(to Sink, width, rows int) {
	for y := range rows {
		to.Luma(d.luma.row(y, width))
	}
	for y := range (rows + 1) / 2 {
		to.Chroma(d.cb.row(y, (width+1)/2), d.cr.row(y, (width+1)/2))
	}
	d.luma.next()
	d.cb.next()
	d.cr.next()
}
