package disk

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// part writes data to an upload and tells the offset.
func part(t *testing.T, g mediasock.Resumable, data []byte) int64 {
	t.Helper()
	if _, err := g.Write(data); err != nil {
		t.Fatal(err)
	}
	return g.Offset()
}

func mustBegin(t *testing.T, s *Store, size int64) mediasock.Resumable {
	t.Helper()
	g, err := s.Begin(t.Context(), mediasock.Upload{Owner: "1", Name: "a.bin", Size: size, Life: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func mustResume(t *testing.T, s *Store, id string) *resumable {
	t.Helper()
	g, err := s.Resume(t.Context(), id)
	if err != nil {
		t.Fatalf("Resume: %v", err)
	}
	return g.(*resumable)
}

// An upload survives that the process ends, whatever was written and not told.
func TestResume_Restart(t *testing.T) {
	data := noise(900_000)
	for name, spoil := range map[string]func(t *testing.T, dir, id string) error{
		"ended":       func(*testing.T, string, string) error { return nil },
		"a torn line": func(_ *testing.T, dir, id string) error { return grow(dir, id+".info", `{"offset":800000,"sha`) },
		"a line of zeros": func(_ *testing.T, dir, id string) error {
			return grow(dir, id+".info", strings.Repeat("\x00", 200)+"\n")
		},
		"bytes that nobody told": func(_ *testing.T, dir, id string) error { return grow(dir, id, "junk") },
		"a hash of another version": func(_ *testing.T, dir, id string) error {
			return change(dir, id+".info", `"sha256":"`, `"sha256":"AAAA`)
		},
		"a journal half written": func(_ *testing.T, dir, id string) error { return grow(dir, id+".info.new", "{") },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := openDir(t, dir, Options{})
			g := mustBegin(t, s, int64(len(data)))
			told := part(t, g, data[:400_000])
			if _, err := g.Write(data[400_000:450_000]); err != nil {
				t.Fatal(err)
			}
			s.Close()
			if err := spoil(t, filepath.Join(dir, uploadDir), g.Upload().ID); err != nil {
				t.Fatal(err)
			}
			s = openDir(t, dir, Options{})
			r := mustResume(t, s, g.Upload().ID)
			if r.Offset() != told || told != 400_000 {
				t.Fatalf("Offset = %d after a restart, told was %d", r.Offset(), told)
			}
			part(t, r, data[400_000:])
			b, err := r.Keep(t.Context())
			if err != nil || b.Digest != sha256.Sum256(data) || !bytes.Equal(mustRead(t, s, b.Digest), data) {
				t.Errorf("Keep = %v; the bytes differ", err)
			}
		})
	}
}

func grow(dir, name, text string) error {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Close())
}

func change(dir, name, from, to string) error {
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	changed := strings.ReplaceAll(string(b), from, to)
	if changed == string(b) {
		return errors.New("nothing to change in " + string(b))
	}
	return os.WriteFile(filepath.Join(dir, name), []byte(changed), 0o600)
}

// Bytes that are missing make an upload begin anew; nothing is made up.
func TestResume_BytesMissing(t *testing.T) {
	for name, spoil := range map[string]func(file string) error{
		"gone":  os.Remove,
		"short": func(file string) error { return os.Truncate(file, 10) },
	} {
		dir := t.TempDir()
		s := openDir(t, dir, Options{})
		g := mustBegin(t, s, 1000)
		part(t, g, noise(500))
		g.Abort()
		if err := spoil(filepath.Join(dir, uploadDir, g.Upload().ID)); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Resume(t.Context(), g.Upload().ID); !errors.Is(err, mediasock.ErrUnknownItem) {
			t.Errorf("%s: Resume = %v, want ErrUnknownItem", name, err)
		}
		if left, err := os.ReadDir(filepath.Join(dir, uploadDir)); err != nil || len(left) != 0 {
			t.Errorf("%s: %v are left (%v)", name, left, err)
		}
	}
}

// A journal of many lines is written anew, and says the same.
func TestResume_JournalStaysSmall(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, Options{})
	g := mustBegin(t, s, -1)
	id := g.Upload().ID
	journal := filepath.Join(dir, uploadDir, id+".info")
	for n := int64(1); size(t, journal) <= fullJournal; n++ {
		if got := part(t, g, []byte{byte(n)}); got != n {
			t.Fatalf("Offset = %d, want %d", got, n)
		}
	}
	told := g.Offset()
	g.Abort()
	r := mustResume(t, s, id)
	if n := size(t, journal); n > 1000 || r.Offset() != told || r.Upload().Name != "a.bin" {
		t.Errorf("journal of %d bytes, offset %d, name %q; want a small one, %d, a.bin", n, r.Offset(), r.Upload().Name, told)
	}
}

