package server

import (
	"context"
	"io"
	"os"

	"github.com/mediasock/mediasock"
)

// A spool stages files in the system's temporary folder, for a backend that
// keeps them elsewhere.
type spool struct{}

var _ mediasock.Stager = spool{}

// Stage opens a temporary file.
func (spool) Stage(_ context.Context, name, mediaType string, _ int64) (mediasock.Staged, error) {
	f, err := os.CreateTemp("", "mediasock-")
	if err != nil {
		return nil, err
	}
	return &spooled{file: f, name: name, mediaType: mediaType}, nil
}

// A spooled is a temporary file that is still arriving.
type spooled struct {
	file            *os.File
	name, mediaType string
	size            int64
	done            bool
}

var _ mediasock.Staged = (*spooled)(nil)

// Write appends to the file.
func (s *spooled) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	s.size += int64(n)
	return n, err
}

// Open returns a reader of its own from the first byte.
func (s *spooled) Open() (io.ReadCloser, error) { return os.Open(s.file.Name()) }

// Size returns how many bytes have arrived.
func (s *spooled) Size() int64 { return s.size }

// Name returns the name that its sender gave it.
func (s *spooled) Name() string { return s.name }

// Type returns the media type that its sender gave it.
func (s *spooled) Type() string { return s.mediaType }

// Offset returns 0, for nothing here is synced.
func (s *spooled) Offset() int64 { return 0 }

// Abort removes the file.
func (s *spooled) Abort() error {
	if s.done {
		return nil
	}
	s.done = true
	closeErr := s.file.Close()
	if err := os.Remove(s.file.Name()); err != nil {
		return err
	}
	return closeErr
}
