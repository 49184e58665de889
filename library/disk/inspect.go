package disk

import (
	"context"
	"encoding/hex"
	"io/fs"
	"iter"
	"path"
	"strings"

	"github.com/mediasock/mediasock/library"
)

var _ library.Inspector = (*Store)(nil)

// Strays implements library.Inspector: files in staging, and what lies among
// the blobs and is none.
func (s *Store) Strays(ctx context.Context) iter.Seq2[library.Stray, error] {
	return func(yield func(library.Stray, error) bool) {
		each := func(name string, e fs.DirEntry) bool {
			info, err := e.Info()
			if err != nil {
				return true // it has gone meanwhile
			}
			if _, isBlob := blobOf(name, e); isBlob {
				return true
			}
			return yield(library.Stray{Name: name, Size: info.Size(), Changed: info.ModTime()}, nil)
		}
		for _, dir := range []string{stagingDir, blobDir} {
			err := s.walk(ctx, dir, each)
			if err == errStop {
				return
			}
			if err != nil {
				yield(library.Stray{}, err)
				return
			}
		}
	}
}

// QuarantineStray implements library.Inspector.
func (s *Store) QuarantineStray(ctx context.Context, name string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	to := quarantineDir + "/" + strings.ReplaceAll(name, "/", "-")
	if err := s.fs.Rename(name, to); err != nil {
		return err
	}
	if err := s.syncDir(quarantineDir); err != nil {
		return err
	}
	return s.syncDir(path.Dir(name))
}

// ListPreviews implements library.Inspector.
func (s *Store) ListPreviews(ctx context.Context) iter.Seq2[library.Digest, error] {
	return func(yield func(library.Digest, error) bool) {
		err := s.walk(ctx, previewDir, func(name string, _ fs.DirEntry) bool {
			digest, _, _ := strings.Cut(path.Base(name), "-")
			var d library.Digest
			if n, err := hex.Decode(d[:], []byte(digest)); err != nil || n != len(d) {
				return true
			}
			return yield(d, nil)
		})
		if err != nil && err != errStop {
			yield(library.Digest{}, err)
		}
	}
}
