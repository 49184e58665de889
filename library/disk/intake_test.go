package disk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"crypto/sha256"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/librarytest"
)

// slow leaves what arrives in the intake; quick lays it out at once.
var (
	slow  = Options{Intake: 4 * segmentSize, rest: time.Hour}
	quick = Options{Intake: segmentSize, rest: time.Nanosecond}
)

func TestStore_Intake(t *testing.T) {
	for name, o := range map[string]Options{"slow": slow, "quick": quick} {
		t.Run(name, func(t *testing.T) {
			librarytest.TestStore(t, func(t *testing.T) library.Store { return openTest(t, o) })
		})
	}
}

// small returns different bytes for each n.
func smallData(n uint64) []byte {
	data := make([]byte, 1+n*977%50_000)
	rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), 1}).Read(data)
	return data
}

// copyDir returns a copy of a data directory as it is, as a crash would leave it.
func copyDir(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// intakeFiles returns how many segments a data directory has.
func intakeFiles(t *testing.T, dir string) int {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(dir, intakeDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return len(entries)
}

// isFile reports whether the blob of data is a file with its bytes.
func isFile(t *testing.T, dir string, data []byte) bool {
	t.Helper()
	got, err := os.ReadFile(filepath.Join(dir, blobPath(sha256.Sum256(data))))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return err == nil && bytes.Equal(got, data)
}

// What was acknowledged out of the intake is there after a crash, and it is
// files before anything is served.
func TestIntake_CrashReplays(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, slow)
	var all [][]byte
	for n := range uint64(70) {
		all = append(all, smallData(n))
		mustPut(t, s, all[n])
	}
	if isFile(t, dir, all[0]) {
		t.Fatal("a small file is laid out at once, so that nothing is tested")
	}
	crashed := copyDir(t, dir)
	again := openDir(t, crashed, Options{})
	for n, data := range all {
		if !isFile(t, crashed, data) {
			t.Errorf("small file %d is not laid out after a crash", n)
		}
		if got := mustRead(t, again, sha256.Sum256(data)); !bytes.Equal(got, data) {
			t.Errorf("small file %d has other bytes after a crash", n)
		}
	}
	if n := intakeFiles(t, crashed); n != 0 {
		t.Errorf("%d segments are left after a replay, want none", n)
	}
}

// A crash at any byte of the journal's end loses nothing that was whole.
func TestIntake_TornEnd(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, slow)
	first, last := smallData(1), smallData(2)
	mustPut(t, s, first)
	mustPut(t, s, last)
	whole := segmentBlock + blocks(int64(len(first)))
	for _, cut := range []int64{0, 7, segmentBlock - 1, segmentBlock, whole - 1, whole, whole + 10, whole + recordHeader, whole + recordHeader + int64(len(last)) - 1} {
		crashed := copyDir(t, dir)
		name := onlySegment(t, crashed)
		if err := os.Truncate(name, cut); err != nil {
			t.Fatal(err)
		}
		openDir(t, crashed, Options{})
		if got := isFile(t, crashed, first); got != (cut >= whole) {
			t.Errorf("cut at %d: the first file is there: %v", cut, got)
		}
		if isFile(t, crashed, last) {
			t.Errorf("cut at %d: a torn record was laid out", cut)
		}
	}
}

// A damaged record costs no other.
func TestIntake_DamageInTheMiddle(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, slow)
	first, last := smallData(1), smallData(2)
	mustPut(t, s, first)
	mustPut(t, s, last)
	for _, at := range []int64{segmentBlock + 3, segmentBlock + 30, segmentBlock + recordHeader + 1} {
		crashed := copyDir(t, dir)
		flip(t, onlySegment(t, crashed), at)
		openDir(t, crashed, Options{})
		if isFile(t, crashed, first) {
			t.Errorf("byte %d flipped: the damaged file is laid out", at)
		}
		if !isFile(t, crashed, last) {
			t.Errorf("byte %d flipped: the file after the damaged one is lost", at)
		}
	}
	flip(t, onlySegment(t, dir), segmentBlock+recordHeader+1)
	if _, err := s.Open(t.Context(), sha256.Sum256(first)); !errors.Is(err, errDamaged) {
		t.Errorf("Open of damaged bytes = %v, want an error that says so", err)
	}
	s.Close()
	if aside, err := os.ReadDir(filepath.Join(dir, quarantineDir)); err != nil || len(aside) != 1 {
		t.Errorf("quarantine holds %d files (%v), want the damaged one", len(aside), err)
	}
	if isFile(t, dir, first) || !isFile(t, dir, last) {
		t.Error("the damaged file is laid out, or the other is not")
	}
}

