package disk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A faultyFS fails its nth operation, counted from 1, those on files included.
type faultyFS struct {
	FS
	mu    sync.Mutex
	n     int
	count int
	fault error // with io.ErrShortWrite a write stops half way, and all else succeeds
	fired bool
	only  func(op string) bool // which operations count; nil: all
}

// step counts an operation and reports whether it is to fail.
func (f *faultyFS) step(op string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.only != nil && !f.only(op) {
		return false
	}
	if errors.Is(f.fault, io.ErrShortWrite) && op != "write" {
		return false
	}
	f.count++
	f.fired = f.fired || f.count == f.n
	return f.count == f.n
}

// arm makes the nth operation from now on fail.
func (f *faultyFS) arm(n int, fault error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n, f.count, f.fault = n, 0, fault
}

func (f *faultyFS) hasFired() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.fired
}

func (f *faultyFS) op(op string, do func() error) error {
	if f.step(op) {
		return &fs.PathError{Op: op, Err: f.fault}
	}
	return do()
}

func (f *faultyFS) Create(name string) (File, error) {
	if f.step("create") {
		return nil, f.fault
	}
	return f.wrap(f.FS.Create(name))
}

func (f *faultyFS) Open(name string) (File, error) {
	if f.step("open") {
		return nil, f.fault
	}
	return f.wrap(f.FS.Open(name))
}

func (f *faultyFS) Reopen(name string, size int64) (File, error) {
	if f.step("reopen") {
		return nil, f.fault
	}
	return f.wrap(f.FS.Reopen(name, size))
}

func (f *faultyFS) wrap(file File, err error) (File, error) {
	if err != nil {
		return nil, err
	}
	return &faultyFile{file, f}, nil
}

func (f *faultyFS) Mkdir(name string) error {
	return f.op("mkdir", func() error { return f.FS.Mkdir(name) })
}

func (f *faultyFS) Rename(from, to string) error {
	return f.op("rename", func() error { return f.FS.Rename(from, to) })
}

func (f *faultyFS) Remove(name string) error {
	return f.op("remove", func() error { return f.FS.Remove(name) })
}

func (f *faultyFS) SetTime(name string, t time.Time) error {
	return f.op("settime", func() error { return f.FS.SetTime(name, t) })
}

func (f *faultyFS) SyncDir(name string) error {
	return f.op("syncdir", func() error { return f.FS.SyncDir(name) })
}

func (f *faultyFS) Stat(name string) (fs.FileInfo, error) {
	if f.step("stat") {
		return nil, f.fault
	}
	return f.FS.Stat(name)
}

func (f *faultyFS) Free() (int64, error) {
	if f.step("free") {
		return 0, f.fault
	}
	return f.FS.Free()
}

type faultyFile struct {
	File
	fs *faultyFS
}

func (f *faultyFile) Write(p []byte) (int, error) {
	if !f.fs.step("write") {
		return f.File.Write(p)
	}
	n, err := f.File.Write(p[:len(p)/2])
	if err == nil && !errors.Is(f.fs.fault, io.ErrShortWrite) {
		err = f.fs.fault
	}
	return n, err
}

func (f *faultyFile) Sync() error { return f.fs.op("sync", f.File.Sync) }

func (f *faultyFile) Close() error {
	err := f.File.Close()
	return errors.Join(err, f.fs.op("close", func() error { return nil }))
}

func (f *faultyFile) Stat() (fs.FileInfo, error) {
	if f.fs.step("fstat") {
		return nil, f.fs.fault
	}
	return f.File.Stat()
}

// An upload is done, or fails with state 6 and leaves nothing that is listed and
// not whole, whichever of its operations fails, and however.
func TestFaults_EveryOperation(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789abcdef"), 50_000) // several chunks
	for name, fault := range map[string]error{
		"EIO": syscall.EIO, "ENOSPC": syscall.ENOSPC, "short write": io.ErrShortWrite,
	} {
		for _, again := range []bool{false, true} {
			t.Run(name+map[bool]string{true: ", bytes there"}[again], func(t *testing.T) {
				n := 1
				for uploadWithFault(t, data, n, fault, again) {
					n++
				}
				if n < 3 {
					t.Errorf("only %d operations were counted", n-1)
				}
			})
		}
	}
}

