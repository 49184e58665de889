package iofault

import (
	"sync/atomic"

	fusefs "github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// A Mount shows a directory at another place, by FUSE, and can turn read-only
// while files are open there, and back. The system's own file systems do that
// when something is wrong with the disk or whoever serves it, but not when they
// are asked: a remount is refused as long as a file is open for writing.
//
// Who uses it must be another process than who mounts it: a page fault in a
// mapped file waits for this one.
type Mount struct {
	fuse.RawFileSystem
	server   *fuse.Server
	readOnly atomic.Bool
}

// NewMount shows dir at the empty directory at. Only root can.
func NewMount(dir, at string) (*Mount, error) {
	root, err := fusefs.NewLoopbackRoot(dir)
	if err != nil {
		return nil, err
	}
	m := &Mount{RawFileSystem: fusefs.NewNodeFS(root, &fusefs.Options{})}
	m.server, err = fuse.NewServer(m, at, &fuse.MountOptions{DirectMountStrict: true, FsName: "readonly", Name: "iofault"})
	if err != nil {
		return nil, err
	}
	go m.server.Serve()
	return m, m.server.WaitMount()
}

// SetReadOnly makes whatever would change something fail with EROFS, on files
// that are open already too; or no longer.
func (m *Mount) SetReadOnly(on bool) { m.readOnly.Store(on) }

// Close unmounts it.
func (m *Mount) Close() error { return m.server.Unmount() }

// change does what changes something, unless nothing may be changed.
func (m *Mount) change(do func() fuse.Status) fuse.Status {
	if m.readOnly.Load() {
		return fuse.EROFS
	}
	return do()
}

// ours keeps a file out of the kernel's hands, which would write to what is
// behind it without asking.
func ours(out *fuse.OpenOut) {
	out.OpenFlags &^= fuse.FOPEN_PASSTHROUGH
	out.BackingID = 0
}

// writes are the flags of an open that wants to write.
const writes = 3

// Open implements fuse.RawFileSystem.
func (m *Mount) Open(cancel <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	if in.Flags&writes != 0 && m.readOnly.Load() {
		return fuse.EROFS
	}
	status := m.RawFileSystem.Open(cancel, in, out)
	ours(out)
	return status
}

// Create implements fuse.RawFileSystem.
func (m *Mount) Create(cancel <-chan struct{}, in *fuse.CreateIn, name string, out *fuse.CreateOut) fuse.Status {
	status := m.change(func() fuse.Status { return m.RawFileSystem.Create(cancel, in, name, out) })
	ours(&out.OpenOut)
	return status
}

// Write implements fuse.RawFileSystem.
func (m *Mount) Write(cancel <-chan struct{}, in *fuse.WriteIn, data []byte) (n uint32, status fuse.Status) {
	status = m.change(func() fuse.Status {
		n, status = m.RawFileSystem.Write(cancel, in, data)
		return status
	})
	return n, status
}

// Writev implements fuse.RawFileSystem.
func (m *Mount) Writev(cancel <-chan struct{}, in *fuse.WriteIn, data [][]byte) (n uint32, status fuse.Status) {
	status = m.change(func() fuse.Status {
		n, status = m.RawFileSystem.Writev(cancel, in, data)
		return status
	})
	return n, status
}

// CopyFileRange implements fuse.RawFileSystem.
func (m *Mount) CopyFileRange(cancel <-chan struct{}, in *fuse.CopyFileRangeIn) (n uint32, status fuse.Status) {
	status = m.change(func() fuse.Status {
		n, status = m.RawFileSystem.CopyFileRange(cancel, in)
		return status
	})
	return n, status
}

// SetAttr implements fuse.RawFileSystem.
func (m *Mount) SetAttr(cancel <-chan struct{}, in *fuse.SetAttrIn, out *fuse.AttrOut) fuse.Status {
	return m.change(func() fuse.Status { return m.RawFileSystem.SetAttr(cancel, in, out) })
}

// Mkdir implements fuse.RawFileSystem.
func (m *Mount) Mkdir(cancel <-chan struct{}, in *fuse.MkdirIn, name string, out *fuse.EntryOut) fuse.Status {
	return m.change(func() fuse.Status { return m.RawFileSystem.Mkdir(cancel, in, name, out) })
}

// Unlink implements fuse.RawFileSystem.
func (m *Mount) Unlink(cancel <-chan struct{}, in *fuse.InHeader, name string) fuse.Status {
	return m.change(func() fuse.Status { return m.RawFileSystem.Unlink(cancel, in, name) })
}

// Rmdir implements fuse.RawFileSystem.
func (m *Mount) Rmdir(cancel <-chan struct{}, in *fuse.InHeader, name string) fuse.Status {
	return m.change(func() fuse.Status { return m.RawFileSystem.Rmdir(cancel, in, name) })
}

// Rename implements fuse.RawFileSystem.
func (m *Mount) Rename(cancel <-chan struct{}, in *fuse.RenameIn, old, name string) fuse.Status {
	return m.change(func() fuse.Status { return m.RawFileSystem.Rename(cancel, in, old, name) })
}

// Link implements fuse.RawFileSystem.
func (m *Mount) Link(cancel <-chan struct{}, in *fuse.LinkIn, name string, out *fuse.EntryOut) fuse.Status {
	return m.change(func() fuse.Status { return m.RawFileSystem.Link(cancel, in, name, out) })
}

// Fallocate implements fuse.RawFileSystem.
func (m *Mount) Fallocate(cancel <-chan struct{}, in *fuse.FallocateIn) fuse.Status {
	return m.change(func() fuse.Status { return m.RawFileSystem.Fallocate(cancel, in) })
}
