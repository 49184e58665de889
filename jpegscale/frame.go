package jpegscale

// frame is what the SOF segment says.
type frame struct {
	progressive   bool
	width, height int
	hMax, vMax    int
	mcusX, mcusY  int
	scale         Scale
	components    []component
}

// component is one plane of the image while it is decoded. Its pixels, and
// its coefficients in a progressive file, are laid out for whole MCUs.
type component struct {
	id            byte
	h, v          int
	quantizer     int
	width, height int // in pixels of the original

	blocksX, blocksY int // of a scan of this component alone
	padX, padY       int // of whole MCUs

	across, down Scale // of its blocks: so many pixels wide and high
	pix          []byte
	stride       int

	quant  *quantizer // of its first scan
	latch  quantizer
	tables *tables // for the current scan, of a sequential file
	dc, ac int     // tables of the current scan
	last   int32   // first coefficient of the block before

	kept  int      // coefficients kept of a block
	coefs []int16  // progressive: kept ones of each block
	mask  []uint64 // progressive: which of all 64 are not zero
}

const maxSegment = 1<<16 - 1

func (d *Decoder) readFrame(p []byte, progressive bool) error {
	if d.components != nil {
		return malformed("a second frame")
	}
	if len(p) < 6 || len(p) != 6+3*int(p[5]) {
		return malformed("frame header of %d bytes", len(p))
	}
	if p[0] != 8 {
		return unsupported("not 8 bits a sample")
	}
	d.progressive = progressive
	d.height, d.width = int(p[1])<<8|int(p[2]), int(p[3])<<8|int(p[4])
	if d.height == 0 {
		return unsupported("height comes after the image")
	}
	if d.width == 0 {
		return malformed("width is 0")
	}
	return d.readComponents(p[6:])
}

func (d *Decoder) readComponents(p []byte) error {
	n := len(p) / 3
	if n != 1 && n != 3 && n != 4 {
		return unsupported("neither 1, 3 nor 4 components")
	}
	d.components = make([]component, n)
	for i := range d.components {
		c := &d.components[i]
		c.id, c.h, c.v, c.quantizer = p[3*i], int(p[3*i+1]>>4), int(p[3*i+1]&15), int(p[3*i+2])
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.quantizer > 3 {
			return malformed("component %d", c.id)
		}
		d.hMax, d.vMax = max(d.hMax, c.h), max(d.vMax, c.v)
	}
	if n == 1 { // its factors mean nothing then (T.81 A.2.2)
		d.components[0].h, d.components[0].v, d.hMax, d.vMax = 1, 1, 1, 1
	}
	return nil
}

// layOut decides the scale, compares with the limits and allocates.
func (d *Decoder) layOut() (err error) {
	if d.scale, err = d.options.scaleOf(d.width, d.height); err != nil {
		return err
	}
	if err := d.options.checkPixels(d.width, d.height); err != nil {
		return err
	}
	d.mcusX, d.mcusY = ceilDiv(d.width, 8*d.hMax), ceilDiv(d.height, 8*d.vMax)
	memory := int64(0)
	for i := range d.components {
		memory += d.layOutComponent(&d.components[i])
	}
	if err := d.options.checkMemory(memory); err != nil {
		return err
	}
	for i := range d.components {
		d.components[i].allocate(d.progressive)
	}
	return nil
}

// layOutComponent computes the sizes of a component, and returns the bytes
// that it will take.
func (d *Decoder) layOutComponent(c *component) int64 {
	c.width, c.height = ceilDiv(d.width*c.h, d.hMax), ceilDiv(d.height*c.v, d.vMax)
	c.blocksX, c.blocksY = ceilDiv(c.width, 8), ceilDiv(c.height, 8)
	c.padX, c.padY = d.mcusX*c.h, d.mcusY*c.v
	c.across, c.down = d.scale, d.scale
	if d.halves(c) {
		c.across, c.down = d.scale.halved(c.h == d.hMax), d.scale.halved(c.v == d.vMax)
	}
	c.kept = coefficientsFor(int(c.across), int(c.down))
	blocks := int64(c.padX) * int64(c.padY)
	memory := blocks * int64(c.across*c.down)
	if d.progressive {
		memory += blocks * int64(2*c.kept+8)
	}
	return memory
}

// halves tells whether a component is chroma that may come at half its size,
// in each direction in which the file has as much of it as of brightness.
func (d *Decoder) halves(c *component) bool {
	return d.options.HalfChroma && d.model() == YCbCr && c != &d.components[0]
}

func (c *component) allocate(progressive bool) {
	blocks := c.padX * c.padY
	c.stride = c.padX * int(c.across)
	c.pix = make([]byte, c.stride*c.padY*int(c.down))
	for i := range c.pix {
		c.pix[i] = 128
	}
	if progressive {
		c.coefs = make([]int16, blocks*c.kept)
		c.mask = make([]uint64, blocks)
	}
}

// put transforms a block into its place.
func (c *component) put(b *coefficients, last, x, y int) {
	dst := c.pix[y*int(c.down)*c.stride+x*int(c.across):]
	switch {
	case c.across != c.down:
		idctOblong(b, c.quant, dst, c.stride, int(c.across), int(c.down))
	case c.across == Eighth:
		dst[0] = pixel1(b[0] * c.quant[0])
	case c.across == Quarter:
		idct2(b, c.quant, dst, c.stride)
	case c.across == Half:
		idct4(b, c.quant, dst, c.stride)
	default:
		idct8(b, c.quant, last, dst, c.stride)
	}
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
