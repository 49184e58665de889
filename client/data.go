package client

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/mediasock/mediasock"
)

const maxFileName = 255 // bytes; what file systems hold

// A measured is a file that is sent whole or not at all: if it turns out shorter
// or longer than it said, or the call's context ends meanwhile, the call breaks
// off before its end, so that the service does not take a part for the whole.
type measured struct {
	mediasock.Data
	ctx context.Context
}

// Open opens the file.
func (m measured) Open() (io.ReadCloser, error) {
	r, err := m.Data.Open()
	if err != nil {
		return nil, &fileError{err}
	}
	return &measuring{ReadCloser: r, ctx: m.ctx, want: m.Data.Size()}, nil
}

// Name returns the name, cut to what a file system holds, with its ending.
func (m measured) Name() string {
	name := m.Data.Name()
	if len(name) <= maxFileName {
		return name
	}
	ending := path.Ext(name)
	if len(ending) > maxFileName/4 {
		ending = ""
	}
	return strings.ToValidUTF8(name[:maxFileName-len(ending)], "") + ending
}

type measuring struct {
	io.ReadCloser
	ctx       context.Context
	want, got int64
}

// Read reads, and compares the count with what was announced.
func (m *measuring) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.got += int64(n)
	switch {
	case m.ctx.Err() != nil:
		return 0, m.ctx.Err()
	case m.want >= 0 && (m.got > m.want || (err == io.EOF && m.got < m.want)):
		return 0, &fileError{fmt.Errorf("it has %d bytes and not the %d that it said", m.got, m.want)}
	case err != nil && err != io.EOF:
		return n, &fileError{err}
	}
	return n, err
}

// A fileError is a file that cannot be read. Sending it again is no use.
type fileError struct{ err error }

// Error tells why.
func (e *fileError) Error() string { return "client: the file cannot be read: " + e.err.Error() }

// Unwrap returns the cause.
func (e *fileError) Unwrap() error { return e.err }
