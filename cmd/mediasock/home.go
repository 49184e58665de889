package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// A home is a data directory that is open: the library, its accounts and what
// they stand on.
type home struct {
	Library  *library.Library
	Accounts *library.Accounts

	store *disk.Store
	index *sqlite.Index
}

// homeOptions say which one.
type homeOptions struct {
	Data  string
	Title string
	ID    string
	Log   *slog.Logger
}

// intake is how much small uploads may take of the disk before they are laid out
// as files.
const intake = 512 << 20

// openHome opens a data directory, which it makes, under its lock.
func openHome(ctx context.Context, o homeOptions) (_ *home, err error) {
	h := new(home)
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	if err := makeParents(o.Data); err != nil {
		return nil, err
	}
	if h.store, err = disk.Open(ctx, o.Data, disk.Options{Log: o.Log, Intake: intake}); err != nil {
		return nil, err
	}
	if h.index, err = sqlite.Open(ctx, filepath.Join(o.Data, "index.sqlite"), sqlite.Options{Log: o.Log}); err != nil {
		return nil, err
	}
	secret, err := library.LoadSecret(filepath.Join(o.Data, "secret"))
	if err != nil {
		return nil, err
	}
	if h.Accounts, err = library.NewAccounts(h.index, secret, library.AccountOptions{}); err != nil {
		return nil, err
	}
	h.Library, err = library.Open(ctx, h.index, h.store, library.Options{Title: o.Title, ID: o.ID, Account: "/account", Previews: h.store, Log: o.Log})
	return h, err
}

// makeParents makes the directories above dir; each that is new is synced into
// the one above it, so that a power cut cannot take the library with it.
func makeParents(dir string) error {
	parent := filepath.Dir(filepath.Clean(dir))
	if _, err := os.Stat(parent); err == nil || !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makeParents(parent); err != nil {
		return err
	}
	if err := os.Mkdir(parent, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(filepath.Dir(parent))
}

// syncDir makes what was done in a directory durable. Systems that cannot sync
// a directory need not.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Fatal yields the fault after which the index can no longer be trusted.
func (h *home) Fatal() <-chan error { return h.index.Fatal() }

// Work does the library's jobs, empties the trash of what has lain in it long
// enough, and keeps the sidecars, until ctx is done and what was begun is
// finished.
func (h *home) Work(ctx context.Context) error {
	if err := h.Library.Index().ReleaseJobs(ctx); err != nil {
		return err
	}
	var others sync.WaitGroup
	others.Go(func() { h.Library.WorkFilms(ctx) })
	others.Go(func() { h.Library.Tend(ctx) })
	others.Go(func() { h.Library.KeepSidecars(ctx) })
	for range workers() - 1 {
		others.Go(func() { h.Library.Work(ctx) })
	}
	err := h.Library.Work(ctx)
	others.Wait()
	return err
}

// workers is how many work in the background at once: one a processor, but a machine
// with many is there for others too.
func workers() int { return min(4, runtime.GOMAXPROCS(0)) }

// Close closes what is open.
func (h *home) Close() error {
	var err error
	if h.index != nil {
		err = h.index.Close()
	}
	if h.store != nil {
		err = errors.Join(err, h.store.Close())
	}
	return err
}
