package metadata

import (
	"encoding/binary"
	"errors"
	"math"
)

// More elements of Matroska that are looked for.
const (
	mkvTags        = 0x1254c367
	mkvAttachments = 0x1941a469
	mkvFileName    = 0x7384
	mkvChecksum    = 0xbf
)

// bareMatroska overwrites tags, attachments and titles with elements that say
// nothing. Clusters of unknown length are passed through block by block, as
// browsers record them.
func bareMatroska(e *edits) error { return e.elements(0, e.s.size) }

// elements visits one level; only those are entered that hold what goes.
func (e *edits) elements(from, to int64) error {
	for off := from; off < to; {
		head, err := e.s.at(off, min(12, to-off))
		if err != nil {
			return err
		}
		id, n := vint(head, false)
		size, k := vint(head[n:], true)
		if n == 0 || k == 0 {
			return errors.New("damaged element")
		}
		body := off + int64(n+k)
		end := body + int64(min(size, math.MaxInt64/2))
		switch {
		case size == math.MaxInt64 && (id == mkvSegment || id == mkvCluster):
			off = body // what is in it stands on this level
			continue
		case size == math.MaxInt64:
			return errors.New("element of unknown length")
		case end > to:
			return e.cutOff(id, off, to)
		}
		if err := e.element(id, off, body, end); err != nil {
			return err
		}
		off = end
	}
	return nil
}

// cutOff deals with the element that the end of a file divides, which may be a
// part of the film alone.
func (e *edits) cutOff(id uint64, off, to int64) error {
	switch id {
	case mkvSegment:
		head, err := e.s.at(off, min(12, to-off))
		if err != nil {
			return err
		}
		_, n := vint(head, false)
		_, k := vint(head[n:], true)
		return e.elements(off+int64(n+k), to)
	case mkvCluster:
		return nil
	}
	return errTruncated
}

func (e *edits) element(id uint64, off, body, end int64) error {
	switch id {
	case mkvSegment, mkvInfo:
		return e.elements(body, end)
	case mkvTags, mkvAttachments, mkvTitle, mkvFileName, mkvChecksum:
		return e.void(off, end-off)
	}
	return nil
}

// void puts an element that says nothing in the place of size bytes.
func (e *edits) void(off, size int64) error {
	switch {
	case size < 2:
		return errors.New("element without a size")
	case size < 10:
		e.put(off, []byte{0xec, 0x80 | byte(size-2)})
		e.zero(off+2, size-2)
	default:
		e.put(off, binary.BigEndian.AppendUint64([]byte{0xec}, 1<<56|uint64(size-9)))
		e.zero(off+9, size-9)
	}
	return nil
}
