package mem

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"sync"

	"github.com/mediasock/mediasock/library"
)

// Stage implements library.StagingStore.
func (s *Store) Stage(ctx context.Context, name, mediaType string, size int64) (library.Staged, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := s.reserve(max(size, 0)); err != nil {
		return nil, err
	}
	s.release(max(size, 0))
	return &staged{store: s, name: name, mediaType: mediaType}, nil
}

func (s *Store) release(n int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used -= n
}

var errClosed = errors.New("mem: the staged file is closed")

// A staged is a file that is arriving.
type staged struct {
	store           *Store
	name, mediaType string

	mu     sync.Mutex
	data   []byte
	closed bool // kept or aborted
}

// Write implements io.Writer.
func (g *staged) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return 0, errClosed
	}
	if err := g.store.reserve(int64(len(p))); err != nil {
		return 0, err
	}
	g.data = append(g.data, p...)
	return len(p), nil
}

// Keep implements library.Staged.
func (g *staged) Keep(ctx context.Context) (library.Blob, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return library.Blob{}, errClosed
	}
	if err := ctx.Err(); err != nil {
		return library.Blob{}, err
	}
	g.closed = true
	return g.store.keep(g.data), nil
}

// Abort implements mediasock.Staged.
func (g *staged) Abort() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.closed {
		g.closed = true
		g.store.release(int64(len(g.data)))
		g.data = nil
	}
	return nil
}

// Open implements mediasock.Data.
func (g *staged) Open() (io.ReadCloser, error) {
	return reader{bytes.NewReader(g.bytes())}, nil
}

// Digest implements library.Staged.
func (g *staged) Digest() library.Digest { return sha256.Sum256(g.bytes()) }

// Offset implements mediasock.Staged: memory needs no sync.
func (g *staged) Offset() int64 { return g.Size() }

// Size implements mediasock.Data.
func (g *staged) Size() int64 { return int64(len(g.bytes())) }

// Name implements mediasock.Data.
func (g *staged) Name() string { return g.name }

// Type implements mediasock.Data.
func (g *staged) Type() string { return g.mediaType }

func (g *staged) bytes() []byte {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.data[:len(g.data):len(g.data)]
}
