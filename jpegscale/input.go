package jpegscale

import (
	"errors"
	"io"
)

const chunkSize = 64 << 10

// input reads the file in chunks and gives out bytes, segments and, to the
// entropy decoder, whole runs.
type input struct {
	r     io.Reader
	chunk []byte // what was read and not given out is chunk[pos:end]
	pos   int
	end   int
	err   error // of the reader; io.EOF at the end
}

func (in *input) reset(r io.Reader) {
	if in.chunk == nil {
		in.chunk = make([]byte, chunkSize)
	}
	in.r, in.pos, in.end, in.err = r, 0, 0, nil
}

// more makes sure that at least one byte is there, and tells whether.
func (in *input) more() bool {
	for idle := 0; in.pos == in.end && in.err == nil; idle++ {
		if idle == 100 {
			in.err = io.ErrNoProgress
			break
		}
		in.pos = 0
		in.end, in.err = in.r.Read(in.chunk)
	}
	return in.pos < in.end
}

// failure is the reason why no more bytes come.
func (in *input) failure() error {
	if in.err == nil || errors.Is(in.err, io.EOF) {
		return ErrTruncated
	}
	return in.err
}

func (in *input) readByte() (byte, error) {
	if !in.more() {
		return 0, in.failure()
	}
	in.pos++
	return in.chunk[in.pos-1], nil
}

func (in *input) readFull(p []byte) error {
	for len(p) > 0 {
		if !in.more() {
			return in.failure()
		}
		n := copy(p, in.chunk[in.pos:in.end])
		in.pos += n
		p = p[n:]
	}
	return nil
}

func (in *input) skip(n int) error {
	for n > 0 {
		if !in.more() {
			return in.failure()
		}
		step := min(n, in.end-in.pos)
		in.pos += step
		n -= step
	}
	return nil
}

// marker returns the next marker, and passes over whatever lies before it.
func (in *input) marker() (byte, error) {
	for {
		b, err := in.readByte()
		if err != nil {
			return 0, err
		}
		for b == 0xff {
			if b, err = in.readByte(); err != nil {
				return 0, err
			}
			if b != 0 && b != 0xff {
				return b, nil
			}
		}
	}
}
