package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// Writes that share a commit do not share their errors.
func TestWrite_GroupedApart(t *testing.T) {
	x := openTest(t, Options{})
	owner := addUser(t, x, "owner")
	var writers sync.WaitGroup
	for i := range 200 {
		writers.Go(func() {
			m := &library.Media{Owner: owner, Digest: library.Digest{byte(i), 1}, Title: fmt.Sprint(i)}
			want := error(nil)
			if i%3 == 0 {
				m.Taxa, want = []library.ID{4711}, mediasock.ErrUnknownTaxon
			}
			if err := x.AddMedia(t.Context(), m); !errors.Is(err, want) {
				t.Errorf("AddMedia %d = %v, want %v", i, err, want)
			}
		})
	}
	writers.Wait()
	page, err := x.Search(t.Context(), library.Viewer{All: true}, library.Query{})
	if err != nil || page.Total != 133 {
		t.Errorf("Total = %d, %v; want 133", page.Total, err)
	}
}

// A panic of a change function is its caller's, and writes nothing.
func TestWrite_Panic(t *testing.T) {
	x := openTest(t, Options{})
	id := addUser(t, x, "user")
	func() {
		defer func() {
			if caught := recover(); caught != "mistake" {
				t.Errorf("recovered %v, want the panic of the change function", caught)
			}
		}()
		x.UpdateUser(t.Context(), id, func(u *library.User) error { u.Name = "other"; panic("mistake") })
	}()
	u, err := x.User(t.Context(), library.User{ID: id})
	if err != nil || u.Name != "user" {
		t.Errorf("User = %+v, %v; want it unchanged", u, err)
	}
}

// After an I/O error of the database every write is refused, reads go on, and
// Fatal says so once.
func TestWrite_FatalStopsWrites(t *testing.T) {
	x := openTest(t, Options{})
	id := addUser(t, x, "user")
	lost := sqlite.ResultIOErrFsync.ToError()
	if err := x.write(t.Context(), func(*tx) error { return lost }); !errors.Is(err, lost) {
		t.Errorf("write = %v, want %v", err, lost)
	}
	if err := <-x.Fatal(); !errors.Is(err, lost) {
		t.Errorf("Fatal = %v, want %v", err, lost)
	}
	for range 2 {
		if _, err := x.SetSetting(t.Context(), "name", "value", false); !errors.Is(err, lost) {
			t.Errorf("SetSetting = %v, want it refused", err)
		}
	}
	if _, err := x.User(t.Context(), library.User{ID: id}); err != nil {
		t.Errorf("User = %v, want reads to go on", err)
	}
}

// A full disk is told and forgotten.
func TestWrite_FullHeals(t *testing.T) {
	x := openTest(t, Options{})
	full := sqlite.ResultFull.ToError()
	if err := x.write(t.Context(), func(*tx) error { return full }); !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("write = %v, want state 6", err)
	}
	addUser(t, x, "user")
}

func TestIndex_Closed(t *testing.T) {
	x := openTest(t, Options{})
	for range 2 {
		if err := x.Close(); err != nil {
			t.Errorf("Close = %v", err)
		}
	}
	if err := x.AddUser(t.Context(), &library.User{Name: "late"}); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("AddUser after Close = %v, want closed", err)
	}
	if _, err := x.Changed(t.Context()); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Changed after Close = %v, want closed", err)
	}
}

// A listing that is left early, or whose consumer is slow, holds no connection.
func TestListMedia_HoldsNoConnection(t *testing.T) {
	x := openTest(t, Options{})
	generate(t, x, 20)
	for range 2 * readers {
		for _, err := range x.ListMedia(t.Context(), library.Viewer{All: true}, library.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			if len(x.pool.slots) > 0 {
				t.Fatalf("%d connections are lent inside the loop, want none", len(x.pool.slots))
			}
			break
		}
	}
}

// A cancelled context ends a query, and the connection is whole afterwards.
func TestRead_Cancelled(t *testing.T) {
	x := openTest(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	err := x.read(ctx, func(c *sqlite.Conn) error {
		return snapshot(c, func() error {
			cancel()
			return exec(c, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
		})
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("read = %v, want canceled", err)
	}
	if _, err := x.Changed(t.Context()); err != nil {
		t.Errorf("Changed on the same connection = %v", err)
	}
}

func TestOpen_Refuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	x, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.write(t.Context(), func(t *tx) error { return exec(t.Conn, "PRAGMA user_version = 999") }); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrNewer) {
		t.Errorf("Open of a newer database = %v, want ErrNewer", err)
	}
	if err := checkEngine(3051002); !errors.Is(err, ErrEngine) {
		t.Errorf("checkEngine(3.51.2) = %v, want ErrEngine", err)
	}
	if _, err := Open(t.Context(), t.TempDir(), Options{}); err == nil {
		t.Error("Open of a directory = nil, want an error")
	}
}