// uploadWithFault reports whether the fault fired.
func uploadWithFault(t *testing.T, data []byte, n int, fault error, again bool) bool {
	t.Helper()
	dir := t.TempDir()
	first := openDir(t, dir, Options{})
	if again {
		mustPut(t, first, data)
	}
	first.Close()

	opened, err := OpenFS(dir)
	if err != nil {
		t.Fatal(err)
	}
	faulty := &faultyFS{FS: opened}
	s := openDir(t, dir, Options{FS: faulty})
	faulty.n, faulty.count, faulty.fault = n, 0, fault
	b, err := s.Put(t.Context(), bytes.NewReader(data))
	if err != nil && !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("operation %d: Put = %v, want state 6", n, err)
	}
	if err == nil && (b.Digest != sha256.Sum256(data) || b.Size != int64(len(data))) {
		t.Errorf("operation %d: Put = %+v, want the blob", n, b)
	}
	s.Close()

	verify(t, openDir(t, dir, Options{Grace: -1}), data, err == nil || again)
	return faulty.fired
}

// verify checks that each blob of a store is whole, that data is there if it
// must, and that what was staged is gone.
func verify(t *testing.T, s *Store, data []byte, must bool) {
	t.Helper()
	found := false
	for b, err := range s.List(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		got := mustRead(t, s, b.Digest)
		if sha256.Sum256(got) != b.Digest {
			t.Errorf("blob %x holds %d other bytes", b.Digest, len(got))
		}
		found = found || bytes.Equal(got, data)
	}
	if must && !found {
		t.Error("the acknowledged bytes are not there")
	}
	staged, err := s.fs.ReadDir(stagingDir)
	if err != nil || len(staged) > 0 {
		t.Errorf("staging holds %d files (%v), want none after a restart", len(staged), err)
	}
	s.Close()
}

// A sync that failed is not tried again, and the file is dropped.
func TestStaged_FailedSyncIsFinal(t *testing.T) {
	faulty := &faultyFS{FS: testFS(t), only: func(op string) bool { return op == "sync" }}
	s := openTest(t, Options{FS: faulty})
	faulty.n, faulty.count, faulty.fault = 1, 0, syscall.EIO
	g := mustStage(t, s, -1)
	if _, err := g.Write([]byte("bytes")); err != nil {
		t.Fatal(err)
	}
	if offset := g.Offset(); offset != 0 {
		t.Errorf("Offset = %d after a failed sync, want 0", offset)
	}
	for range 2 {
		if _, err := g.Keep(t.Context()); !errors.Is(err, mediasock.ErrTemporary) {
			t.Errorf("Keep = %v, want state 6", err)
		}
	}
	if faulty.count != 1 {
		t.Errorf("%d syncs, want 1", faulty.count)
	}
}

// The sync of a new directory's entry that failed is not asked for again, since
// the system would say that all is well: the directory is made anew.
func TestMakeDir_FailedSyncIsFinal(t *testing.T) {
	inner, made := testFS(t), 0
	faulty := &faultyFS{FS: inner, only: func(op string) bool {
		if op == "mkdir" {
			made++
		}
		return op == "syncdir"
	}}
	s := openTest(t, Options{FS: faulty})
	faulty.n, faulty.count, faulty.fault, made = 1, 0, syscall.EIO, 0
	if err := s.makeDir("blobs/aa"); !errors.Is(err, syscall.EIO) {
		t.Fatalf("makeDir = %v, want EIO", err)
	}
	if _, err := inner.Stat("blobs/aa"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the directory is still there (%v): its entry may not be durable", err)
	}
	if err := s.makeDir("blobs/aa"); err != nil || made != 2 {
		t.Errorf("makeDir again = %v after %d mkdir, want nil after 2", err, made)
	}
}

func mustPut(t *testing.T, s *Store, data []byte) library.Blob {
	t.Helper()
	b, err := s.Put(t.Context(), bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func mustRead(t *testing.T, s *Store, d library.Digest) []byte {
	t.Helper()
	r, err := s.Open(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func mustStage(t *testing.T, s *Store, size int64) library.Staged {
	t.Helper()
	g, err := s.Stage(t.Context(), "name", "type", size)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Abort() })
	return g
}

func testFS(t *testing.T) FS {
	t.Helper()
	f, err := OpenFS(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return f
}
