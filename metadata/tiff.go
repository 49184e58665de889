package metadata

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// directory is one of the directories of a TIFF structure.
type directory int

const (
	mainDir directory = iota
	exifDir
	gpsDir
	subDir // SubIFDs: the picture itself in most RAW files
)

// A tiffReader walks the directories of a TIFF structure: a TIFF file, most
// RAW files, and the EXIF block of every other format.
type tiffReader struct {
	w     window
	order binary.ByteOrder
	seen  map[int64]bool
	visit func(tiffEntry)
}

// maxDirectories bounds the SubIFDs of a file; the largest RAW files have 6.
const maxDirectories = 32

// walkTIFF visits every entry of the first directory and of those that it
// points to. Damage ends a directory, not the walk.
func walkTIFF(w window, visit func(tiffEntry)) error {
	head, err := w.at(0, 8)
	if err != nil {
		return err
	}
	r := &tiffReader{w: w, seen: map[int64]bool{}, visit: visit}
	switch string(head[:2]) {
	case "II":
		r.order = binary.LittleEndian
	case "MM":
		r.order = binary.BigEndian
	default:
		return errors.New("no TIFF header")
	}
	switch magic := r.order.Uint16(head[2:]); magic {
	case 42, 0x55, 0x4f52, 0x5352: // TIFF, Panasonic, Olympus twice
	default:
		return fmt.Errorf("TIFF of an unknown kind %d", magic)
	}
	return r.directory(mainDir, int64(r.order.Uint32(head[4:])))
}

// directory visits the entries of one directory, once only: files whose
// directories form a loop exist to hang readers.
func (r *tiffReader) directory(dir directory, off int64) error {
	if r.seen[off] || len(r.seen) == maxDirectories {
		return nil
	}
	r.seen[off] = true
	head, err := r.w.at(off, 2)
	if err != nil {
		return err
	}
	count := int64(r.order.Uint16(head))
	whole := min(count, max(0, r.w.size-off-2)/12)
	table, err := r.w.at(off+2, 12*whole)
	if err != nil {
		return err
	}
	for ; len(table) >= 12; table = table[12:] {
		if err := r.entry(dir, table[:12]); err != nil {
			return err
		}
	}
	if whole < count {
		return errTruncated
	}
	return nil
}

// entry visits one entry, or follows it if it points to a directory.
func (r *tiffReader) entry(dir directory, b []byte) error {
	if err := r.w.s.step(); err != nil {
		return err
	}
	e := tiffEntry{r: r, dir: dir, id: r.order.Uint16(b), kind: r.order.Uint16(b[2:]),
		count: int64(r.order.Uint32(b[4:])), field: b[8:12]}
	to, pointer := map[uint16]directory{0x8769: exifDir, 0x8825: gpsDir, 0x014a: subDir}[e.id]
	if !pointer {
		r.visit(e)
		return nil
	}
	for _, off := range e.uints(maxDirectories) {
		if err := r.directory(to, int64(off)); err != nil {
			r.w.s.problem("EXIF", err)
		}
	}
	return nil
}

// A tiffEntry is one value with its tag.
type tiffEntry struct {
	r        *tiffReader
	dir      directory
	id, kind uint16
	count    int64
	field    []byte // the value if it has four bytes at most, else its offset
}

// width is the size of one value of the entry's type, 0 if that is unknown.
func (e tiffEntry) width() int64 {
	switch e.kind {
	case 1, 2, 6, 7:
		return 1
	case 3, 8:
		return 2
	case 4, 9, 11, 13:
		return 4
	case 5, 10, 12:
		return 8
	}
	return 0
}

// bytes returns the value, cut to at most limit values; nil if it is damaged.
func (e tiffEntry) bytes(limit int64) []byte {
	size := e.width() * e.count
	take := e.width() * min(e.count, limit)
	if size <= 4 {
		return e.field[:take]
	}
	b, err := e.r.w.at(int64(e.r.order.Uint32(e.field)), take)
	if err != nil {
		e.r.w.s.problem("EXIF", fmt.Errorf("tag %#x: %w", e.id, err))
		return nil
	}
	return b
}

// uints returns at most limit unsigned whole numbers.
func (e tiffEntry) uints(limit int64) (values []uint32) {
	b := e.bytes(limit)
	for width := int(e.width()); width > 0 && len(b) >= width; b = b[width:] {
		switch width {
		case 1:
			values = append(values, uint32(b[0]))
		case 2:
			values = append(values, uint32(e.r.order.Uint16(b)))
		case 4:
			values = append(values, e.r.order.Uint32(b))
		default:
			return nil
		}
	}
	return values
}

// uint returns the first whole number, or 0.
func (e tiffEntry) uint() int64 {
	if v := e.uints(1); len(v) > 0 {
		return int64(v[0])
	}
	return 0
}

// floats returns at most limit rational numbers; those with a denominator of
// zero end the list.
func (e tiffEntry) floats(limit int64) (values []float64) {
	if e.kind != 5 && e.kind != 10 {
		return nil
	}
	for b := e.bytes(limit); len(b) >= 8; b = b[8:] {
		n, d := e.r.order.Uint32(b), e.r.order.Uint32(b[4:])
		if d == 0 {
			break
		}
		if e.kind == 10 {
			values = append(values, float64(int32(n))/float64(int32(d)))
			continue
		}
		values = append(values, float64(n)/float64(d))
	}
	return values
}

// float returns the first rational number, or 0.
func (e tiffEntry) float() float64 {
	if v := e.floats(1); len(v) > 0 {
		return v[0]
	}
	return 0
}
