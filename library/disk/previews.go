package disk

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/library"
)

// OpenPreview implements library.Previews.
func (s *Store) OpenPreview(ctx context.Context, d library.Digest, size int) (io.ReadSeekCloser, error) {
	return s.open(ctx, previewPath(d, size))
}

// PutPreview implements library.Previews. It syncs nothing: after a power cut a
// preview may be gone or empty, which whoever opens it must bear anyway.
func (s *Store) PutPreview(ctx context.Context, d library.Digest, size int, r io.Reader) error {
	g, err := s.stage(ctx, -1)
	if err != nil {
		return err
	}
	defer g.Abort()
	if _, err := g.ReadFrom(contextReader{ctx, r}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	to := previewPath(d, size)
	if err := s.mkdirs(path.Dir(to)); err != nil {
		return fault(err)
	}
	return fault(g.moveTo(to))
}

// moveTo renames the file without syncing it.
func (g *staged) moveTo(to string) error {
	err := g.file.Close()
	g.file = nil
	if err != nil {
		return err
	}
	if err := g.store.fs.Rename(g.path, to); err != nil {
		return err
	}
	g.hash.stop()
	g.kept, g.path = true, to
	return nil
}

// mkdirs makes a directory and those above it, of which nothing need be durable.
func (s *Store) mkdirs(dir string) error {
	err := s.mkdir(dir)
	if !errors.Is(err, fs.ErrNotExist) || dir == "." {
		return err
	}
	if err := s.mkdirs(path.Dir(dir)); err != nil {
		return err
	}
	return s.mkdir(dir)
}

// DropPreviews implements library.Previews.
func (s *Store) DropPreviews(ctx context.Context, d library.Digest) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	prefix := fanned(previewDir, d) + "-"
	entries, err := s.fs.ReadDir(path.Dir(prefix))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Dir(prefix) + "/" + e.Name()
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if err := s.fs.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func previewPath(d library.Digest, size int) string {
	return fanned(previewDir, d) + "-" + strconv.Itoa(size)
}
