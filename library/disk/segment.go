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
	recordMagic   = "MSKrec1\n"
	recordHeader  = 80
	segmentSuffix = ".log"
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

	// reading is held while a record is read, so that it is not written over.
	reading sync.RWMutex
}

// A record is a blob in a segment.
type record struct {
	library.Blob
	segment *segment
	offset  int64         // of the bytes
	laid    bool          // they are in a file too
	done    chan struct{} // closed when it is known whether they are durable
	err     error         // why they are not
}

// blocks returns the room that a record of so many bytes takes.
func blocks(size int64) int64 {
	return (recordHeader + size + segmentBlock - 1) / segmentBlock * segmentBlock
}

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
func putRecord(b []byte, generation uint64, blob library.Blob) {
	h := append(b[:0], recordMagic...)
	h = binary.LittleEndian.AppendUint64(h, generation)
	h = binary.LittleEndian.AppendUint64(h, uint64(blob.Size))
	h = binary.LittleEndian.AppendUint64(h, uint64(blob.Stored.UnixNano()))
	h = append(h, blob.Digest[:]...)
	h = binary.LittleEndian.AppendUint32(h, crc32.ChecksumIEEE(h))
	clear(b[len(h):recordHeader])
}

// parseRecord reads the header of a record.
func parseRecord(b []byte, generation uint64) (blob library.Blob, ok bool) {
	const size = recordHeader - 12
	sum := binary.LittleEndian.Uint32(b[size-4:])
	if !bytes.HasPrefix(b, []byte(recordMagic)) || sum != crc32.ChecksumIEEE(b[:size-4]) {
		return blob, false
	}
	b = b[len(recordMagic):]
	if binary.LittleEndian.Uint64(b) != generation {
		return blob, false
	}
	blob.Size = int64(binary.LittleEndian.Uint64(b[8:]))
	blob.Stored = time.Unix(0, int64(binary.LittleEndian.Uint64(b[16:])))
	copy(blob.Digest[:], b[24:])
	return blob, blob.Size > 0 && blob.Size <= smallFile
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
	buffer := make([]byte, blocks(smallFile))
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
		blob, ok := parseRecord(buffer, g.generation)
		if !ok {
			g.end += segmentBlock
			continue
		}
		rest := buffer[segmentBlock:blocks(blob.Size)]
		if whole, err := readWhole(f, rest); !whole {
			return g, err
		}
		if sha256.Sum256(buffer[recordHeader:recordHeader+blob.Size]) == blob.Digest {
			g.add(&record{Blob: blob})
		} else {
			g.end += blocks(blob.Size)
		}
	}
}

// add appends a record that is in the segment.
func (g *segment) add(r *record) {
	r.segment, r.offset = g, g.end+recordHeader
	g.end += blocks(r.Size)
	g.records = append(g.records, r)
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
	f, err := s.fs.Open(r.segment.name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if _, err := f.Seek(r.offset, io.SeekStart); err != nil {
		return nil, err
	}
	data := make([]byte, r.Size)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, err
	}
	if sha256.Sum256(data) != r.Digest {
		return data, fmt.Errorf("%w: %x in %s", errDamaged, r.Digest, r.segment.name)
	}
	return data, nil
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
