package jpegscale

import "errors"

// Each scan of a progressive file costs a walk over blocks, which a hostile
// file could ask for with a few bytes, a thousand times. Encoders write about
// ten scans, which come to every block six times.
const (
	visitsPerBlock = 16      // that a file may ask for on average
	visitsFree     = 1 << 22 // whatever its size
	visitsPerScan  = 1 << 10 // that beginning a scan costs
)

// charge counts the visits of a scan, and refuses it if they are too many.
func (d *Decoder) charge(blocks int) error {
	d.visits += blocks + visitsPerScan
	all := 0
	for i := range d.components {
		all += d.components[i].padX * d.components[i].padY
	}
	if d.visits > visitsFree+visitsPerBlock*all {
		return malformed("more scans than anybody needs")
	}
	return nil
}

// scan is what the SOS segment says.
type scan struct {
	components []*component
	from, to   int // coefficients
	high, low  int // bits of them: those before, and those still to come
}

// size is how many blocks wide and high a component is in an MCU.
func (s *scan) size(c *component) (wide, high int) {
	if len(s.components) == 1 {
		return 1, 1
	}
	return c.h, c.v
}

// blocks is the number of blocks in one MCU.
func (s *scan) blocks() int {
	n := 0
	for _, c := range s.components {
		wide, high := s.size(c)
		n += wide * high
	}
	return n
}

func (d *Decoder) readScan(p []byte) (scan, error) {
	var s scan
	if len(p) < 1 || p[0] < 1 || int(p[0]) > len(d.components) || len(p) != 4+2*int(p[0]) {
		return s, malformed("scan header of %d bytes", len(p))
	}
	n := int(p[0])
	for i := range n {
		c := d.component(p[1+2*i])
		if c == nil || contains(s.components, c) {
			return s, malformed("scan of component %d", p[1+2*i])
		}
		c.dc, c.ac = int(p[2+2*i]>>4), int(p[2+2*i]&15)
		if c.dc > 3 || c.ac > 3 {
			return s, malformed("scan with table %d", p[2+2*i])
		}
		s.components = append(s.components, c)
	}
	s.from, s.to = int(p[1+2*n]), int(p[2+2*n])
	s.high, s.low = int(p[3+2*n]>>4), int(p[3+2*n]&15)
	return s, nil
}

func (d *Decoder) component(id byte) *component {
	for i := range d.components {
		if d.components[i].id == id {
			return &d.components[i]
		}
	}
	return nil
}

func contains(list []*component, c *component) bool {
	for _, x := range list {
		if x == c {
			return true
		}
	}
	return false
}

// latch keeps the quantization table that a component has at its first scan.
func (d *Decoder) latch(s *scan) error {
	for _, c := range s.components {
		if c.quant != nil {
			continue
		}
		if !d.hasQuant[c.quantizer] {
			return malformed("no quantization table %d", c.quantizer)
		}
		c.latch = d.quantizers[c.quantizer]
		c.quant = &c.latch
	}
	return nil
}

// readScans reads all scans, the first of which has its header in d.segment.
func (d *Decoder) readScans() error {
	var damage error
	for {
		marker, err := d.readOneScan()
		if err != nil && !errors.Is(err, ErrCorrupt) {
			return err
		}
		damage = errors.Join(damage, err)
		if marker == 0 || d.complete() {
			return damage
		}
		marker, err = d.nextScan(marker)
		if errors.Is(err, ErrTruncated) && d.allSeen() {
			return damage // only the end marker is missing
		}
		if err != nil || marker == markerEOI {
			return errors.Join(damage, err)
		}
	}
}

// complete tells whether a sequential image has all its components, so that
// what follows is not worth reading.
func (d *Decoder) complete() bool { return !d.progressive && d.allSeen() }

func (d *Decoder) allSeen() bool {
	for i := range d.components {
		if d.components[i].quant == nil {
			return false
		}
	}
	return true
}

// readOneScan decodes the scan whose header is in d.segment and returns the
// marker that ended it.
func (d *Decoder) readOneScan() (byte, error) {
	s, err := d.readScan(d.segment)
	if err != nil {
		return 0, err
	}
	if err := d.latch(&s); err != nil {
		return 0, err
	}
	if d.progressive {
		err = d.progressiveScan(&s)
	} else {
		err = d.sequentialScan(&s)
	}
	if err != nil {
		return 0, err
	}
	return d.bits.skipToMarker(), nil
}
