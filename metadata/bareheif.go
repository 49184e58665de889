package metadata

import (
	"cmp"
	"errors"
	"slices"
)

// A heifCutter overwrites in HEIC and AVIF all items but pictures, small
// pictures too, and every byte of the data that no picture has.
type heifCutter struct {
	*edits
	meta       box
	data       []box          // mdat
	idat       box            // within meta
	kinds      map[uint32]box // where each item's entry stands
	picture    map[uint32]bool
	thumbnails map[uint32]bool
	keep       []span
}

// A span is a run of bytes of the file.
type span struct{ off, size int64 }

// bareHEIF keeps the items that are pictures.
func bareHEIF(e *edits) error {
	h := &heifCutter{edits: e, kinds: map[uint32]box{}, picture: map[uint32]bool{}, thumbnails: map[uint32]bool{}}
	err := e.eachBox(0, e.s.size, func(b box) error {
		switch b.kind {
		case "ftyp":
		case "meta":
			h.meta = b
		case "mdat":
			h.data = append(h.data, b)
		case "moov", "moof":
			return errors.New("a sequence of pictures")
		default:
			e.blank(b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if h.meta.size == 0 {
		return errors.New("no items")
	}
	var iloc box
	err = e.eachBox(h.meta.body()+4, h.meta.end(), func(b box) error {
		switch b.kind {
		case "iinf":
			return h.entries(b)
		case "iref":
			return h.references(b)
		case "iprp":
			return h.properties(b)
		case "idat":
			h.idat = b
		case "iloc":
			iloc = b
		case "hdlr", "pitm", "dinf", "grpl":
		default:
			e.blank(b)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return h.wipe(iloc)
}

// entries notes the items and what each is.
func (h *heifCutter) entries(iinf box) error {
	version, err := h.s.at(iinf.body(), 1)
	if err != nil {
		return err
	}
	skip := int64(6)
	if version[0] > 0 {
		skip = 8
	}
	return h.eachBox(iinf.body()+skip, iinf.end(), func(b box) error {
		raw, err := h.s.at(b.body(), min(b.size-b.head, 16))
		if err != nil {
			return err
		}
		c := &cursor{b: raw}
		version := c.version()
		if b.kind != "infe" || version < 2 {
			return errors.New("items of an unknown form")
		}
		id := c.id(version > 2)
		c.u16() // protection
		at := b.body() + int64(len(raw)-len(c.b))
		kind := c.code()
		if c.short {
			return errTruncated
		}
		h.kinds[id] = box{kind: kind, off: at, size: b.end() - at}
		h.picture[id] = isPicture(kind)
		return nil
	})
}

func isPicture(kind string) bool {
	switch kind {
	case "hvc1", "av01", "avc1", "grid", "iovl", "iden", "jpeg", "tmap", "unci":
		return true
	}
	return false
}

// references finds the small pictures: a reference of theirs goes too.
func (h *heifCutter) references(iref box) error {
	version, err := h.s.at(iref.body(), 1)
	if err != nil {
		return err
	}
	return h.eachBox(iref.body()+4, iref.end(), func(b box) error {
		if b.kind != "thmb" {
			return nil
		}
		raw, err := h.s.at(b.body(), min(b.size-b.head, 4))
		if err != nil {
			return err
		}
		h.thumbnails[(&cursor{b: raw}).id(version[0] > 0)] = true
		h.put(b.off+4, []byte("free"))
		return nil
	})
}

// properties blanks the descriptions that people wrote.
func (h *heifCutter) properties(iprp box) error {
	return h.eachBox(iprp.body(), iprp.end(), func(b box) error {
		if b.kind != "ipco" {
			return nil
		}
		return h.eachBox(b.body(), b.end(), func(p box) error {
			if p.kind == "udes" || p.kind == "uuid" || p.kind == "crtt" || p.kind == "mdft" {
				h.blank(p)
			}
			return nil
		})
	})
}

// wipe makes what is no picture unknown, and overwrites the data that none has.
func (h *heifCutter) wipe(iloc box) error {
	for id, at := range h.kinds {
		if h.picture[id] && !h.thumbnails[id] {
			continue
		}
		h.picture[id] = false
		h.put(at.off, []byte("free"))
		h.zero(at.off+4, at.size-4) // names
	}
	if iloc.size > maxMeta {
		return errors.New("too many items")
	}
	raw, err := h.s.at(iloc.body(), iloc.size-iloc.head)
	if err != nil {
		return err
	}
	if err := h.locations(&cursor{b: raw}); err != nil {
		return err
	}
	slices.SortFunc(h.keep, func(a, b span) int { return cmp.Compare(a.off, b.off) })
	for _, b := range append(h.data, h.idat) {
		h.wipeBetween(b)
	}
	return nil
}

// locations notes what the pictures' data are.
func (h *heifCutter) locations(c *cursor) error {
	version, sizes := c.version(), c.u16()
	offSize, lengthSize := int(sizes>>12), int(sizes>>8&15)
	baseSize, indexSize := int(sizes>>4&15), int(sizes&15)
	if offSize > 8 || lengthSize > 8 || baseSize > 8 || indexSize > 8 {
		return errTruncated
	}
	for count := c.id(version > 1); count > 0; count-- {
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
			at := span{int64(base + c.uint(offSize)), int64(c.uint(lengthSize))}
			if err := h.keepAt(id, method, at); err != nil {
				return err
			}
		}
		if c.short {
			return errTruncated
		}
	}
	return nil
}

func (h *heifCutter) keepAt(id uint32, method uint16, at span) error {
	switch {
	case !h.picture[id]:
		return nil
	case method == 1:
		at.off += h.idat.body()
	case method > 1:
		return errors.New("an item within another")
	}
	if at.size == 0 || at.off < 0 || at.size < 0 || at.off > h.s.size-at.size {
		return errTruncated
	}
	h.keep = append(h.keep, at)
	return nil
}

// wipeBetween overwrites what of a box is in no span that is kept.
func (h *heifCutter) wipeBetween(b box) {
	off := b.body()
	for _, k := range h.keep {
		if k.off+k.size <= off || k.off >= b.end() {
			continue
		}
		h.zero(off, k.off-off)
		off = max(off, k.off+k.size)
	}
	if b.size > 0 {
		h.zero(off, b.end()-off)
	}
}
