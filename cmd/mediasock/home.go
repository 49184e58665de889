package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

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

// openHome opens a data directory, which it makes, under its lock.
func openHome(ctx context.Context, o homeOptions) (_ *home, err error) {
	h := new(home)
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close())
		}
	}()
	if h.store, err = disk.Open(ctx, o.Data, disk.Options{Log: o.Log}); err != nil {
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

// Fatal yields the fault after which the index can no longer be trusted.
func (h *home) Fatal() <-chan error { return h.index.Fatal() }

// Work does the library's jobs until ctx is done.
func (h *home) Work(ctx context.Context) error { return h.Library.Work(ctx) }

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
