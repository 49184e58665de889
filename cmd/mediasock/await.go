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

// awaitRows waits until the index of a data directory has what a service that
// runs has acknowledged.
func awaitRows(ctx context.Context, data string, store *disk.Store, log *slog.Logger) (err error) {
	index, err := sqlite.OpenReadOnly(ctx, filepath.Join(data, indexName), sqlite.Options{Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	missing, err := library.AwaitRows(ctx, index, store)
	if missing > 0 {
		log.Warn("files arrived last are not in the index yet; start the service once to have them added", "files", missing)
	}
	return err
}
