package thumb

import (
	"context"
	"io"
)

// source is a file as a decoder reads it: from a place of its own, and no
// further once the context has ended.
type source struct {
	ctx context.Context
	*io.SectionReader
	failed *error // of the file itself, for decoders take it for a broken image
}

func newSource(ctx context.Context, r io.ReaderAt, size int64) *source {
	return &source{ctx: ctx, SectionReader: io.NewSectionReader(r, 0, size), failed: new(error)}
}

// note remembers an error that is none of a file's end.
func (s *source) note(n int, err error) (int, error) {
	if err != nil && err != io.EOF && *s.failed == nil {
		*s.failed = err
	}
	return n, err
}

// Read reads on until the context ends.
func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.note(s.SectionReader.Read(p))
}

// ReadAt reads until the context ends.
func (s *source) ReadAt(p []byte, off int64) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.note(s.SectionReader.ReadAt(p, off))
}

// again is the same file from its beginning.
func (s *source) again() *source {
	next := newSource(s.ctx, s.SectionReader, s.Size())
	next.failed = s.failed
	return next
}

// head returns the first bytes, fewer if the file is shorter.
func (s *source) head(n int) ([]byte, error) {
	p := make([]byte, min(int64(n), s.Size()))
	n, err := s.ReadAt(p, 0)
	if err == io.EOF {
		err = nil
	}
	return p[:n], err
}
