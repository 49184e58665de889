package metadata

// propertyBox reads ipco, the list of properties, and ipma, which says which
// item has which.
func (h *heifFile) propertyBox(kind string, body window) error {
	switch kind {
	case "ipco":
		return body.boxes(h.property)
	case "ipma":
		return h.associations(body)
	}
	return nil
}

func (h *heifFile) property(kind string, body window) error {
	p := heifProperty{kind: kind}
	if kind == "ispe" || kind == "irot" || kind == "imir" {
		c, err := body.load(12)
		if err != nil {
			return err
		}
		if kind == "ispe" {
			c.version()
			p.w, p.h = int64(c.u32()), int64(c.u32())
		} else {
			p.turn = c.byte() & 3
		}
	}
	const most = 4096
	if len(h.properties) < most {
		h.properties = append(h.properties, p)
	}
	return nil
}

func (h *heifFile) associations(body window) error {
	c, err := body.load(maxMeta)
	if err != nil {
		return err
	}
	head := c.u32()
	long, wide := head>>24 > 0, head&1 == 1
	for count := c.u32(); count > 0 && !c.short; count-- {
		if err := h.s.step(); err != nil {
			return err
		}
		id := c.id(long)
		for n := c.byte(); n > 0 && !c.short; n-- {
			index := int(c.uint(1)) & 0x7f // the top bit says "essential"
			if wide {
				index = index<<8 | int(c.byte())
			}
			h.uses[id] = append(h.uses[id], index)
		}
	}
	return nil
}

// picture claims the size and the orientation of the primary image.
func (h *heifFile) picture(c *claims) {
	t := turn{}
	for _, index := range h.uses[h.primary] {
		if index < 1 || index > len(h.properties) {
			continue
		}
		switch p := h.properties[index-1]; p.kind {
		case "ispe":
			c.dimensions(p.w, p.h)
		case "irot":
			t = t.clockwise(4 - int(p.turn)) // irot counts anticlockwise
		case "imir":
			t = t.mirror()
			if p.turn&1 == 0 { // top and bottom are exchanged
				t = t.clockwise(2)
			}
		}
	}
	c.orientation = t.orientation()
}

// A turn is one of the eight ways to lay a picture: mirrored left to right or
// not, then turned clockwise by quarters.
type turn struct {
	mirrored bool
	quarters int
}

func (t turn) clockwise(quarters int) turn {
	return turn{t.mirrored, (t.quarters + quarters) % 4}
}

// mirror exchanges left and right of what is already turned.
func (t turn) mirror() turn { return turn{!t.mirrored, (4 - t.quarters) % 4} }

// orientation is the turn as EXIF counts it.
func (t turn) orientation() int {
	if t.mirrored {
		return [4]int{2, 7, 4, 5}[t.quarters]
	}
	return [4]int{1, 6, 3, 8}[t.quarters]
}
