package disk

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"sync"
	"time"

	"github.com/mediasock/mediasock/library"
)

// The form of a segment. It begins with a block that holds its generation; then
// come records, each at the begin of a block, so that one is written over
// another without reading what was there.
const (
	segmentBlock  = 4096
	segmentMagic  = "MSKseg1\n"
	recordMagic   = "MSKrec2\n"
	oldMagic      = "MSKrec1\n" // of records that cannot have a row
	recordHeader  = 80
	segmentSuffix = ".log"
	maxRow        = 8 << 10 // of a record
)

// A segment is a file of the intake that is written from its begin to its end,
// then laid out as files, then written over with a new generation: a record of
// an older generation is none. Written over in place it needs no new blocks, and
// a sync writes nothing but data.
type segment struct {
	name       string
	file       File
	generation uint64
	end        int64 // where the next record goes
	records    []*record
	laid       int  // how many of them are files, in their order
	sealed     bool // nothing more is written to it in this generation
	rows       bool // some of them have one

	// reading is held while a record is read, so that it is not written over.
	reading sync.RWMutex
}

// A record is a blob in a segment, and the row behind it, if there is one: what
// the index is to know of the blob.
type record struct {
	library.Blob
	row     rowMark
	torn    bool // the row is not what it was to be
	segment *segment
	offset  int64         // of the bytes
	laid    bool          // they are in a file too
	done    chan struct{} // closed when it is known whether they are durable
	err     error         // why they are not
}

// A rowMark tells the row of a record.
type rowMark struct {
	size int64 // 0: none
	sum  uint32
}

func markOf(row []byte) rowMark { return rowMark{int64(len(row)), crc32.ChecksumIEEE(row)} }

// blocks returns the room that a record of so many bytes takes, row included.
func blocks(size int64) int64 {
	return (recordHeader + size + segmentBlock - 1) / segmentBlock * segmentBlock
}

func (r *record) blocks() int64 { return blocks(r.Size + r.row.size) }

// appendSegment appends the first block of a segment.
func appendSegment(b []byte, generation uint64) []byte {
	begin := len(b)
	b = append(b, segmentMagic...)
	b = binary.LittleEndian.AppendUint64(b, generation)
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b[begin:]))
	return append(b, make([]byte, segmentBlock-(len(b)-begin))...)
}

// parseSegment returns the generation that a first block tells of.
func parseSegment(b []byte) (generation uint64, ok bool) {
	const size = len(segmentMagic) + 8
	if !bytes.HasPrefix(b, []byte(segmentMagic)) || binary.LittleEndian.Uint32(b[size:]) != crc32.ChecksumIEEE(b[:size]) {
		return 0, false
	}
	return binary.LittleEndian.Uint64(b[len(segmentMagic):]), true
}

// putRecord writes the header of a record into b.
func putRecord(b []byte, generation uint64, r *record) {
	h := append(b[:0], recordMagic...)
	h = binary.LittleEndian.AppendUint64(h, generation)
	h = binary.LittleEndian.AppendUint64(h, uint64(r.Size))
	h = binary.LittleEndian.AppendUint64(h, uint64(r.Stored.UnixNano()))
	h = append(h, r.Digest[:]...)
	h = binary.LittleEndian.AppendUint32(h, uint32(r.row.size))
	h = binary.LittleEndian.AppendUint32(h, r.row.sum)
	h = binary.LittleEndian.AppendUint32(h, crc32.ChecksumIEEE(h))
	clear(b[len(h):recordHeader])
}

// parseRecord reads the header of a record.
func parseRecord(b []byte, generation uint64) (r *record, ok bool) {
	end := recordHeader - 8 // of what is summed
	if bytes.HasPrefix(b, []byte(oldMagic)) {
		end -= 8
	} else if !bytes.HasPrefix(b, []byte(recordMagic)) {
		return nil, false
	}
	if binary.LittleEndian.Uint32(b[end:]) != crc32.ChecksumIEEE(b[:end]) {
		return nil, false
	}
	b, end = b[len(recordMagic):], end-len(recordMagic)
	if binary.LittleEndian.Uint64(b) != generation {
		return nil, false
	}
	r = new(record)
	r.Size = int64(binary.LittleEndian.Uint64(b[8:]))
	r.Stored = time.Unix(0, int64(binary.LittleEndian.Uint64(b[16:])))
	if rest := b[24+copy(r.Digest[:], b[24:]) : end]; len(rest) > 0 {
		r.row = rowMark{int64(binary.LittleEndian.Uint32(rest)), binary.LittleEndian.Uint32(rest[4:])}
	}
	return r, r.Size > 0 && r.Size <= smallFile && r.row.size <= maxRow
}

