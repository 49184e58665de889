package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mediasock/mediasock/library"
)

// After a crash no change has a number that was told before; after an end in order
// the numbers go on.
func TestOpen_ChangesAfterACrash(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "index.sqlite")
	x := openAt(t, path)
	u := &library.User{Name: "ada"}
	add := func(x *Index, n byte) int64 {
		t.Helper()
		m := &library.Media{Owner: u.ID, Digest: library.Digest{n}, Size: 1}
		if err := x.AddMedia(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		return m.Change
	}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	first := add(x, 1)
	crashed := filepath.Join(t.TempDir(), "index.sqlite")
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(path + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(crashed+end, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := add(openAt(t, crashed), 2); got <= first+lateLeap {
		t.Errorf("the first change after a crash is %d, want more than %d", got, first+lateLeap)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if got := add(openAt(t, path), 2); got != first+1 {
		t.Errorf("the first change after an end in order is %d, want %d", got, first+1)
	}
}

// Rows that come late alone are not synced one by one, and are so before Sync
// returns.
func TestSync_AfterLateRows(t *testing.T) {
	x := openTest(t, Options{})
	u := &library.User{Name: "ada"}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	m := &library.Media{Owner: u.ID, Digest: library.Digest{1}, Size: 1}
	release, ok, err := x.Reserve(t.Context(), m)
	if !ok || err != nil {
		t.Fatalf("Reserve = %v, %v", ok, err)
	}
	x.AddReserved(m)
	release()
	if _, err := x.Media(t.Context(), library.Viewer{All: true}, m.ID); err != nil {
		t.Fatal(err)
	}
	if !x.writer.unsynced.Load() {
		t.Error("a late row was synced by itself, which is what it is to save")
	}
	if err := x.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if x.writer.unsynced.Load() {
		t.Error("after Sync a late row is not synced")
	}
	if level, _, err := number(x.writer.conn, "PRAGMA synchronous"); level != 2 || err != nil {
		t.Errorf("synchronous = %d, %v after a commit that was to be synced, want 2", level, err)
	}
}

func openAt(t *testing.T, path string) *Index {
	t.Helper()
	x, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}
