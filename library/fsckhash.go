package library

import (
	"context"
	"crypto/sha256"
	"io"
)

// hashBlob reads a blob whole and returns what its bytes are.
func hashBlob(ctx context.Context, s Store, d Digest) (Digest, int64, error) {
	r, err := s.Open(ctx, d)
	if err != nil {
		return Digest{}, 0, err
	}
	defer r.Close()
	h := sha256.New()
	n, err := io.Copy(h, contextReader{ctx, r})
	return Digest(h.Sum(nil)), n, err
}

// copyHashed copies r and returns what was copied.
func copyHashed(ctx context.Context, w io.Writer, r io.Reader) (Digest, error) {
	h := sha256.New()
	_, err := io.Copy(io.MultiWriter(w, h), contextReader{ctx, r})
	return Digest(h.Sum(nil)), err
}
