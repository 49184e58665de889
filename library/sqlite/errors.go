package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/mediasock/mediasock"
	"zombiezen.com/go/sqlite"
)

// The errors of this package beside those of library.
var (
	// ErrNewer is in the error of Open for a database that a later version of
	// the program has migrated.
	ErrNewer = errors.New("sqlite: the database is of a newer version of the program")
	// ErrEngine is in the error of Open if the SQLite engine is too old to be
	// trusted.
	ErrEngine = errors.New("sqlite: the SQLite engine is too old")
)

var errReadOnly = fmt.Errorf("sqlite: opened to be read only: %w", fs.ErrPermission)

var errClosed = fmt.Errorf("sqlite: %w", fs.ErrClosed)

// fatal reports whether after err nothing can be said of what is on the disk.
// A full disk is not fatal: SQLite has rolled back, and there may be room again.
func fatal(err error) bool {
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultIOErr, sqlite.ResultCorrupt, sqlite.ResultNotADB:
		return true
	}
	return false
}

// told turns an error of the engine into one for callers: the context's own if
// that interrupted it, and state 6 with a message for a full disk.
func told(ctx context.Context, err error) error {
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultInterrupt:
		if ctx.Err() != nil {
			return ctx.Err()
		}
	case sqlite.ResultFull:
		full := &mediasock.Error{Code: mediasock.CodeTemporary, Message: "the disk is full"}
		return fmt.Errorf("%w: %w", full, err)
	}
	return err
}
