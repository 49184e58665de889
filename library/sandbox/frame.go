package sandbox

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A call is the time in nanoseconds, eight bytes, and a body; an answer is a byte
// that says how it went, and a body. A body comes in chunks, each after its length
// in four bytes, and ends with one of length zero.
const (
	answered byte = iota
	failed
)

const maxChunk = 64 << 10

// A chunkWriter writes a body. Close ends it, and nothing else.
type chunkWriter struct{ w io.Writer }

// Write writes p in chunks.
func (c chunkWriter) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		part := p[:min(len(p), maxChunk)]
		if err := c.length(len(part)); err != nil {
			return n, err
		}
		k, err := c.w.Write(part)
		n, p = n+k, p[k:]
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// Close ends the body.
func (c chunkWriter) Close() error { return c.length(0) }

func (c chunkWriter) length(n int) error {
	_, err := c.w.Write(binary.BigEndian.AppendUint32(nil, uint32(n)))
	return err
}

// A chunkReader reads a body to its end and no further.
type chunkReader struct {
	r    io.Reader
	left int
	end  bool
	bad  error // of r, not of the body's end
}

// Read reads of the chunk at hand.
func (c *chunkReader) Read(p []byte) (int, error) {
	if c.left == 0 && !c.end && c.bad == nil {
		c.bad = c.next()
	}
	switch {
	case c.bad != nil:
		return 0, c.bad
	case c.end:
		return 0, io.EOF
	}
	n, err := c.r.Read(p[:min(len(p), c.left)])
	c.left -= n
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	c.bad = err
	return n, err
}

func (c *chunkReader) next() error {
	var head [4]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		return fmt.Errorf("the body is not whole: %w", io.ErrUnexpectedEOF)
	}
	switch n := binary.BigEndian.Uint32(head[:]); {
	case n > maxChunk:
		return errors.New("a chunk is too long")
	case n == 0:
		c.end = true
	default:
		c.left = int(n)
	}
	return nil
}
