package disk

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"path"

	"github.com/mediasock/mediasock/library"
)

// Put implements library.Store.
func (s *Store) Put(ctx context.Context, r io.Reader) (library.Blob, error) {
	g, err := s.stageAny(ctx, -1)
	if err != nil {
		return library.Blob{}, err
	}
	defer g.Abort()
	if _, err := g.ReadFrom(contextReader{ctx, r}); err != nil {
		return library.Blob{}, err
	}
	return g.Keep(ctx)
}

// A contextReader fails when its context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

// Read implements io.Reader.
func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// adopt gives a synced file of staging its name among the blobs. A file of the
// same name and size has the same bytes; one of another size is damaged, and
// replaced.
func (s *Store) adopt(from string, b library.Blob) (library.Blob, error) {
	mu := &s.blobs[b.Digest[0]]
	mu.Lock()
	defer mu.Unlock()
	to := blobPath(b.Digest)
	info, err := s.fs.Stat(to)
	switch {
	case err == nil && info.Mode().IsRegular() && info.Size() == b.Size:
		if b, err = s.renew(to, b); err != nil {
			return b, err
		}
		return b, s.fs.Remove(from)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return b, err
	}
	if err := s.makeDir(path.Dir(to)); err != nil {
		return b, err
	}
	if err := s.fs.Rename(from, to); err != nil {
		return b, err
	}
	if err := s.syncDir(path.Dir(to)); err != nil {
		s.fs.Remove(to) // nobody knows whether it would be there after a power cut
		return b, err
	}
	return b, nil
}

// renew sets the time at which a blob was stored and makes all of it durable
// again: whoever put it first may still be at that, or have died over it.
func (s *Store) renew(to string, b library.Blob) (library.Blob, error) {
	b.Stored = s.clock()
	if err := s.fs.SetTime(to, b.Stored); err != nil {
		return b, err
	}
	f, err := s.fs.Open(to)
	if err != nil {
		return b, err
	}
	if err := finish(f, nil); err != nil {
		return b, err
	}
	if err := s.makeDir(path.Dir(to)); err != nil {
		return b, err
	}
	return b, s.syncDir(path.Dir(to))
}

// Open implements library.Store.
func (s *Store) Open(ctx context.Context, d library.Digest) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if data, ok, err := s.intake.open(d); ok || err != nil {
		return memory{bytes.NewReader(data)}, err
	}
	r, err := s.open(ctx, blobPath(d))
	if s.peek != nil && errors.Is(err, fs.ErrNotExist) {
		return s.peek.open(s, d)
	}
	return r, err
}

// A memory is an open blob of the intake.
type memory struct{ *bytes.Reader }

// Close implements io.Closer.
func (memory) Close() error { return nil }

func (s *Store) open(ctx context.Context, name string) (io.ReadSeekCloser, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := s.fs.Open(name)
	if err != nil {
		return nil, err
	}
	if of, ok := f.(osFile); ok {
		return of.File, nil // package net sends an *os.File without copying it
	}
	return f, nil
}

// Delete implements library.Store.
func (s *Store) Delete(ctx context.Context, d library.Digest) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	unlock, err := s.alone(ctx, d)
	if err != nil {
		return err
	}
	defer unlock()
	err = s.fs.Remove(blobPath(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.syncDir(path.Dir(blobPath(d)))
}

// alone takes the lock of a blob that is in no segment of the intake any more,
// so that what is done to its file holds over a crash.
func (s *Store) alone(ctx context.Context, d library.Digest) (unlock func(), err error) {
	mu := &s.blobs[d[0]]
	for {
		if err := s.intake.forget(ctx, d); err != nil {
			return nil, err
		}
		mu.Lock()
		if !s.intake.knows(d) {
			return mu.Unlock, nil
		}
		mu.Unlock()
	}
}

// Quarantine takes a blob that was found damaged out of the store, without
// deleting it.
func (s *Store) Quarantine(ctx context.Context, d library.Digest) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	unlock, err := s.alone(ctx, d)
	if err != nil {
		return err
	}
	defer unlock()
	from := blobPath(d)
	if err := s.fs.Rename(from, quarantineDir+"/"+path.Base(from)); err != nil {
		return err
	}
	if err := s.syncDir(quarantineDir); err != nil {
		return err
	}
	return s.syncDir(path.Dir(from))
}

// List implements library.Store. It reads one directory at a time. What is in
// the intake comes first, since it may be laid out before its directory is read.
func (s *Store) List(ctx context.Context) iter.Seq2[library.Blob, error] {
	return func(yield func(library.Blob, error) bool) {
		first, err := s.arrived()
		if err != nil {
			yield(library.Blob{}, err)
			return
		}
		listed := make(map[library.Digest]bool, len(first))
		for _, b := range first {
			listed[b.Digest] = true
			if !yield(b, nil) {
				return
			}
		}
		err = s.list(ctx, blobDir, func(b library.Blob) bool { return listed[b.Digest] || yield(b, nil) })
		if err != nil && err != errStop {
			yield(library.Blob{}, err)
		}
	}
}

// arrived returns the blobs in the intake.
func (s *Store) arrived() ([]library.Blob, error) {
	if s.peek != nil {
		return s.peek.list(s)
	}
	return s.intake.list(), nil
}

var errStop = errors.New("disk: stop")

func (s *Store) list(ctx context.Context, dir string, yield func(library.Blob) bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	entries, err := s.fs.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := dir + "/" + e.Name()
		if e.IsDir() {
			if err := s.list(ctx, name, yield); err != nil {
				return err
			}
			continue
		}
		b, ok := blobOf(name, e)
		if ok && !yield(b) {
			return errStop
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// blobOf returns the blob in a file of the blob directory. What is no blob, or
// has gone meanwhile, is not ok.
func blobOf(name string, e fs.DirEntry) (b library.Blob, ok bool) {
	n, err := hex.Decode(b.Digest[:], []byte(e.Name()))
	if err != nil || n != len(b.Digest) || blobPath(b.Digest) != name || !e.Type().IsRegular() {
		return b, false
	}
	info, err := e.Info()
	if err != nil {
		return b, false
	}
	b.Size, b.Stored = info.Size(), info.ModTime()
	return b, true
}

// blobPath returns blobs/aa/bb/<digest>.
func blobPath(d library.Digest) string { return fanned(blobDir, d) }

func fanned(dir string, d library.Digest) string {
	name := hex.EncodeToString(d[:])
	return dir + "/" + name[:2] + "/" + name[2:4] + "/" + name
}
