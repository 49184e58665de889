package disk

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library/librarytest"
)

func TestOpen_InUse(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, Options{})
	_, err := Open(t.Context(), dir, Options{})
	if !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), fmt.Sprint(os.Getpid())) {
		t.Errorf("Open of a directory in use = %v, want ErrInUse with the process", err)
	}
	s.Close()
	openDir(t, dir, Options{})
}

func TestOpen_Refuses(t *testing.T) {
	for _, test := range []struct {
		name  string
		spoil func(dir string) error
		want  string
	}{
		{"a newer version", func(dir string) error { return os.WriteFile(filepath.Join(dir, "version"), []byte("3\n"), 0o600) }, "newer version"},
		{"no version", func(dir string) error { return os.WriteFile(filepath.Join(dir, "version"), []byte("one"), 0o600) }, "no version"},
		{"a file for a directory", func(dir string) error { return os.WriteFile(filepath.Join(dir, "blobs"), nil, 0o600) }, "blobs"},
		{"a link out of it", func(dir string) error { return os.Symlink(os.TempDir(), filepath.Join(dir, "staging")) }, "staging"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := test.spoil(dir); err != nil {
				t.Skip(err)
			}
			s, err := Open(t.Context(), dir, Options{})
			if err == nil {
				s.Close()
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Open = %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestOpen_NoDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), file, Options{}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("Open of a file = %v, want an error that names it", err)
	}
	if _, err := Open(t.Context(), file+"/a/b", Options{}); err == nil {
		t.Error("Open below a file = nil, want an error")
	}
}

// Staging files of an earlier process are removed when they are old enough.
func TestOpen_Sweeps(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, Options{})
	for _, name := range []string{"old", "young"} {
		if err := os.WriteFile(filepath.Join(dir, "staging", name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	past := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "staging", "old"), past, past); err != nil {
		t.Fatal(err)
	}
	s.Close()
	openDir(t, dir, Options{})
	left, err := os.ReadDir(filepath.Join(dir, "staging"))
	if err != nil || len(left) != 1 || left[0].Name() != "young" {
		t.Errorf("staging holds %v (%v), want young alone", left, err)
	}
}

// A limitedFS is a disk of so many bytes.
type limitedFS struct {
	FS
	free int64
}

func (l *limitedFS) Free() (int64, error) { return l.free, nil }

func (l *limitedFS) Create(name string) (File, error) {
	f, err := l.FS.Create(name)
	return &limitedFile{f, l}, err
}

func (l *limitedFS) Remove(name string) error {
	info, err := l.FS.Stat(name)
	if err != nil {
		return err
	}
	l.free += info.Size()
	return l.FS.Remove(name)
}

type limitedFile struct {
	File
	fs *limitedFS
}

func (f *limitedFile) Write(p []byte) (int, error) {
	n := min(len(p), int(f.fs.free))
	written, err := f.File.Write(p[:n])
	f.fs.free -= int64(written)
	if err == nil && n < len(p) {
		err = syscall.ENOSPC
	}
	return written, err
}

func TestStore_Full(t *testing.T) {
	const capacity = 300_000
	s := openTest(t, Options{FS: &limitedFS{testFS(t), capacity + 1000}, Reserve: 1})
	librarytest.TestFull(t, s, capacity)
}

// What was announced counts until it has arrived.
func TestStage_AnnouncedRoom(t *testing.T) {
	s := openTest(t, Options{FS: &limitedFS{testFS(t), 1001}, Reserve: 1})
	g := mustStage(t, s, 600)
	if _, err := s.Stage(t.Context(), "", "", 600); !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("Stage of another 600 bytes = %v, want state 6", err)
	}
	if err := g.Abort(); err != nil {
		t.Fatal(err)
	}
	mustStage(t, s, 600)
}

func TestStaged_Sums(t *testing.T) {
	s := openTest(t, Options{Sums: 1000})
	for size, want := range map[int]bool{1000: true, 1001: false} {
		g := mustStage(t, s, -1).(*staged)
		if _, err := g.Write(bytes.Repeat([]byte("x"), size)); err != nil {
			t.Fatal(err)
		}
		sha1, md5 := g.Sums()
		if (len(sha1) == 20 && len(md5) == 16) != want {
			t.Errorf("Sums of %d bytes = %x, %x; want any: %v", size, sha1, md5, want)
		}
	}
}

// A damaged blob, shorter than its name says, is replaced when its bytes come
// again; quarantine keeps it where fsck finds it.
func TestPut_HealsAndQuarantine(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, Options{})
	b := mustPut(t, s, []byte("whole bytes"))
	if err := os.Truncate(filepath.Join(dir, blobPath(b.Digest)), 3); err != nil {
		t.Fatal(err)
	}
	mustPut(t, s, []byte("whole bytes"))
	if got := mustRead(t, s, b.Digest); string(got) != "whole bytes" {
		t.Errorf("blob = %q, want it healed", got)
	}
	if err := s.Quarantine(t.Context(), b.Digest); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Open(t.Context(), b.Digest); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open after quarantine = %v, want not found", err)
	}
	if kept, err := os.ReadDir(filepath.Join(dir, "quarantine")); err != nil || len(kept) != 1 {
		t.Errorf("quarantine holds %v (%v), want the file", kept, err)
	}
}
