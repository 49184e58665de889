package sqlite

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// renewLog writes the log that an earlier process has left over itself and syncs
// it. A sync of it may have failed, which ended that process: then the system
// shows bytes that the disk has not, and takes them for written, so that every
// later sync would succeed and a power cut take them, and all behind them.
func renewLog(path string) error {
	f, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	err = rewrite(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("sqlite: renew the log: %w", err)
	}
	return nil
}

// rewrite writes what is in a file to where it is.
func rewrite(f *os.File) error {
	buffer := make([]byte, 1<<20)
	for at := int64(0); ; {
		n, err := f.ReadAt(buffer, at)
		if err != nil && err != io.EOF {
			return err
		}
		if n == 0 {
			return f.Sync()
		}
		if _, err := f.WriteAt(buffer[:n], at); err != nil {
			return err
		}
		at += int64(n)
	}
}
