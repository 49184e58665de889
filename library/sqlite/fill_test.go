package sqlite

import (
	"path/filepath"
	"reflect"
	"testing"

	"github.com/mediasock/mediasock/library"
)

// A search index that a migration has left empty is filled when the database is
// opened, and finds what it found.
func TestOpen_FillsTheSearchIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "library.db")
	open := func() *Index {
		x, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	x := open()
	g := generate(t, x, 60)
	own, q := library.Viewer{User: g.owners[0]}, library.Query{Terms: word(0), Limit: 100}
	want, err := x.Search(t.Context(), own, q)
	if err != nil || len(want.Media) == 0 {
		t.Fatalf("Search = %+v, %v; want items", want, err)
	}
	if err := x.write(t.Context(), func(t *tx) error {
		if err := exec(t.Conn, "INSERT INTO search (search) VALUES ('delete-all')"); err != nil {
			return err
		}
		return exec(t.Conn, "INSERT INTO setting (name, value) VALUES (?, '1')", fillSetting)
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time there is nothing to fill
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		x = open()
		got, err := x.Search(t.Context(), own, q)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("after filling Search = %+v, want %+v", got, want)
		}
	}
	x.Close()
}