func flip(t *testing.T, name string, at int64) {
	t.Helper()
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var b [1]byte
	if _, err := f.ReadAt(b[:], at); err != nil {
		t.Fatal(err)
	}
	b[0] ^= 1
	if _, err := f.WriteAt(b[:], at); err != nil {
		t.Fatal(err)
	}
}

func onlySegment(t *testing.T, dir string) string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, intakeDir, "*"))
	if err != nil || len(names) != 1 {
		t.Fatalf("segments: %q, %v, want one", names, err)
	}
	return names[0]
}

// Records of a generation that was laid out are none, wherever the new one ends.
func TestIntake_OldGenerationIsNotReplayed(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, slow)
	old, gone, now := smallData(1), smallData(2), smallData(3)[:len(smallData(1))]
	mustPut(t, s, old)
	mustPut(t, s, gone)
	if err := s.Delete(t.Context(), sha256.Sum256(gone)); err != nil {
		t.Fatal(err)
	}
	mustPut(t, s, now)
	crashed := copyDir(t, dir)
	openDir(t, crashed, Options{})
	if !isFile(t, crashed, old) || !isFile(t, crashed, now) {
		t.Error("what was acknowledged is not there after a crash")
	}
	if isFile(t, crashed, gone) {
		t.Error("a crash brought back what was deleted")
	}
}

// The replay may die over it as often as it will.
func TestIntake_ReplayIsIdempotent(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, slow)
	var all [][]byte
	for n := range uint64(3) {
		all = append(all, smallData(n))
		mustPut(t, s, all[n])
	}
	crashed := copyDir(t, dir)
	for n := 1; ; n++ {
		opened, err := OpenFS(crashed)
		if err != nil {
			t.Fatal(err)
		}
		dying := &dyingFS{FS: opened, left: n}
		again, err := Open(t.Context(), crashed, Options{FS: dying, rest: time.Hour})
		if err == nil {
			dying.kill()
			again.Close()
		}
		if !dying.hasDied() && err == nil {
			break
		}
	}
	openDir(t, crashed, Options{})
	for n, data := range all {
		if !isFile(t, crashed, data) {
			t.Errorf("small file %d is lost after deaths within the replay", n)
		}
	}
}

// A dyingFS does so many operations that change something, and then none.
type dyingFS struct {
	FS
	mu          sync.Mutex
	left        int
	died, ended bool
}

func (d *dyingFS) dead() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left--
	d.died = d.died || d.left < 0
	return d.left < 0
}

// kill makes every operation from now on fail, which is no death in the replay.
func (d *dyingFS) kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left = min(d.left, 0)
	d.ended = d.died
}

func (d *dyingFS) hasDied() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended
}

func (d *dyingFS) Create(name string) (File, error) {
	if d.dead() {
		return nil, syscall.EIO
	}
	return d.FS.Create(name)
}

func (d *dyingFS) Rename(from, to string) error {
	if d.dead() {
		return syscall.EIO
	}
	return d.FS.Rename(from, to)
}

func (d *dyingFS) Remove(name string) error {
	if d.dead() {
		return syscall.EIO
	}
	return d.FS.Remove(name)
}

func (d *dyingFS) Mkdir(name string) error {
	if d.dead() {
		return syscall.EIO
	}
	return d.FS.Mkdir(name)
}

func (d *dyingFS) SyncDir(name string) error {
	if d.dead() {
		return syscall.EIO
	}
	return d.FS.SyncDir(name)
}

// Many at once, more than the intake holds, with readers beside: all are there,
// and in the end all are files.
func TestIntake_Concurrent(t *testing.T) {
	dir := t.TempDir()
	o := quick
	s := openDir(t, dir, o)
	const each = 60
	var senders sync.WaitGroup
	for sender := range uint64(8) {
		senders.Go(func() {
			for n := range uint64(each) {
				data := append(smallData(sender*each+n), make([]byte, 150_000)...)
				b, err := s.Put(context.Background(), bytes.NewReader(data))
				if err != nil {
					t.Error(err)
					return
				}
				r, err := s.Open(context.Background(), b.Digest)
				if err != nil {
					t.Error(err)
					return
				}
				got, err := io.ReadAll(r)
				r.Close()
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("read %d bytes, %v, want the %d that were put", len(got), err, len(data))
				}
			}
		})
	}
	senders.Wait()
	if n := len(listAll(t, s)); n != 8*each {
		t.Errorf("List yields %d blobs, want %d", n, 8*each)
	}
	if n := intakeFiles(t, dir); n > 1 {
		t.Errorf("the intake has %d segments, want at most 1", n)
	}
	s.Close()
	if n := intakeFiles(t, dir); n != 0 {
		t.Errorf("%d segments are left after Close", n)
	}
	if n := len(listAll(t, openDir(t, dir, Options{}))); n != 8*each {
		t.Errorf("%d blobs are files, want %d", n, 8*each)
	}
}

