package disk

import (
	"bytes"
	"io"
	"io/fs"
	"sync"

	"github.com/mediasock/mediasock/library"
)

// A peek is what a process that only reads has seen of the intake of another,
// which goes on meanwhile: records become files and are written over.
type peek struct {
	mu    sync.Mutex
	known map[library.Digest]*record
}

// open opens a blob that was no file when that was looked at.
func (p *peek) open(s *Store, d library.Digest) (io.ReadSeekCloser, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fresh := range []bool{false, true} {
		if fresh {
			if err := p.look(s); err != nil {
				return nil, err
			}
		}
		if r := p.known[d]; r != nil && s.stands(r.segment) {
			if data, err := s.readBack(r); err == nil {
				return memory{bytes.NewReader(data)}, nil
			}
		}
		if f, err := s.fs.Open(blobPath(d)); err == nil {
			return f, nil // it was laid out in between
		}
	}
	return nil, &fs.PathError{Op: "open", Path: blobPath(d), Err: fs.ErrNotExist}
}

// list returns the blobs that are in the intake now.
func (p *peek) list(s *Store) ([]library.Blob, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.look(s); err != nil {
		return nil, err
	}
	var all []library.Blob
	for _, r := range p.known {
		all = append(all, r.Blob)
	}
	return all, nil
}

// look reads all segments.
func (p *peek) look(s *Store) error {
	segments, err := s.readSegments()
	if err != nil {
		return err
	}
	p.known = map[library.Digest]*record{}
	for _, g := range segments {
		for _, r := range g.records {
			p.known[r.Digest] = r
		}
	}
	return nil
}

// stands reports whether a segment has not been written over since it was read.
func (s *Store) stands(g *segment) bool {
	f, err := s.fs.Open(g.name)
	if err != nil {
		return false
	}
	defer f.Close()
	first := make([]byte, segmentBlock)
	if _, err := io.ReadFull(f, first); err != nil {
		return false
	}
	generation, ok := parseSegment(first)
	return ok && generation == g.generation
}
