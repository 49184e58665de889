package disk

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"
)

// layout is the version of the layout that this package writes; it reads earlier
// ones. Since 2 a record of the intake may have a row.
const layout = 2

const versionFile = "version"

// checkVersion refuses a newer layout and writes the version where there is
// none or an earlier one.
func (s *Store) checkVersion() error {
	f, err := s.fs.Open(versionFile)
	if errors.Is(err, fs.ErrNotExist) {
		return s.writeVersion()
	}
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 32))
	if err != nil {
		return err
	}
	version, err := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || version < 1 {
		return fmt.Errorf("file %q holds %q, no version", versionFile, b)
	}
	if version > layout {
		return fmt.Errorf("%w: its layout has version %d, this program knows %d", ErrNewer, version, layout)
	}
	if version < layout && s.peek == nil {
		return s.writeVersion()
	}
	return nil
}

// writeVersion writes beside and renames, so that there is never a version file
// without a version.
func (s *Store) writeVersion() error {
	const beside = versionFile + ".new"
	if err := s.fs.Remove(beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := s.fs.Create(beside)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, strconv.Itoa(layout)+"\n")
	if err = finish(f, err); err != nil {
		return err
	}
	if err := s.fs.Rename(beside, versionFile); err != nil {
		return err
	}
	return s.fs.SyncDir(".")
}

// finish syncs and closes f, unless there was an error before, which it returns.
func finish(f File, err error) error {
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
