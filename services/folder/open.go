package folder

import (
	"context"
	"io"

	"github.com/mediasock/mediasock"
)

// MediaOpen implements mediasock.MediaOpener.
func (s *Session) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	m, e, err := s.told(id)
	if err != nil {
		return nil, err
	}
	return &file{s, e.name, m.File}, nil
}

// A file is one of the folder's.
type file struct {
	s    *Session
	name string
	told mediasock.File
}

// Open implements mediasock.Data.
func (f *file) Open() (io.ReadCloser, error) { return f.s.root.Open(f.name) }

// Size implements mediasock.Data.
func (f *file) Size() int64 { return f.told.Size }

// Name implements mediasock.Data.
func (f *file) Name() string { return f.told.Name }

// Type implements mediasock.Data.
func (f *file) Type() string { return f.told.Type }
