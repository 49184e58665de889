package folder

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/mediasock/mediasock"
)

// A sum is the hash of a file as it was.
type sum struct {
	entry
	sha256 []byte
}

// MediaFind implements mediasock.MediaFinder, by SHA-256. The first search reads
// every file; what has not changed is read once.
func (s *Session) MediaFind(ctx context.Context, algorithm string, sum []byte) (*mediasock.Item, error) {
	if algorithm != "sha256" || len(sum) != sha256.Size {
		return nil, mediasock.ErrUnsupported
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	name, err := s.find(ctx, sum, -1)
	if err != nil {
		return nil, err
	}
	moved, err := s.moved()
	if err != nil {
		return nil, err
	}
	return &mediasock.Item{ID: s.idOf(moved, name)}, nil
}

// find returns the file with a sum, of that size unless it is -1: others are not
// read then.
func (s *Session) find(ctx context.Context, want []byte, size int64) (string, error) {
	all, err := s.walk(ctx, ".", false)
	if err != nil {
		return "", err
	}
	for _, e := range all {
		if size >= 0 && e.size != size {
			continue
		}
		got, err := s.sum(ctx, e)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // it has just gone
		case err != nil:
			return "", fmt.Errorf("folder: %w", err)
		case bytes.Equal(got, want):
			return e.name, nil
		}
	}
	return "", mediasock.ErrUnknownItem
}

// sum returns the hash of a file.
func (s *Session) sum(ctx context.Context, e entry) ([]byte, error) {
	if known, ok := s.sums[e.name]; ok && known.size == e.size && known.changed.Equal(e.changed) {
		return known.sha256, nil
	}
	f, err := s.root.Open(e.name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := copyWithin(ctx, io.Discard, f, h); err != nil {
		return nil, err
	}
	s.sums[e.name] = sum{e, h.Sum(nil)}
	return h.Sum(nil), nil
}
