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
	big   bool // BigTIFF: counts and offsets of 64 bits
	seen  map[int64]bool
	visit func(tiffEntry)
}

// maxDirectories bounds the SubIFDs of a file; the largest RAW files have 6.
const maxDirectories = 32

// maxEntries bounds a directory, as 16 bits do in TIFF.
const maxEntries = 1 << 16

// walkTIFF visits every entry of the first directory and of those that it
// points to. Damage ends a directory, not the walk.
func walkTIFF(w window, visit func(tiffEntry)) error {
	head, err := w.at(0, min(16, max(8, w.size)))
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
	case 43:
		if len(head) < 16 || r.order.Uint16(head[4:]) != 8 {
			return errors.New("BigTIFF with offsets of an unknown size")
		}
		r.big = true
		return r.directory(mainDir, int64(r.order.Uint64(head[8:])))
	default:
		return fmt.Errorf("TIFF of an unknown kind %d", magic)
	}
	return r.directory(mainDir, int64(r.order.Uint32(head[4:])))
}

// offset reads an offset or a count.
func (r *tiffReader) offset(b []byte) int64 {
	if r.big {
		return int64(r.order.Uint64(b))
	}
	return int64(r.order.Uint32(b))
}

// directory visits the entries of one directory, once only: files whose
// directories form a loop exist to hang readers.
func (r *tiffReader) directory(dir directory, off int64) error {
	if r.seen[off] || len(r.seen) == maxDirectories {
		return nil
	}
	r.seen[off] = true
	head, size := int64(2), int64(12) // of the count, and of an entry
	if r.big {
		head, size = 8, 20
	}
	b, err := r.w.at(off, head)
	if err != nil {
		return err
	}
	count := int64(r.order.Uint16(b))
	if r.big {
		count = r.offset(b)
	}
	whole := min(max(0, count), max(0, r.w.size-off-head)/size, maxEntries)
	table, err := r.w.at(off+head, size*whole)
	if err != nil {
		return err
	}
	for ; int64(len(table)) >= size; table = table[size:] {
		if err := r.entry(dir, table[:size]); err != nil {
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
	half := (len(b) - 4) / 2
	e := tiffEntry{r: r, dir: dir, id: r.order.Uint16(b), kind: r.order.Uint16(b[2:]),
		count: max(0, r.offset(b[4:])), field: b[4+half:]}
	to, pointer := map[uint16]directory{0x8769: exifDir, 0x8825: gpsDir, 0x014a: subDir}[e.id]
	if !pointer {
		r.visit(e)
		return nil
	}
	for _, off := range e.uints(maxDirectories) {
		if err := r.directory(to, off); err != nil {
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
	field    []byte // the value if it fits, else its offset
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
	case 5, 10, 12, 16, 17, 18:
		return 8
	}
	return 0
}

// bytes returns the value, cut to at most limit values; nil if it is damaged.
func (e tiffEntry) bytes(limit int64) []byte {
	take := e.width() * min(e.count, limit)
	if e.count <= 8 && e.width()*e.count <= int64(len(e.field)) {
		return e.field[:take]
	}
	b, err := e.r.w.at(e.r.offset(e.field), take)
	if err != nil {
		e.r.w.s.problem("EXIF", fmt.Errorf("tag %#x: %w", e.id, err))
		return nil
	}
	return b
}

// uints returns at most limit unsigned whole numbers.
func (e tiffEntry) uints(limit int64) (values []int64) {
	b := e.bytes(limit)
	for width := int(e.width()); width > 0 && len(b) >= width; b = b[width:] {
		switch width {
		case 1:
			values = append(values, int64(b[0]))
		case 2:
			values = append(values, int64(e.r.order.Uint16(b)))
		case 4:
			values = append(values, int64(e.r.order.Uint32(b)))
		case 8:
			if e.kind < 16 {
				return nil
			}
			values = append(values, int64(e.r.order.Uint64(b)))
		}
	}
	return values
}

// uint returns the first whole number, or 0.
func (e tiffEntry) uint() int64 {
	if v := e.uints(1); len(v) > 0 {
		return v[0]
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
