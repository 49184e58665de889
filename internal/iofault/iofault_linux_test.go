package iofault_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/iofault"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

var (
	every  = flag.Bool("iofault.every", false, "fail every operation, not one of 47")
	intake = flag.Int64("iofault.intake", 64<<20, "how much small files may take of the journal; 0: none")
)

// faults are the ways to fail.
var faults = map[string]error{"EIO": syscall.EIO, "ENOSPC": syscall.ENOSPC, "short write": io.ErrShortWrite}

// content is what is uploaded: several writes of the store.
func content(n byte) []byte { return bytes.Repeat([]byte{n, 1, 2, 3, 4, 5, 6, 7}, 20_000) }

// A scenario is something that a library is asked to do while an operation fails.
type scenario struct {
	prepare func(*rig)       // what is there before
	act     func(*rig) error // what is done
	check   func(r *rig, done bool)
}

// TestEveryOperation: whichever operation of the store or the database fails, and
// however, what was asked is done, or an error of state 6 says that it is not;
// nothing is ever in between, what was there before is there, and the same can be
// asked again.
func TestEveryOperation(t *testing.T) {
	for name, s := range scenarios {
		t.Run(name, func(t *testing.T) {
			before := t.TempDir()
			r := open(t, before, nil)
			s.prepare(r)
			r.close()
			for kind, fault := range faults {
				t.Run(kind, func(t *testing.T) { s.failAll(t, before, fault) })
			}
		})
	}
}

// failAll fails the first operation, the second, … until none is left to fail.
func (s scenario) failAll(t *testing.T, before string, fault error) {
	n, step := 1, 47
	if *every {
		step = 1
	}
	refused := 0
	for {
		fired, err := s.fail(t, before, n, fault)
		if !fired {
			break
		}
		if err != nil {
			refused++
		}
		n += step
	}
	t.Logf("%d operations failed, %d times that was told", (n-1)/step, refused)
	if refused == 0 {
		t.Error("no fault was ever told: nothing was tried")
	}
}

// fail does the scenario on a copy of what was there before, and reports whether
// an operation failed and what was told of it.
func (s scenario) fail(t *testing.T, before string, n int, fault error) (failed bool, told error) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(dir, os.DirFS(before)); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	plan := new(iofault.Plan)
	r := open(t, dir, plan)
	for _, trash := range []bool{false, true} {
		if m := r.items(trash)["one"]; m != nil {
			r.one = m.ID
		}
	}
	plan.Arm(n, fault)
	err := s.act(r)
	fired := plan.Disarm()
	r.what = fmt.Sprintf("operation %d, %s, fails: %v", n, fired, err)
	if err != nil && fired == "" {
		r.Errorf("without a fault: %v", err)
	}
	if err != nil && mediasock.StatOf(err).Code != mediasock.CodeTemporary {
		r.Errorf("%s: want state 6", r.what)
	}
	r.close()

	r = open(t, dir, nil)
	defer r.close()
	r.what = fmt.Sprintf("operation %d, %s, failed: %v", n, fired, err)
	s.check(r, err == nil)
	r.sound()
	return fired != "", err
}

// A rig is a library on a disk.
type rig struct {
	*testing.T
	what  string
	dir   string
	plan  *iofault.Plan
	vfs   *iofault.VFS
	store *disk.Store
	index *sqlite.Index
	lib   *library.Library
	user  *mediasock.User
	s     mediasock.Session
	one   library.ID // the item that is there before
}

// open opens the library in dir, which fails as the plan says, if there is one.
func open(t *testing.T, dir string, plan *iofault.Plan) *rig {
	t.Helper()
	r := &rig{T: t, dir: dir, plan: plan}
	o := disk.Options{Intake: *intake}
	if plan != nil {
		var err error
		r.vfs, err = plan.Install()
		r.ok(err)
		t.Cleanup(r.vfs.Close)
		real, err := disk.OpenFS(dir)
		r.ok(err)
		o.FS = plan.FS(real)
	}
	var err error
	r.store, err = disk.Open(t.Context(), dir, o)
	r.ok(err)
	r.index, err = sqlite.Open(t.Context(), filepath.Join(dir, "index.sqlite"), sqlite.Options{})
	r.ok(err)
	r.lib, err = library.Open(t.Context(), r.index, r.store, library.Options{})
	r.ok(err)
	row, err := r.index.User(t.Context(), library.User{Name: "ada"})
	if errors.Is(err, library.ErrUnknownUser) {
		row = &library.User{Name: "ada"}
		err = r.index.AddUser(t.Context(), row)
	}
	r.ok(err)
	r.user = &mediasock.User{ID: row.ID.String(), Name: "ada", Scope: mediasock.ScopeManage}
	r.s, err = r.lib.Session(t.Context(), r.user)
	r.ok(err)
	return r
}

// close ends the library. A database that has failed may fail to close, too.
func (r *rig) close() {
	r.Helper()
	if err := errors.Join(r.index.Close(), r.store.Close()); err != nil && r.plan == nil {
		r.Error(err)
	}
	if r.vfs != nil {
		r.vfs.Close()
	}
}

func (r *rig) ok(err error) {
	r.Helper()
	if err != nil {
		r.Fatalf("%s: %v", r.what, err)
	}
}

// file is data in memory.
type file []byte

func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(f)), nil }
func (f file) Size() int64                  { return int64(len(f)) }
func (f file) Name() string                 { return "a.bin" }
func (f file) Type() string                 { return "" }

func (r *rig) upload(n byte, title string) (string, error) {
	item, err := r.s.MediaAppend(r.Context(), &mediasock.Media{Title: title}, file(content(n)))
	if err != nil {
		return "", err
	}
	return item.ID, nil
}

// items returns what is there, by title.
func (r *rig) items(trash bool) map[string]*library.Media {
	r.Helper()
	found := make(map[string]*library.Media)
	for m, err := range r.index.ListMedia(r.Context(), library.Viewer{All: true}, library.Query{Trash: trash}) {
		r.ok(err)
		if found[m.Title] != nil {
			r.Errorf("%s: %q is there twice", r.what, m.Title)
		}
		found[m.Title] = m
	}
	return found
}

// holds checks an item's bytes.
func (r *rig) holds(m *library.Media, n byte) {
	r.Helper()
	if m == nil {
		r.Errorf("%s: an item is lost", r.what)
		return
	}
	file, err := r.store.Open(r.Context(), m.Digest)
	r.ok(err)
	defer file.Close()
	if got, err := io.ReadAll(file); err != nil || !bytes.Equal(got, content(n)) {
		r.Errorf("%s: item %q has %d other bytes, %v", r.what, m.Title, len(got), err)
	}
}

// sound checks the whole library.
func (r *rig) sound() {
	r.Helper()
	_, err := r.lib.WriteSidecars(r.Context())
	r.ok(err)
	done, err := library.Check(r.Context(), library.CheckOptions{
		Index: r.index, Store: r.store, ReadData: true,
		Database: func(ctx context.Context) ([]string, error) {
			return sqlite.Check(ctx, filepath.Join(r.dir, "index.sqlite"))
		},
	}, func(f library.Finding) error {
		r.Errorf("%s: found %+v", r.what, f)
		return nil
	})
	r.ok(err)
	if done.Damaged() {
		r.Errorf("%s: the library is damaged: %+v", r.what, done)
	}
}
