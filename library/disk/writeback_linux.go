package disk

import (
	"os"

	"golang.org/x/sys/unix"
)

// writeBack begins to write a part of a file out, so that the sync at its end
// finds little left to do.
func writeBack(f *os.File, offset, size int64) {
	conn, err := f.SyscallConn()
	if err != nil {
		return
	}
	conn.Control(func(fd uintptr) {
		unix.SyncFileRange(int(fd), offset, size, unix.SYNC_FILE_RANGE_WRITE)
	})
}
