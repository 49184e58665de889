package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/mediasock/mediasock/library"
)

func testLibrary(t *testing.T, path string) (*Index, *library.User) {
	t.Helper()
	x, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	u := &library.User{Name: "ada"}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	return x, u
}

func countMedia(t *testing.T, x *Index) (n int) {
	t.Helper()
	for _, err := range x.ListMedia(t.Context(), library.Viewer{All: true}, library.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// A snapshot that is taken among writes has what was committed before it began,
// can be opened, searched and written to, and is whole.
func TestSnapshot_AmongWrites(t *testing.T) {
	dir := t.TempDir()
	path, to := filepath.Join(dir, "index.sqlite"), filepath.Join(dir, "copy.sqlite")
	x, u := testLibrary(t, path)
	add := func(i int) error {
		m := &library.Media{Owner: u.ID, Digest: library.Digest{byte(i), byte(i >> 8)}, Name: "a", Title: fmt.Sprintf("pier %d", i), Size: 1}
		return x.AddMedia(t.Context(), m)
	}
	for i := range 50 {
		if err := add(i); err != nil {
			t.Fatal(err)
		}
	}
	var others sync.WaitGroup
	others.Go(func() {
		for i := 50; i < 150; i++ {
			if err := add(i); err != nil {
				t.Error(err)
			}
		}
	})
	err := Snapshot(t.Context(), path, to)
	others.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the snapshot is %v, %v, want one that its owner alone can read", info.Mode(), err)
	}
	if found, err := Check(t.Context(), to); err != nil || len(found) != 0 {
		t.Errorf("Check = %q, %v, want nothing", found, err)
	}
	c, err := Open(t.Context(), to, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	n := countMedia(t, c)
	page, err := c.Search(t.Context(), library.Viewer{All: true}, library.Query{Terms: "pier"})
	if err != nil || n < 50 || page.Total != n {
		t.Errorf("the snapshot has %d items, and finds %+v, %v; want 50 at least, all found", n, page, err)
	}
	if err := c.AddMedia(t.Context(), &library.Media{Owner: u.ID, Digest: library.Digest{9, 9, 9}, Name: "a", Size: 1}); err != nil {
		t.Error(err)
	}
	if err := Snapshot(t.Context(), path, to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("Snapshot over a file = %v, want fs.ErrExist", err)
	}
	if err := Snapshot(t.Context(), filepath.Join(dir, "none"), filepath.Join(dir, "new")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Snapshot of none = %v, want fs.ErrNotExist", err)
	}
}

func TestOpenReadOnly_BesideAWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.sqlite")
	x, u := testLibrary(t, path)
	r, err := OpenReadOnly(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := x.AddMedia(t.Context(), &library.Media{Owner: u.ID, Digest: library.Digest{1}, Name: "a", Size: 1}); err != nil {
		t.Fatal(err)
	}
	if n := countMedia(t, r); n != 1 {
		t.Errorf("%d items are read, want the one that was just added", n)
	}
	if err := r.AddUser(t.Context(), &library.User{Name: "bob"}); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("AddUser = %v, want fs.ErrPermission", err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := x.AddUser(t.Context(), &library.User{Name: "bob"}); err != nil {
		t.Error(err)
	}
}

func TestCheck_FindsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.sqlite")
	x, u := testLibrary(t, path)
	for i := range 400 {
		if err := x.AddMedia(t.Context(), &library.Media{Owner: u.ID, Digest: library.Digest{byte(i), byte(i >> 8)}, Name: "a", Title: "pier", Size: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if found, err := Check(t.Context(), path); err != nil || len(found) != 0 {
		t.Fatalf("Check = %q, %v, want nothing", found, err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) / 2; i < len(b)/2+20000; i++ {
		b[i] ^= 0x55
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := Check(t.Context(), path); err != nil || len(found) == 0 {
		t.Errorf("Check of a damaged database = %q, %v, want findings", found, err)
	}
	if err := os.WriteFile(path, []byte("no database at all, but long enough to be taken for one if nobody looks"), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := Check(t.Context(), path); err != nil || len(found) == 0 {
		t.Errorf("Check of what is no database = %q, %v, want findings", found, err)
	}
}
