package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

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

// refusedWrite reports whether err is that of a write which a read-only disk did
// not take. Nothing was written then: SQLite has rolled back, as with a full
// disk, and goes on when the disk takes writes again. That is not so of a sync
// that failed. SQLite does not tell the system's error, so the system is asked
// again; opening the log for that is harmless, since no lock lies on it.
func (x *Index) refusedWrite(err error) bool {
	switch sqlite.ErrCode(err) {
	case sqlite.ResultIOErrWrite, sqlite.ResultIOErrTruncate, sqlite.ResultIOErrDelete:
	default:
		return false
	}
	log, err := os.OpenFile(x.pool.path+"-wal", os.O_WRONLY, 0)
	if err == nil {
		log.Close()
	}
	return errors.Is(err, syscall.EROFS)
}

// told turns an error of the engine into one for callers: the context's own if
// that interrupted it, and state 6 with a message for a disk that is full or
// read-only.
func told(ctx context.Context, err error) error {
	switch sqlite.ErrCode(err).ToPrimary() {
	case sqlite.ResultInterrupt:
		if ctx.Err() != nil {
			return ctx.Err()
		}
	case sqlite.ResultFull:
		return temporary("the disk is full", err)
	case sqlite.ResultReadOnly:
		return temporary("the disk is read-only", err)
	}
	return err
}

func temporary(message string, err error) error {
	return fmt.Errorf("%w: %w", &mediasock.Error{Code: mediasock.CodeTemporary, Message: message}, err)
}
