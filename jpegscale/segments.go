package jpegscale

import "errors"

// The markers that matter, by the names of T.81 table B.1.
const (
	markerSOF0  = 0xc0
	markerSOF1  = 0xc1
	markerSOF2  = 0xc2
	markerDHT   = 0xc4
	markerJPG   = 0xc8
	markerDAC   = 0xcc
	markerSOF15 = 0xcf
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDNL   = 0xdc
	markerDRI   = 0xdd
	markerDHP   = 0xde
	markerTEM   = 0x01
	markerAPP14 = 0xee
)

// readHeader reads up to the first scan header, which is left in d.segment.
func (d *Decoder) readHeader() error {
	var start [2]byte
	if err := d.in.readFull(start[:]); err != nil || start != [2]byte{0xff, markerSOI} {
		return headerError(err, "does not begin as a JPEG file")
	}
	marker, err := d.nextScan(0)
	switch {
	case err != nil:
		return headerError(err, "header is cut off")
	case marker != markerSOS:
		return malformed("no image in it")
	case d.components == nil:
		return malformed("scan before frame")
	}
	return nil
}

// headerError makes a header that is cut off a malformed one: nothing can be
// shown of it.
func headerError(err error, what string) error {
	if err == nil || errors.Is(err, ErrTruncated) {
		return malformed("%s", what)
	}
	return err
}

// nextScan reads segments up to a scan header or the end of the image. A
// marker that was read before is given, or 0.
func (d *Decoder) nextScan(marker byte) (byte, error) {
	for {
		if marker == 0 {
			var err error
			if marker, err = d.in.marker(); err != nil {
				return 0, err
			}
		}
		if marker == markerEOI {
			return marker, nil
		}
		if !standsAlone(marker) {
			if err := d.readSegment(marker); err != nil || marker == markerSOS {
				return marker, err
			}
		}
		marker = 0
	}
}

// standsAlone tells whether a marker has no payload.
func standsAlone(marker byte) bool {
	return marker >= markerRST0 && marker <= markerSOI || marker == markerTEM
}

func (d *Decoder) readSegment(marker byte) error {
	var size [2]byte
	if err := d.in.readFull(size[:]); err != nil {
		return err
	}
	n := int(size[0])<<8 | int(size[1]) - 2
	if n < 0 {
		return malformed("segment of %d bytes", n+2)
	}
	if !needed(marker) {
		return d.in.skip(n)
	}
	if cap(d.segment) < n {
		d.segment = make([]byte, n)
	}
	d.segment = d.segment[:n]
	if err := d.in.readFull(d.segment); err != nil {
		return err
	}
	return d.interpret(marker, d.segment)
}

// needed tells whether a segment is one that interpret looks at.
func needed(marker byte) bool {
	return marker >= markerSOF0 && marker <= markerSOF15 && marker != markerJPG ||
		marker >= markerSOS && marker <= markerDHP || marker == markerAPP14
}

func (d *Decoder) interpret(marker byte, p []byte) error {
	switch marker {
	case markerSOF0, markerSOF1, markerSOF2:
		return d.readFrame(p, marker == markerSOF2)
	case markerDHT:
		return d.readHuffman(p)
	case markerDQT:
		return d.readQuantizers(p)
	case markerDRI:
		return d.readRestart(p)
	case markerAPP14:
		d.readAdobe(p)
		return nil
	case markerSOS:
		return nil
	case markerDNL:
		return unsupported("height comes after the image")
	case markerDHP:
		return unsupported("hierarchical")
	case markerDAC, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf:
		return unsupported("arithmetic coding")
	}
	return unsupported("lossless or hierarchical")
}

func (d *Decoder) readRestart(p []byte) error {
	if len(p) != 2 {
		return malformed("restart interval of %d bytes", len(p))
	}
	d.restart = int(p[0])<<8 | int(p[1])
	return nil
}

// readAdobe reads the segment by which Adobe's programs say how colours were
// transformed (T.872 6.5.3).
func (d *Decoder) readAdobe(p []byte) {
	if len(p) >= 12 && string(p[:5]) == "Adobe" {
		d.adobe, d.adobeColour = true, p[11]
	}
}

func (d *Decoder) readQuantizers(p []byte) error {
	for len(p) > 0 {
		wide, to := int(p[0]>>4), p[0]&15
		size := 64 * (1 + wide)
		if wide > 1 || to > 3 || len(p) < 1+size {
			return malformed("quantization table")
		}
		for i := range d.quantizers[to] {
			v := int32(p[1+i<<wide])
			if wide == 1 {
				v = v<<8 | int32(p[2+i<<1])
			}
			d.quantizers[to][i] = v
		}
		d.hasQuant[to] = true
		p = p[1+size:]
	}
	return nil
}

func (d *Decoder) readHuffman(p []byte) error {
	for len(p) > 0 {
		if len(p) < 17 {
			return malformed("Huffman table")
		}
		class, to, n := p[0]>>4, p[0]&15, 0
		for _, count := range p[1:17] {
			n += int(count)
		}
		if class > 1 || to > 3 || n > 256 || len(p) < 17+n {
			return malformed("Huffman table")
		}
		if err := d.defineHuffman(class, to, p[1:17], p[17:17+n]); err != nil {
			return err
		}
		p = p[17+n:]
	}
	return nil
}

func (d *Decoder) defineHuffman(class, to byte, counts, values []byte) error {
	if class == 0 {
		d.hasDC[to] = true
		return d.dc[to].define(counts, values)
	}
	d.hasAC[to] = true
	return d.ac[to].define(counts, values)
}