func size(t *testing.T, name string) int64 {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// Whichever operation fails: what was told is there in a new process, and the
// upload is finished with the same bytes or begins anew.
func TestResume_Faults(t *testing.T) {
	for name, fault := range map[string]error{"EIO": syscall.EIO, "ENOSPC": syscall.ENOSPC, "short write": io.ErrShortWrite} {
		t.Run(name, func(t *testing.T) {
			n := 1
			for resumeWithFault(t, noise(600_000), n, fault) {
				n++
			}
			if n < 4 {
				t.Errorf("%d operations failed, want more", n-1)
			}
		})
	}
}

// resumeWithFault uploads in three parts with the nth operation failing, and
// reports whether there was an nth.
func resumeWithFault(t *testing.T, data []byte, n int, fault error) bool {
	dir := t.TempDir()
	inner, err := OpenFS(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := openDir(t, dir, Options{})
	s.fs.Close()
	f := &faultyFS{FS: inner, n: n, fault: fault}
	s.fs = f
	id, told := attempt(t, s, data)
	s.Close()
	clean := openDir(t, dir, Options{})
	defer clean.Close()
	finishAfter(t, clean, id, told, data)
	return f.fired
}

// attempt goes as far as it can, and returns the offset that was told last.
func attempt(t *testing.T, s *Store, data []byte) (id string, told int64) {
	begun, err := s.Begin(t.Context(), mediasock.Upload{Size: int64(len(data)), Life: time.Hour})
	if err != nil {
		return "", 0
	}
	id = begun.Upload().ID
	begun.Abort()
	for end := len(data) / 3; end <= len(data); end += len(data) / 3 {
		g, err := s.Resume(t.Context(), id)
		if err != nil {
			return id, told
		}
		_, err = g.Write(data[told:end])
		told = g.Offset()
		if err == nil && told == int64(len(data)) {
			g.(library.Staged).Keep(t.Context())
		}
		g.Abort()
		if told < int64(end) {
			return id, told
		}
	}
	return id, told
}

func finishAfter(t *testing.T, s *Store, id string, told int64, data []byte) {
	t.Helper()
	g, err := s.Resume(t.Context(), id)
	if errors.Is(err, mediasock.ErrUnknownItem) && (told == 0 || told == int64(len(data))) {
		return // begins anew: it never began, or a sync failed when it was kept
	}
	if err != nil {
		t.Fatalf("Resume = %v, told was %d", err, told)
	}
	defer g.Abort()
	if g.Offset() < told {
		t.Fatalf("Offset = %d in a new process, told was %d", g.Offset(), told)
	}
	if rest := data[g.Offset():]; len(rest) > 0 {
		part(t, g, rest)
	}
	b, err := g.(library.Staged).Keep(t.Context())
	if err != nil || b.Digest != sha256.Sum256(data) || !bytes.Equal(mustRead(t, s, b.Digest), data) {
		t.Errorf("Keep = %v; the bytes differ", err)
	}
}

func FuzzParseJournal(f *testing.F) {
	f.Add([]byte(`{"upload":{"ID":"A"},"offset":0,"at":"2026-01-02T03:04:05Z"}` + "\n" + `{"offset":5,"sha256":"AA==","at":"2026-01-02T03:04:05Z"}` + "\n"))
	f.Add([]byte(`{"offset":5}` + "\n"))
	f.Add([]byte("{}\n{"))
	f.Fuzz(func(t *testing.T, b []byte) {
		last, whole, err := parseJournal(b)
		if err != nil {
			return
		}
		if whole < 1 || whole > int64(len(b)) || b[whole-1] != '\n' || last.Offset < 0 {
			t.Fatalf("parseJournal(%q) = %+v, %d", b, last, whole)
		}
		again, n, err := parseJournal(b[:whole])
		if err != nil || n != whole || again.Offset != last.Offset {
			t.Errorf("the whole part reads %d, %d, %v; want %d, %d", again.Offset, n, err, last.Offset, whole)
		}
	})
}