func listAll(t *testing.T, s *Store) map[library.Digest]bool {
	t.Helper()
	all := map[library.Digest]bool{}
	for b, err := range s.List(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if all[b.Digest] {
			t.Errorf("List yields %x twice", b.Digest)
		}
		all[b.Digest] = true
	}
	return all
}

// A process that only reads sees what is in the intake of another, before and
// after it becomes files.
func TestIntake_ReadOnly(t *testing.T) {
	dir := t.TempDir()
	s := openDir(t, dir, slow)
	data, other := smallData(1), smallData(2)
	mustPut(t, s, data)
	mustPut(t, s, other)
	reader, err := OpenReadOnly(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if n := len(listAll(t, reader)); n != 2 {
		t.Errorf("List yields %d blobs, want 2", n)
	}
	if got := mustRead(t, reader, sha256.Sum256(data)); !bytes.Equal(got, data) {
		t.Error("other bytes are read out of the intake")
	}
	if err := s.Delete(t.Context(), sha256.Sum256(data)); err != nil {
		t.Fatal(err)
	}
	if got := mustRead(t, reader, sha256.Sum256(other)); !bytes.Equal(got, other) {
		t.Error("what was laid out since cannot be read")
	}
	if _, err := reader.Open(t.Context(), sha256.Sum256(data)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was deleted since is opened: %v", err)
	}
}

// Whichever operation fails, of taking in, of laying out, or of the replay: what
// was acknowledged is there afterwards, and what is there is whole.
func TestFaults_Intake(t *testing.T) {
	for name, fault := range map[string]error{
		"EIO": syscall.EIO, "ENOSPC": syscall.ENOSPC, "short write": io.ErrShortWrite,
	} {
		t.Run(name, func(t *testing.T) {
			n := 1
			for intakeWithFault(t, n, fault) {
				n++
			}
			if n < 6 {
				t.Errorf("only %d operations were counted", n-1)
			}
			n = 1
			for replayWithFault(t, n, fault) {
				n++
			}
			if n < 3 {
				t.Errorf("only %d operations of the replay were counted", n-1)
			}
		})
	}
}

func intakeWithFault(t *testing.T, n int, fault error) (fired bool) {
	t.Helper()
	dir := t.TempDir()
	openDir(t, dir, Options{}).Close()
	opened, err := OpenFS(dir)
	if err != nil {
		t.Fatal(err)
	}
	faulty := &faultyFS{FS: opened}
	o := slow
	o.FS = faulty
	s := openDir(t, dir, o)
	faulty.arm(n, fault)
	var kept [][]byte
	for i := range uint64(2) {
		data := smallData(i)
		_, err := s.Put(t.Context(), bytes.NewReader(data))
		if err != nil && !errors.Is(err, mediasock.ErrTemporary) {
			t.Errorf("operation %d: Put = %v, want state 6", n, err)
		}
		if err == nil {
			kept = append(kept, data)
		}
	}
	if len(kept) < 1 {
		t.Errorf("operation %d: %d files were kept, want all but at most one", n, len(kept))
	}
	s.Close() // may fail: the next start does what was left
	all(t, fmt.Sprintf("operation %d", n), dir, kept)
	return faulty.hasFired()
}

func replayWithFault(t *testing.T, n int, fault error) (fired bool) {
	t.Helper()
	dir := t.TempDir()
	s := openDir(t, dir, slow)
	kept := [][]byte{smallData(1), smallData(2)}
	for _, data := range kept {
		mustPut(t, s, data)
	}
	crashed := copyDir(t, dir)
	opened, err := OpenFS(crashed)
	if err != nil {
		t.Fatal(err)
	}
	faulty := &faultyFS{FS: opened}
	faulty.arm(n, fault)
	again, err := Open(t.Context(), crashed, Options{FS: faulty, rest: time.Hour})
	if err == nil {
		faulty.arm(0, nil)
		for _, data := range kept {
			if got := mustRead(t, again, sha256.Sum256(data)); !bytes.Equal(got, data) {
				t.Errorf("operation %d: other bytes are served after a replay that failed", n)
			}
		}
		again.Close()
	}
	all(t, fmt.Sprintf("replay, operation %d", n), crashed, kept)
	return faulty.hasFired()
}

// all checks that after another start every blob is whole and all of kept are
// files.
func all(t *testing.T, when, dir string, kept [][]byte) {
	t.Helper()
	s := openDir(t, dir, Options{Grace: -1})
	defer s.Close()
	for d := range listAll(t, s) {
		if sha256.Sum256(mustRead(t, s, d)) != d {
			t.Errorf("%s: blob %x is not whole", when, d)
		}
	}
	for i, data := range kept {
		if !isFile(t, dir, data) {
			t.Errorf("%s: acknowledged file %d is lost", when, i)
		}
	}
}
