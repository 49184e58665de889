package wire

import (
	"bytes"
	"encoding/base64"
	"io"

	"github.com/mediasock/mediasock"
)

// A body is that of a request: bytes, perhaps the file, bytes.
type body struct {
	contentType string
	head, tail  []byte
	data        mediasock.Data // or nil
	base64      bool           // data travels so
}

// size returns the Content-Length, or -1.
func (b *body) size() int64 {
	size := int64(len(b.head) + len(b.tail))
	if b.data == nil {
		return size
	}
	n := b.data.Size()
	switch {
	case n < 0:
		return -1
	case b.base64:
		return size + (n+2)/3*4
	}
	return size + n
}

// open returns a new reader of the whole.
func (b *body) open() (io.ReadCloser, error) {
	if b.data == nil {
		return io.NopCloser(io.MultiReader(bytes.NewReader(b.head), bytes.NewReader(b.tail))), nil
	}
	file, err := b.data.Open()
	if err != nil {
		return nil, err
	}
	var content io.Reader = file
	if b.base64 {
		content = &base64Encoder{r: file}
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(b.head), content, bytes.NewReader(b.tail)), file}, nil
}

// A base64Encoder reads what r holds as base64.
type base64Encoder struct {
	r    io.Reader
	raw  [3 * 8 << 10]byte
	text []byte // encoded, not yet returned
	buf  [4 * 8 << 10]byte
	err  error
}

// Read encodes as it goes; only the last piece is padded.
func (e *base64Encoder) Read(p []byte) (int, error) {
	if len(e.text) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		var n int
		n, e.err = io.ReadFull(e.r, e.raw[:])
		if e.err == io.ErrUnexpectedEOF {
			e.err = io.EOF
		}
		e.text = e.buf[:base64.StdEncoding.EncodedLen(n)]
		base64.StdEncoding.Encode(e.text, e.raw[:n])
		if n == 0 {
			return 0, e.err
		}
	}
	n := copy(p, e.text)
	e.text = e.text[n:]
	return n, nil
}
