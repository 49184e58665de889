package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// makeHome makes the data directory unless it is there, and its entry in the
// directory above it durable: without it all that is synced inside could be gone
// after a power cut. That is done until a version has been written, for an
// earlier process may have died before its sync. A directory that somebody else
// made above which this process may not look is left to them.
func makeHome(dir string, sync func(dir string) error) error {
	err := os.Mkdir(dir, 0o700)
	made := err == nil
	if !made && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("disk: %w", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, versionFile)); err == nil {
		return nil
	}
	err = sync(filepath.Dir(filepath.Clean(dir)))
	switch {
	case err == nil, !made && errors.Is(err, fs.ErrPermission):
		return nil
	case made:
		os.Remove(dir) // the next start has a new entry to sync
	}
	return fmt.Errorf("disk: %w", err)
}

// syncPath makes the entries of a directory durable.
func syncPath(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(syncDir(f), f.Close())
}
