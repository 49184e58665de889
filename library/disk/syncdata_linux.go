package disk

import (
	"os"

	"golang.org/x/sys/unix"
)

// SyncData makes what was written durable, but not the times of the file: where
// it was written over in place, nothing but data is to be written.
func (f osFile) SyncData() error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var syncErr error
	err = conn.Control(func(fd uintptr) {
		for syncErr = unix.EINTR; syncErr == unix.EINTR; {
			syncErr = unix.Fdatasync(int(fd))
		}
	})
	if err == nil && syncErr != nil {
		err = &os.PathError{Op: "sync", Path: f.Name(), Err: syncErr}
	}
	return err
}
