package disk

import (
	"io"
	"io/fs"
	"time"
)

// An FS is the operations on a data directory that a Store needs. Names are
// relative, with slashes. Errors are those of package os.
type FS interface {
	// Create makes a new file for reading and writing; one that is there is an
	// error.
	Create(name string) (File, error)
	// Open opens a file for reading.
	Open(name string) (File, error)
	// Reopen opens a file for reading and writing at its end, after it has cut
	// it to size; one that is shorter is an error.
	Reopen(name string, size int64) (File, error)
	// Mkdir makes a directory, whose parent must be there.
	Mkdir(name string) error
	// Rename moves a file within the file system, over one that is there.
	Rename(from, to string) error
	Remove(name string) error
	// Stat does not follow links.
	Stat(name string) (fs.FileInfo, error)
	ReadDir(name string) ([]fs.DirEntry, error)
	// SetTime sets the time at which the file was last changed.
	SetTime(name string, t time.Time) error
	// SyncDir makes the entries of a directory durable.
	SyncDir(name string) error
	// Free returns how many bytes may still be written.
	Free() (int64, error)
	io.Closer
}

// A File is an open file of an FS.
type File interface {
	io.ReadSeekCloser
	io.Writer
	Stat() (fs.FileInfo, error)
	// Sync makes what was written durable.
	Sync() error
	// WriteBack asks the system to begin writing a part of the file out, without
	// waiting. It is a hint and cannot fail.
	WriteBack(offset, size int64)
}

// syncData makes what was written durable, as cheaply as the file can.
func syncData(f File) error {
	if s, ok := f.(interface{ SyncData() error }); ok {
		return s.SyncData()
	}
	return f.Sync()
}
