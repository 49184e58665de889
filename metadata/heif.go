package metadata

// maxMeta bounds a box of HEIF that is read at once. A photograph of 12 MP
// has some 50 tiles and 2 KB of boxes.
const maxMeta = 1 << 20

// A heifFile gathers the boxes of HEIC and AVIF, which may come in any order.
type heifFile struct {
	s          *source
	primary    uint32
	exif, xmp  []uint32
	places     map[uint32]heifExtent
	properties []heifProperty
	uses       map[uint32][]int // 1-based properties of an item, in order
	idat       window
}

// A heifExtent is where an item lies. Metadata is never in several extents.
type heifExtent struct {
	off, size int64
	inIdat    bool
}

type heifProperty struct {
	kind string
	w, h int64
	turn byte // angle of irot, axis of imir
}

// readHEIF reads the properties of the primary image, and its EXIF and XMP.
// EXIF's orientation is ignored: irot and imir say it.
func readHEIF(s *source, c *claims) error {
	h := &heifFile{s: s, places: map[uint32]heifExtent{}, uses: map[uint32][]int{}}
	err := s.whole().boxes(func(kind string, body window) error {
		if kind == "meta" {
			return body.part(4, body.size).boxes(h.box)
		}
		return nil
	})
	h.picture(c)
	h.packets(c)
	return err
}

func (h *heifFile) box(kind string, body window) error {
	switch kind {
	case "idat":
		h.idat = body
		return nil
	case "iprp":
		return body.boxes(h.propertyBox)
	case "pitm", "iinf", "iloc":
	default:
		return nil
	}
	c, err := body.load(maxMeta)
	if err != nil {
		return err
	}
	switch version := c.version(); kind {
	case "pitm":
		h.primary = c.id(version > 0)
	case "iinf":
		count := c.id(version > 0)
		return h.items(c, count)
	case "iloc":
		return h.locations(c, version)
	}
	return nil
}

// id takes an item's id or a count, of 16 or of 32 bits.
func (c *cursor) id(long bool) uint32 {
	if long {
		return c.u32()
	}
	return uint32(c.u16())
}

// items finds the items that hold EXIF and XMP.
func (h *heifFile) items(c *cursor, count uint32) error {
	return h.s.memory(c.b).boxes(func(kind string, body window) error {
		if kind != "infe" || count == 0 {
			return nil
		}
		count--
		e, err := body.load(4096)
		if err != nil {
			return err
		}
		version := e.version()
		if version < 2 {
			return nil
		}
		id := e.id(version > 2)
		e.u16() // protection
		switch e.code() {
		case "Exif":
			h.exif = append(h.exif, id)
		case "mime":
			e.text() // name
			if e.text() == "application/rdf+xml" {
				h.xmp = append(h.xmp, id)
			}
		}
		return nil
	})
}

// locations reads where the items lie.
func (h *heifFile) locations(c *cursor, version uint8) error {
	sizes := c.u16()
	offSize, lengthSize := int(sizes>>12), int(sizes>>8&15)
	baseSize, indexSize := int(sizes>>4&15), int(sizes&15)
	if offSize > 8 || lengthSize > 8 || baseSize > 8 || indexSize > 8 {
		return errTruncated
	}
	for count := c.id(version > 1); count > 0 && !c.short; count-- {
		if err := h.s.step(); err != nil {
			return err
		}
		id, method := c.id(version > 1), uint16(0)
		if version > 0 {
			method = c.u16() & 15
		}
		c.u16() // data reference
		base := c.uint(baseSize)
		for i := c.u16(); i > 0 && !c.short; i-- {
			if version > 0 {
				c.uint(indexSize)
			}
			off, length := c.uint(offSize), c.uint(lengthSize)
			if _, known := h.places[id]; !known && method < 2 {
				h.places[id] = heifExtent{int64(base + off), int64(length), method == 1}
			}
		}
	}
	return nil
}

// packets reads the metadata items.
func (h *heifFile) packets(c *claims) {
	for _, id := range h.exif[:min(1, len(h.exif))] {
		h.s.guard("EXIF", func() error {
			item := h.item(id)
			head, err := item.load(4)
			if err != nil {
				return err
			}
			skip := 4 + int64(head.u32()) // to the TIFF header
			return readEXIF(item.part(skip, item.size), c)
		})
	}
	for _, id := range h.xmp[:min(1, len(h.xmp))] {
		h.s.guard("XMP", func() error {
			packet, err := h.item(id).load(maxXMP)
			if err != nil {
				return err
			}
			return readXMP(packet.b, h.s, c)
		})
	}
}

func (h *heifFile) item(id uint32) window {
	at := h.places[id]
	if at.inIdat {
		return h.idat.part(at.off, at.size)
	}
	return h.s.whole().part(at.off, at.size)
}
