package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"zombiezen.com/go/sqlite"
)

// Snapshot copies the database in the file at path, as it is at one moment, to
// a new file. The database may be open in this process or another, and changed
// meanwhile: the copy is read in one transaction, by a connection that cannot
// write. The copy is durable when Snapshot returns, and needs no other file.
func Snapshot(ctx context.Context, path, to string) error {
	c, err := openLooker(path)
	if err != nil {
		return err
	}
	defer c.Close()
	c.SetInterrupt(ctx.Done())
	// Nobody but its owner may read it, from the first byte.
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("sqlite: snapshot: %w", err)
	}
	err = exec(c, "VACUUM INTO ?", to)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("sqlite: snapshot: %w", errors.Join(told(ctx, err), os.Remove(to)))
	}
	return nil
}

// Check looks through the whole database in the file at path for damage, as
// Snapshot reads it, and returns what it found in words; at most 100 findings.
func Check(ctx context.Context, path string) (findings []string, err error) {
	c, err := openLooker(path)
	if corrupt(err) {
		return []string{err.Error()}, nil
	}
	if err != nil {
		return nil, err
	}
	defer c.Close()
	c.SetInterrupt(ctx.Done())
	err = query(c, "PRAGMA integrity_check(100)", func(r *row) error {
		if text := r.text(); text != "ok" {
			findings = append(findings, text)
		}
		return nil
	})
	if err == nil {
		err = query(c, "PRAGMA foreign_key_check", func(r *row) error {
			findings = append(findings, fmt.Sprintf("row %[2]d of table %[1]s names a row that is not there", r.text(), r.int64()))
			return nil
		})
	}
	if corrupt(err) {
		return append(findings, err.Error()), nil
	}
	return findings, told(ctx, err)
}

// corrupt reports whether err says that the database is damaged.
func corrupt(err error) bool {
	code := sqlite.ErrCode(err).ToPrimary()
	return code == sqlite.ResultCorrupt || code == sqlite.ResultNotADB
}

// openLooker opens a connection that cannot write, nor empty the write-ahead log
// when it is closed.
func openLooker(path string) (*sqlite.Conn, error) {
	if err := checkEngine(sqlite.VersionNumber); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	return openConn(path, sqlite.OpenReadOnly, sharedPragmas)
}
