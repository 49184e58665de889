//go:build unix

package disk

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// syncDir makes the entries of an open directory durable.
func syncDir(f *os.File) error { return f.Sync() }

// freeSpace returns the bytes that a process without privileges may write.
func freeSpace(dir string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}

// tryLock locks an open file, or reports that another has locked it. The lock
// goes with the file, when it is closed or the process dies.
func tryLock(f *os.File) (locked bool, err error) {
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// isReadOnly reports whether err says that a disk takes no writes.
func isReadOnly(err error) bool { return errors.Is(err, unix.EROFS) }

// isFull reports whether err says that a disk or a quota is full.
func isFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}
