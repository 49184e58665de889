package sqlite

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

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
	copyDatabase(t, path, crashed)
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

// A power cut takes out rows that were late and told, but not the number up to
// which the database was synced: no change has theirs again.
func TestOpen_ChangesAfterASync(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.sqlite")
	x := openAt(t, path)
	u := &library.User{Name: "ada"}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	for n := range byte(2) { // closed in order, then only synced
		addLate(t, x, u.ID, n)
		if n == 0 {
			if err := x.Close(); err != nil {
				t.Fatal(err)
			}
			x = openAt(t, path)
		} else if err := x.Sync(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	cut := filepath.Join(t.TempDir(), "index.sqlite")
	copyDatabase(t, path, cut)
	addLate(t, x, u.ID, 2)
	told, err := x.Changed(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !x.writer.unsynced.Load() {
		t.Fatal("the last row was synced, so no power cut could take it out")
	}
	again := openAt(t, cut)
	if err := again.Close(); err != nil { // which tells nobody that nothing was lost
		t.Fatal(err)
	}
	again = openAt(t, cut)
	m := &library.Media{Owner: u.ID, Digest: library.Digest{3}, Size: 1}
	if err := again.AddMedia(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	if m.Change <= told {
		t.Errorf("after a power cut a change is %d, but %d was told before", m.Change, told)
	}
}

// Bytes that arrive as an item of their own while an update of another takes them
// stay with the item, which may have been acknowledged.
func TestUpdateMedia_BytesThatArrivedMeanwhile(t *testing.T) {
	x := openTest(t, Options{})
	u := &library.User{Name: "ada"}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	other := &library.Media{Owner: u.ID, Digest: library.Digest{1}, Size: 1}
	if err := x.AddMedia(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	var late *library.Media
	_, err := x.UpdateMedia(t.Context(), u.ID, other.ID, true, func(m *library.Media) error {
		late = addLate(t, x, u.ID, 2) // after the transaction has taken up what was late
		m.Digest = late.Digest
		return nil
	})
	if !errors.Is(err, library.ErrSameBytes) {
		t.Errorf("UpdateMedia = %v, want ErrSameBytes", err)
	}
	if _, err := x.Media(t.Context(), library.Viewer{All: true}, late.ID); err != nil {
		t.Errorf("the item that was acknowledged: %v", err)
	}
	if err := x.Sync(t.Context()); err != nil {
		t.Error(err)
	}
}

// While late rows cannot be written nobody is told that their items are unknown,
// or that their bytes are needed by none; what is there is read.
func TestRead_LateRowsThatCannotBeWritten(t *testing.T) {
	x := openTest(t, Options{})
	u := &library.User{Name: "ada"}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	all := library.Viewer{All: true}
	there := addLate(t, x, u.ID, 1)
	if err := x.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	fault := errors.New("a fault")
	if err := x.write(t.Context(), func(*tx) error { x.writer.breakDown(fault); return nil }); err != nil {
		t.Fatal(err)
	}
	late := &library.Media{ID: 1, Owner: u.ID, Digest: library.Digest{2}, Size: 1}
	x.AddReserved(late)
	for _, v := range []library.Viewer{all, {User: u.ID}} {
		if m, err := x.Media(t.Context(), v, late.ID); err != nil || m.Digest != late.Digest {
			t.Errorf("Media of the item for %+v = %+v, %v", v, m, err)
		}
	}
	if _, err := x.Media(t.Context(), library.Viewer{User: u.ID + 1}, late.ID); !errors.Is(err, fault) {
		t.Errorf("Media of the item for another = %v, want the fault", err)
	}
	if _, err := x.References(t.Context(), late.Digest); !errors.Is(err, fault) {
		t.Errorf("References = %v, want the fault", err)
	}
	if _, err := x.Usage(t.Context(), u.ID); !errors.Is(err, fault) {
		t.Errorf("Usage = %v, want the fault", err)
	}
	if _, err := x.Media(t.Context(), all, there.ID); err != nil {
		t.Errorf("Media of what is there = %v", err)
	}
}

// What a failed Sync has not synced is not taken for synced by the next.
func TestSync_AfterItFailed(t *testing.T) {
	x := openTest(t, Options{})
	u := &library.User{Name: "ada"}
	if err := x.AddUser(t.Context(), u); err != nil {
		t.Fatal(err)
	}
	for n := range byte(2) {
		addLate(t, x, u.ID, n)
		if _, err := x.Changed(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	full := errors.New("full")
	err := x.write(t.Context(), func(t *tx) error { return errors.Join(markSynced(t), full) })
	if !errors.Is(err, full) {
		t.Fatal(err)
	}
	if !x.writer.unsynced.Load() {
		t.Error("rows count as synced though what was to sync them was rolled back")
	}
}

// The log of a process that was killed is written anew before it is trusted.
func TestOpen_RenewsTheLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "index.sqlite")
	x := openAt(t, path)
	if err := x.AddUser(t.Context(), &library.User{Name: "ada"}); err != nil {
		t.Fatal(err)
	}
	killed := filepath.Join(t.TempDir(), "index.sqlite")
	copyDatabase(t, path, killed)
	old := time.Unix(1e9, 0)
	if err := os.Chtimes(killed+"-wal", old, old); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(killed + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	again := openAt(t, killed)
	info, err := os.Stat(killed + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(killed + "-wal"); err != nil || !bytes.Equal(after, before) || info.ModTime().Equal(old) {
		t.Errorf("the log was written at %v and is the same: %v, %v; want it written anew", info.ModTime(), bytes.Equal(after, before), err)
	}
	if err := again.Sync(t.Context()); err != nil || again.writer.unsynced.Load() {
		t.Errorf("Sync = %v, unsynced %v", err, again.writer.unsynced.Load())
	}
}

// addLate adds an item of the owner whose bytes are n, late.
func addLate(t *testing.T, x *Index, owner library.ID, n byte) *library.Media {
	t.Helper()
	m := &library.Media{Owner: owner, Digest: library.Digest{n, 1}, Size: 1}
	release, ok, err := x.Reserve(t.Context(), m)
	if !ok || err != nil {
		t.Errorf("Reserve = %v, %v", ok, err)
		return m
	}
	defer release()
	x.AddReserved(m)
	return m
}

// copyDatabase copies a database that is open, as a crash leaves it.
func copyDatabase(t *testing.T, from, to string) {
	t.Helper()
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(from + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+end, b, 0o600); err != nil {
			t.Fatal(err)
		}
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
	pragmas := func(level, empties int64) {
		t.Helper()
		for name, want := range map[string]int64{"synchronous": level, "wal_autocheckpoint": empties} {
			if got, _, err := number(x.writer.conn, "PRAGMA "+name); got != want || err != nil {
				t.Errorf("%s = %d, %v, want %d", name, got, err, want)
			}
		}
	}
	for n := range byte(2) { // the first tells that the database is open
		m := addLate(t, x, u.ID, n)
		if _, err := x.Media(t.Context(), library.Viewer{All: true}, m.ID); err != nil {
			t.Fatal(err)
		}
	}
	if !x.writer.unsynced.Load() {
		t.Error("a late row was synced by itself, which is what it is to save")
	}
	pragmas(1, 0)
	if err := x.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if x.writer.unsynced.Load() {
		t.Error("after Sync a late row is not synced")
	}
	pragmas(2, 4000)
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
