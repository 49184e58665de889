package disk

import (
	"io"
	"io/fs"
	"os"
	"time"
)

// A rootFS is an FS in a directory of the operating system.
type rootFS struct {
	root *os.Root
}

var _ FS = rootFS{}

// OpenFS returns the FS in a directory that is there.
func OpenFS(dir string) (FS, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return rootFS{root}, nil
}

// Create implements FS.
func (r rootFS) Create(name string) (File, error) {
	return opened(r.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600))
}

// Open implements FS.
func (r rootFS) Open(name string) (File, error) { return opened(r.root.Open(name)) }

// Reopen implements FS.
func (r rootFS) Reopen(name string, size int64) (File, error) {
	f, err := r.root.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	if err := cut(f, size); err != nil {
		f.Close()
		return nil, err
	}
	return osFile{f}, nil
}

// cut shortens f to size and goes to its end.
func cut(f *os.File, size int64) error {
	info, err := f.Stat()
	switch {
	case err != nil:
		return err
	case info.Size() < size:
		return io.ErrUnexpectedEOF
	case info.Size() > size:
		err = f.Truncate(size)
	}
	if err == nil {
		_, err = f.Seek(size, io.SeekStart)
	}
	return err
}

func opened(f *os.File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

// Mkdir implements FS.
func (r rootFS) Mkdir(name string) error { return r.root.Mkdir(name, 0o700) }

// Rename implements FS.
func (r rootFS) Rename(from, to string) error { return r.root.Rename(from, to) }

// Remove implements FS.
func (r rootFS) Remove(name string) error { return r.root.Remove(name) }

// Stat implements FS.
func (r rootFS) Stat(name string) (fs.FileInfo, error) { return r.root.Lstat(name) }

// ReadDir implements FS.
func (r rootFS) ReadDir(name string) ([]fs.DirEntry, error) {
	f, err := r.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.ReadDir(-1)
}

// SetTime implements FS.
func (r rootFS) SetTime(name string, t time.Time) error { return r.root.Chtimes(name, t, t) }

// SyncDir implements FS.
func (r rootFS) SyncDir(name string) error {
	f, err := r.root.Open(name)
	if err != nil {
		return err
	}
	err = syncDir(f)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}

// Free implements FS.
func (r rootFS) Free() (int64, error) { return freeSpace(r.root.Name()) }

// Close implements FS.
func (r rootFS) Close() error { return r.root.Close() }

// An osFile is a File of the operating system. It embeds *os.File so that
// bytes can be sent to a socket without a copy.
type osFile struct{ *os.File }

// WriteBack implements File.
func (f osFile) WriteBack(offset, size int64) { writeBack(f.File, offset, size) }
