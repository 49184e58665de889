package iofault

import (
	"errors"
	"io"
	"io/fs"
	"time"

	"github.com/mediasock/mediasock/library/disk"
)

// FS returns a file system whose operations, those on its files included, fail
// as the plan says.
func (p *Plan) FS(of disk.FS) disk.FS { return &faultyFS{of, p} }

type faultyFS struct {
	disk.FS
	plan *Plan
}

func (f *faultyFS) do(op, name string, do func() error) error {
	if err := f.plan.step(op); err != nil {
		return &fs.PathError{Op: op, Path: name, Err: err}
	}
	return do()
}

func (f *faultyFS) open(op, name string, open func() (disk.File, error)) (file disk.File, err error) {
	err = f.do(op, name, func() error {
		file, err = open()
		return err
	})
	if err != nil {
		return nil, err
	}
	return &faultyFile{file, f.plan}, nil
}

// Create implements disk.FS.
func (f *faultyFS) Create(name string) (disk.File, error) {
	return f.open("create", name, func() (disk.File, error) { return f.FS.Create(name) })
}

// Open implements disk.FS.
func (f *faultyFS) Open(name string) (disk.File, error) {
	return f.open("open", name, func() (disk.File, error) { return f.FS.Open(name) })
}

// Reopen implements disk.FS.
func (f *faultyFS) Reopen(name string, size int64) (disk.File, error) {
	return f.open("reopen", name, func() (disk.File, error) { return f.FS.Reopen(name, size) })
}

// Mkdir implements disk.FS.
func (f *faultyFS) Mkdir(name string) error {
	return f.do("mkdir", name, func() error { return f.FS.Mkdir(name) })
}

// Rename implements disk.FS.
func (f *faultyFS) Rename(from, to string) error {
	return f.do("rename", from, func() error { return f.FS.Rename(from, to) })
}

// Remove implements disk.FS.
func (f *faultyFS) Remove(name string) error {
	return f.do("remove", name, func() error { return f.FS.Remove(name) })
}

// SetTime implements disk.FS.
func (f *faultyFS) SetTime(name string, t time.Time) error {
	return f.do("settime", name, func() error { return f.FS.SetTime(name, t) })
}

// SyncDir implements disk.FS.
func (f *faultyFS) SyncDir(name string) error {
	return f.do("syncdir", name, func() error { return f.FS.SyncDir(name) })
}

// Stat implements disk.FS.
func (f *faultyFS) Stat(name string) (info fs.FileInfo, err error) {
	err = f.do("stat", name, func() error {
		info, err = f.FS.Stat(name)
		return err
	})
	return info, err
}

// ReadDir implements disk.FS.
func (f *faultyFS) ReadDir(name string) (entries []fs.DirEntry, err error) {
	err = f.do("readdir", name, func() error {
		entries, err = f.FS.ReadDir(name)
		return err
	})
	return entries, err
}

// Free implements disk.FS.
func (f *faultyFS) Free() (free int64, err error) {
	err = f.do("free", ".", func() error {
		free, err = f.FS.Free()
		return err
	})
	return free, err
}

type faultyFile struct {
	disk.File
	plan *Plan
}

// Read implements io.Reader.
func (f *faultyFile) Read(b []byte) (int, error) {
	if err := f.plan.step("read"); err != nil {
		return 0, err
	}
	return f.File.Read(b)
}

// Write implements io.Writer. Half of what fails is written.
func (f *faultyFile) Write(b []byte) (int, error) {
	fault := f.plan.step(opWrite)
	if fault == nil {
		return f.File.Write(b)
	}
	n, err := f.File.Write(b[:len(b)/2])
	if fault == io.ErrShortWrite {
		return n, err
	}
	return n, errors.Join(fault, err)
}

// Sync implements disk.File.
func (f *faultyFile) Sync() error {
	if err := f.plan.step("sync"); err != nil {
		return err
	}
	return f.File.Sync()
}

// Close implements io.Closer. The file is closed even where it fails.
func (f *faultyFile) Close() error { return errors.Join(f.File.Close(), f.plan.step("close")) }
