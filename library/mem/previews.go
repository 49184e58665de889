package mem

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"

	"github.com/mediasock/mediasock/library"
)

type preview struct {
	digest library.Digest
	size   int
}

// OpenPreview implements library.Previews.
func (s *Store) OpenPreview(ctx context.Context, d library.Digest, size int) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	data, ok := s.previews[preview{d, size}]
	if !ok {
		return nil, fmt.Errorf("mem: preview %x of %d pixels: %w", d, size, fs.ErrNotExist)
	}
	return reader{bytes.NewReader(data)}, nil
}

// PutPreview implements library.Previews.
func (s *Store) PutPreview(ctx context.Context, d library.Digest, size int, r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.previews[preview{d, size}] = data
	return nil
}

// DropPreviews implements library.Previews.
func (s *Store) DropPreviews(ctx context.Context, d library.Digest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.DeleteFunc(s.previews, func(p preview, _ []byte) bool { return p.digest == d })
	return ctx.Err()
}
