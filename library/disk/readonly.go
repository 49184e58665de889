package disk

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// OpenReadOnly opens a data directory that another process may use, to read it.
// It takes no lock, and changes nothing: whatever would is refused.
func OpenReadOnly(ctx context.Context, dir string, o Options) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s := newStore(o)
	if s.fs == nil {
		opened, err := OpenFS(dir)
		if err != nil {
			return nil, fmt.Errorf("disk: %w", err)
		}
		s.fs = opened
	}
	s.fs, s.peek = readOnlyFS{s.fs}, new(peek)
	if err := s.checkVersion(); err != nil {
		s.fs.Close()
		return nil, fmt.Errorf("disk: data directory %s: %w", dir, err)
	}
	return s, nil
}

// A readOnlyFS refuses what would change anything.
type readOnlyFS struct{ FS }

var _ FS = readOnlyFS{}

func refuse(op, name string) error {
	return &fs.PathError{Op: op, Path: name, Err: os.ErrPermission}
}

// Create implements FS.
func (r readOnlyFS) Create(name string) (File, error) { return nil, refuse("create", name) }

// Mkdir implements FS.
func (r readOnlyFS) Mkdir(name string) error { return refuse("mkdir", name) }

// Rename implements FS.
func (r readOnlyFS) Rename(from, _ string) error { return refuse("rename", from) }

// Remove implements FS.
func (r readOnlyFS) Remove(name string) error { return refuse("remove", name) }

// SetTime implements FS.
func (r readOnlyFS) SetTime(name string, _ time.Time) error { return refuse("chtimes", name) }

// Reopen implements FS.
func (r readOnlyFS) Reopen(name string, _ int64) (File, error) { return nil, refuse("open", name) }
