package disk

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A lock is a data directory held for this process: a locked file that says by
// which. The file stays; the lock is of the system, and ends with the process
// however that ends.
type lock struct {
	f *os.File
}

// takeLock does not wait.
func takeLock(dir string) (*lock, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("disk: %w", err)
	}
	locked, err := tryLock(f)
	if err == nil && !locked {
		err = fmt.Errorf("%w by process %s: %s", ErrInUse, holder(f), dir)
	}
	if err == nil {
		err = writeHolder(f)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return &lock{f}, nil
}

func writeHolder(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("disk: %w", err)
	}
	if _, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0); err != nil {
		return fmt.Errorf("disk: %w", err)
	}
	return nil
}

// holder reads the process number that the holder wrote.
func holder(f *os.File) string {
	b := make([]byte, 20)
	n, _ := f.ReadAt(b, 0)
	pid, err := strconv.Atoi(strings.TrimSpace(string(b[:n])))
	if err != nil {
		return "unknown"
	}
	return strconv.Itoa(pid)
}

// release empties the file, so that nobody takes an old number for a holder.
func (l *lock) release() error {
	l.f.Truncate(0)
	return l.f.Close()
}
