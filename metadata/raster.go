package metadata

import "encoding/binary"

// readGIF reads the size of the screen that all frames are drawn on.
func readGIF(s *source, c *claims) error {
	b, err := s.at(6, 4)
	if err != nil {
		return err
	}
	c.dimensions(int64(binary.LittleEndian.Uint16(b)), int64(binary.LittleEndian.Uint16(b[2:])))
	return nil
}

// readBMP reads the size from the header of OS/2 or of Windows; a negative
// height says that the rows go down.
func readBMP(s *source, c *claims) error {
	b, err := s.at(14, 12)
	if err != nil {
		return err
	}
	le := binary.LittleEndian
	if le.Uint32(b) == 12 {
		c.dimensions(int64(le.Uint16(b[4:])), int64(le.Uint16(b[6:])))
		return nil
	}
	h := int64(int32(le.Uint32(b[8:])))
	c.dimensions(int64(int32(le.Uint32(b[4:]))), max(h, -h))
	return nil
}

// readTIFF reads a TIFF, or a RAW file that is built like one. Its main
// directory is the first page of a TIFF, but only a preview in many RAW
// files: of those the largest picture counts.
func readTIFF(s *source, c *claims) error {
	b := &exifBlock{c: c, limit: s.textLimit()}
	t := &tiffFile{raw: c.mediaType != "image/tiff", widths: map[directory][2]int64{}}
	err := walkTIFF(s.whole(), func(e tiffEntry) {
		b.visit(e)
		t.visit(e)
		t.packets(e, s, c)
	})
	b.finish()
	c.dimensions(t.size())
	return err
}

// A tiffFile gathers the sizes of the pictures in a TIFF structure.
type tiffFile struct {
	raw    bool
	widths map[directory][2]int64
}

func (t *tiffFile) visit(e tiffEntry) {
	size := t.widths[e.dir]
	switch e.id {
	case 0x0100, 0xa002:
		size[0] = max(size[0], e.uint())
	case 0x0101, 0xa003:
		size[1] = max(size[1], e.uint())
	default:
		return
	}
	t.widths[e.dir] = size
}

func (t *tiffFile) size() (w, h int64) {
	if !t.raw {
		return t.widths[mainDir][0], t.widths[mainDir][1]
	}
	for _, size := range t.widths {
		if size[0]*size[1] > w*h {
			w, h = size[0], size[1]
		}
	}
	return w, h
}

// packets reads the XMP and IPTC that lie in tags of their own.
func (t *tiffFile) packets(e tiffEntry, s *source, c *claims) {
	if e.dir != mainDir {
		return
	}
	switch e.id {
	case 0x02bc:
		s.guard("XMP", func() error { return readXMP(e.bytes(maxXMP), s, c) })
	case 0x83bb:
		s.guard("IPTC", func() error { return readIIM(e.bytes(maxXMP/8), s, c) })
	}
}