// readSegment returns the records of a segment that an earlier process, or one
// beside this, has written. What is no whole record of its generation is passed
// over, block by block: behind a torn one there may be nothing that was
// acknowledged, but behind one that the disk has damaged there may.
func (s *Store) readSegment(name string) (*segment, error) {
	f, err := s.fs.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	g := &segment{name: name, end: segmentBlock, sealed: true}
	buffer := make([]byte, blocks(smallFile+maxRow))
	if whole, err := readWhole(f, buffer[:segmentBlock]); !whole {
		return g, err
	}
	var ok bool
	if g.generation, ok = parseSegment(buffer); !ok {
		return g, nil
	}
	for {
		whole, err := readWhole(f, buffer[:segmentBlock])
		if !whole {
			return g, err
		}
		r, ok := parseRecord(buffer, g.generation)
		if !ok {
			g.end += segmentBlock
			continue
		}
		if whole, err := readWhole(f, buffer[segmentBlock:r.blocks()]); !whole {
			return g, err
		}
		if data := buffer[recordHeader:]; sha256.Sum256(data[:r.Size]) == r.Digest {
			if r.torn = markOf(data[r.Size:r.Size+r.row.size]) != r.row; r.torn {
				s.log.Warn("a row of the intake is not whole and passed over", "digest", fmt.Sprintf("%x", r.Digest))
			}
			g.add(r)
		} else {
			g.end += r.blocks()
		}
	}
}

// add appends a record that is in the segment.
func (g *segment) add(r *record) {
	r.segment, r.offset = g, g.end+recordHeader
	g.end += r.blocks()
	g.records = append(g.records, r)
	g.rows = g.rows || r.row.size > 0
}

// readWhole fills p; at the end of r it is not whole, which is no error.
func readWhole(r io.Reader, p []byte) (whole bool, err error) {
	_, err = io.ReadFull(r, p)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return false, nil
	}
	return err == nil, err
}

// errDamaged is why a record that was durable cannot be read.
var errDamaged = errors.New("disk: a record of the intake is damaged")

// readBack reads the bytes of a record and compares them with their digest: the
// segment may have been written over, if another process does that. Damaged bytes
// are returned with the error.
func (s *Store) readBack(r *record) ([]byte, error) {
	data, err := s.readAt(r, r.offset, r.Size)
	if err == nil && sha256.Sum256(data) != r.Digest {
		err = fmt.Errorf("%w: %x in %s", errDamaged, r.Digest, r.segment.name)
	}
	return data, err
}

// readRow reads the row of a record, as readBack does its bytes.
func (s *Store) readRow(r *record) ([]byte, error) {
	row, err := s.readAt(r, r.offset+r.Size, r.row.size)
	if err == nil && markOf(row) != r.row {
		err = fmt.Errorf("%w: the row of %x in %s", errDamaged, r.Digest, r.segment.name)
	}
	return row, err
}

func (s *Store) readAt(r *record, from, size int64) ([]byte, error) {
	f, err := s.fs.Open(r.segment.name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		return nil, err
	}
	data := make([]byte, size)
	_, err = io.ReadFull(f, data)
	return data, err
}

// readSegments reads all segments of the data directory, oldest first.
func (s *Store) readSegments() ([]*segment, error) {
	entries, err := s.fs.ReadDir(intakeDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []*segment
	for _, e := range entries {
		g, err := s.readSegment(intakeDir + "/" + e.Name())
		if errors.Is(err, fs.ErrNotExist) {
			continue // its process has removed it
		}
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}
