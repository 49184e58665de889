package mem

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A Store is a library.StagingStore and library.Previews in memory. Its fields
// may be set before use.
type Store struct {
	Now      func() time.Time // the clock
	Capacity int64            // bytes that fit, staged ones included; 0: no limit

	mu       sync.RWMutex
	blobs    map[library.Digest]blob
	previews map[preview][]byte
	used     int64
	uploads  map[string]*upload // that arrive in parts
}

var (
	_ library.StagingStore = (*Store)(nil)
	_ library.Previews     = (*Store)(nil)
)

type blob struct {
	data   []byte
	stored time.Time
}

// NewStore returns an empty Store.
func NewStore() *Store {
	return &Store{Now: time.Now, blobs: map[library.Digest]blob{}, previews: map[preview][]byte{}}
}

// Put implements library.Store.
func (s *Store) Put(ctx context.Context, r io.Reader) (library.Blob, error) {
	staged, err := s.Stage(ctx, "", "", -1)
	if err != nil {
		return library.Blob{}, err
	}
	defer staged.Abort()
	if _, err := io.Copy(staged, r); err != nil {
		return library.Blob{}, err
	}
	return staged.Keep(ctx)
}

// Open implements library.Store.
func (s *Store) Open(ctx context.Context, d library.Digest) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	b, ok := s.blobs[d]
	if !ok {
		return nil, fmt.Errorf("mem: blob %x: %w", d, fs.ErrNotExist)
	}
	return reader{bytes.NewReader(b.data)}, nil
}

// Delete implements library.Store.
func (s *Store) Delete(ctx context.Context, d library.Digest) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.used -= int64(len(s.blobs[d].data))
	delete(s.blobs, d)
	return nil
}

// List implements library.Store.
func (s *Store) List(ctx context.Context) iter.Seq2[library.Blob, error] {
	return func(yield func(library.Blob, error) bool) {
		for _, b := range s.all() {
			if err := ctx.Err(); err != nil {
				yield(library.Blob{}, err)
				return
			}
			if !yield(b, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(library.Blob{}, err)
		}
	}
}

func (s *Store) all() []library.Blob {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []library.Blob
	for d, b := range s.blobs {
		all = append(all, library.Blob{Digest: d, Size: int64(len(b.data)), Stored: b.stored})
	}
	return all
}

// keep stores data, which was counted when it was staged.
func (s *Store) keep(data []byte) library.Blob {
	d := library.Digest(sha256.Sum256(data))
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.blobs[d]; ok {
		s.used -= int64(len(data))
	}
	s.blobs[d] = blob{data, s.Now()}
	return library.Blob{Digest: d, Size: int64(len(data)), Stored: s.blobs[d].stored}
}

// reserve counts n bytes more, or refuses them.
func (s *Store) reserve(n int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Capacity > 0 && s.used+n > s.Capacity {
		return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "there is no room for the file"}
	}
	s.used += n
	return nil
}

// A reader is bytes that can be closed.
type reader struct{ *bytes.Reader }

// Close implements io.Closer.
func (reader) Close() error { return nil }
