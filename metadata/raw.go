package metadata

import (
	"encoding/binary"
	"io"
	"strings"
)

// IsRAW reports whether a media type is that of a camera's own kind of picture.
func IsRAW(mediaType string) bool {
	kind, ok := strings.CutPrefix(mediaType, "image/x-")
	switch kind {
	case "adobe-dng", "canon-cr2", "canon-cr3", "nikon-nef", "sony-arw", "pentax-pef", "samsung-srw",
		"fuji-raf", "olympus-orf", "panasonic-rw2":
		return ok
	}
	return false
}

// Embedded returns the largest JPEG that a camera has put into a RAW file, which
// is the picture as the camera would have it; ok is false where none is found.
func Embedded(r io.ReaderAt, size int64, mediaType string) (jpeg *io.SectionReader, ok bool) {
	if !IsRAW(mediaType) {
		return nil, false
	}
	s := newSource(r, size, Options{}.withDefaults())
	e := &embedded{s: s}
	s.guard("preview", func() error { return e.find(mediaType) })
	if e.best.size == 0 {
		return nil, false
	}
	return io.NewSectionReader(r, e.best.off, e.best.size), true
}

// embedded looks for pictures in a RAW file.
type embedded struct {
	s      *source
	best   span
	pixels int64
}

func (e *embedded) find(mediaType string) error {
	switch mediaType {
	case "image/x-fuji-raf":
		b, err := e.s.at(84, 8)
		if err != nil {
			return err
		}
		e.try(int64(binary.BigEndian.Uint32(b)), int64(binary.BigEndian.Uint32(b[4:])))
		return nil
	case "image/x-canon-cr3":
		return e.scan()
	}
	err := e.directories()
	if e.best.size == 0 {
		return e.scan() // what makers have in notes of their own
	}
	return err
}

// try takes a JPEG at a place if it is one that can be shown and the largest so
// far.
func (e *embedded) try(off, size int64) {
	if off <= 0 || size < 100 || off > e.s.size-100 {
		return
	}
	at := span{off, min(size, e.s.size-off)}
	if pixels := e.s.window(at.off, at.size).jpegPixels(); pixels > e.pixels {
		e.best, e.pixels = at, pixels
	}
}

// jpegPixels is the size of a JPEG's picture, 0 if it is none or lossless, as the
// RAW pixels themselves are coded.
func (w window) jpegPixels() int64 {
	head, err := w.at(0, 3)
	if err != nil || string(head) != "\xff\xd8\xff" {
		return 0
	}
	for off, n := int64(2), 0; n < 200; n++ {
		b, err := w.at(off, 9)
		if err != nil || b[0] != 0xff || b[1] == 0xda || b[1] == 0xd9 {
			return 0
		}
		if isFrame(b[1]) {
			if b[1] > 0xc2 || b[4] != 8 {
				return 0
			}
			return int64(binary.BigEndian.Uint16(b[5:])) * int64(binary.BigEndian.Uint16(b[7:]))
		}
		off += 2 + max(2, int64(binary.BigEndian.Uint16(b[2:])))
	}
	return 0
}

// scanned is how much of a file is looked through for a picture, a block at a
// time.
const (
	scanned   = 6 << 20
	scanBlock = 64 << 10
)

// scan looks for the beginnings of JPEGs.
func (e *embedded) scan() error {
	for off := int64(0); off < min(scanned, e.s.size); off += scanBlock {
		b, err := e.s.upTo(off, scanBlock+2)
		if err != nil {
			return err
		}
		for i := strings.Index(string(b), "\xff\xd8\xff"); i >= 0; {
			e.try(off+int64(i), e.s.size)
			next := strings.Index(string(b[i+3:]), "\xff\xd8\xff")
			if next < 0 {
				break
			}
			i += 3 + next
		}
	}
	return nil
}

// directories walks a RAW file that is built like TIFF: its chain of directories
// and those that they name.
func (e *embedded) directories() error {
	r := &tiffReader{w: e.s.whole(), seen: map[int64]bool{}}
	head, err := r.w.at(0, 8)
	if err != nil {
		return err
	}
	r.order = binary.ByteOrder(binary.LittleEndian)
	if head[0] == 'M' {
		r.order = binary.BigEndian
	}
	queue := []int64{int64(r.order.Uint32(head[4:]))}
	for len(queue) > 0 && len(r.seen) < maxDirectories {
		off := queue[0]
		queue = queue[1:]
		if off == 0 || r.seen[off] {
			continue
		}
		r.seen[off] = true
		more, err := e.directory(r, off)
		if err != nil {
			return err
		}
		queue = append(queue, more...)
	}
	return nil
}

// directory tries what one directory points to, and returns the others that it
// names.
func (e *embedded) directory(r *tiffReader, off int64) (more []int64, err error) {
	b, err := r.w.at(off, 2)
	if err != nil {
		return nil, err
	}
	count := int64(r.order.Uint16(b))
	table, err := r.w.at(off+2, 12*count+4)
	if err != nil {
		return nil, err
	}
	var thumb, strip span
	for ; len(table) >= 16; table = table[12:] {
		t := tiffEntry{r: r, id: r.order.Uint16(table), kind: r.order.Uint16(table[2:]),
			count: int64(r.order.Uint32(table[4:])), field: table[8:12]}
		switch t.id {
		case 0x0201:
			thumb.off = t.uint()
		case 0x0202:
			thumb.size = t.uint()
		case 0x0111:
			if t.count == 1 {
				strip.off = t.uint()
			}
		case 0x0117:
			strip.size = t.uint()
		case 0x002e: // Panasonic's
			e.try(int64(r.order.Uint32(t.field)), t.count)
		case 0x014a:
			more = append(more, t.uints(maxDirectories)...)
		}
	}
	e.try(thumb.off, thumb.size)
	e.try(strip.off, strip.size)
	return append(more, int64(r.order.Uint32(table))), nil
}
