package metadata

import (
	"errors"
	"fmt"
	"io"
)

// errTruncated says that a structure names bytes beyond the end of the file.
var errTruncated = errors.New("truncated")

// A source is a file under the limits of Options. All reading goes through
// it, so that no parser can spend more than Read was given.
type source struct {
	r        io.ReaderAt
	size     int64
	options  Options
	bytes    int64 // left to read
	steps    int   // left to take
	problems []error
}

func newSource(r io.ReaderAt, size int64, o Options) *source {
	return &source{r: r, size: max(size, 0), options: o, bytes: o.MaxBytes, steps: o.MaxSteps}
}

// step takes one of the steps that are left.
func (s *source) step() error {
	if s.steps <= 0 {
		return fmt.Errorf("%w: steps", ErrLimit)
	}
	s.steps--
	return nil
}

// spend takes n bytes of those that are left. What is inflated or looked at
// again is spent too, since it costs time like what is read.
func (s *source) spend(n int64) error {
	if n > s.bytes {
		return fmt.Errorf("%w: bytes", ErrLimit)
	}
	s.bytes -= n
	return nil
}

// at returns n bytes from offset off, or errTruncated if the file is shorter.
func (s *source) at(off, n int64) ([]byte, error) {
	if err := s.step(); err != nil {
		return nil, err
	}
	if off < 0 || n < 0 || off > s.size || n > s.size-off {
		return nil, errTruncated
	}
	if err := s.spend(n); err != nil {
		return nil, err
	}
	b := make([]byte, n)
	m, err := s.r.ReadAt(b, off)
	if int64(m) == n {
		return b, nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		err = errTruncated
	}
	return b[:m], err
}

// upTo returns at most n bytes from off, fewer at the end of the file.
func (s *source) upTo(off, n int64) ([]byte, error) {
	if off < 0 || off > s.size {
		return nil, errTruncated
	}
	return s.at(off, min(n, s.size-off))
}

// A window is a part of a file, or bytes from it, in which offsets count
// from its own start, as TIFF's do inside of JPEG.
type window struct {
	s     *source
	start int64
	size  int64
	bytes []byte // instead of s, if not nil
}

func (s *source) whole() window { return window{s: s, size: s.size} }

func (s *source) window(start, size int64) window {
	return window{s: s, start: start, size: max(0, min(size, s.size-start))}
}

func (s *source) memory(b []byte) window { return window{s: s, bytes: b, size: int64(len(b))} }

// at returns n bytes of the window. The caller must not change them.
func (w window) at(off, n int64) ([]byte, error) {
	if off < 0 || n < 0 || off > w.size || n > w.size-off {
		return nil, errTruncated
	}
	if w.bytes != nil {
		if err := w.s.step(); err != nil {
			return nil, err
		}
		return w.bytes[off : off+n], w.s.spend(n)
	}
	return w.s.at(w.start+off, n)
}

// textLimit bounds the bytes of a text before it is decoded: encodings take
// up to four bytes for what is one character.
func (s *source) textLimit() int64 { return 4 * int64(s.options.MaxText) }
