package library_test

import (
	"path/filepath"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/openmediatest"
	"github.com/mediasock/mediasock/servicetest"
)

// realIndex opens a database of its own.
func realIndex(t *testing.T) *sqlite.Index {
	t.Helper()
	index, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "library.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { index.Close() })
	return index
}

func realStore(t *testing.T) *disk.Store {
	t.Helper()
	store, err := disk.Open(t.Context(), t.TempDir(), disk.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func addUser(t *testing.T, index library.Index, name string) *mediasock.User {
	t.Helper()
	row := &library.User{Name: name}
	if err := index.AddUser(t.Context(), row); err != nil {
		t.Fatal(err)
	}
	return &mediasock.User{ID: row.ID.String(), Name: name, Scope: mediasock.ScopeManage}
}

// TestSession_SQLiteAndDisk runs the suite on what people's media are kept in.
func TestSession_SQLiteAndDisk(t *testing.T) {
	index := realIndex(t)
	l, err := library.Open(t.Context(), index, realStore(t), library.Options{})
	if err != nil {
		t.Fatal(err)
	}
	alice, bob := addUser(t, index, "alice"), addUser(t, index, "bob")
	open := func(t *testing.T, u *mediasock.User) mediasock.Session {
		s, err := l.Session(t.Context(), u)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	servicetest.Test(t, servicetest.Options{
		New:      func(t *testing.T) mediasock.Session { return open(t, alice) },
		Other:    func(t *testing.T) mediasock.Session { return open(t, bob) },
		Stranger: func(t *testing.T) mediasock.Session { return open(t, nil) },
	})
}

func TestSearcher_SQLite(t *testing.T) {
	store := realStore(t)
	openmediatest.Test(t, func(t *testing.T, items []openmediatest.Item) openmedia.Searcher {
		index := realIndex(t)
		l, err := library.Open(t.Context(), index, store, library.Options{})
		if err != nil {
			t.Fatal(err)
		}
		owner, _ := library.ParseID(addUser(t, index, "alice").ID)
		for _, it := range items {
			if err := index.AddMedia(t.Context(), rowOf(owner, it)); err != nil {
				t.Fatal(err)
			}
		}
		return deleter{l.Searcher(library.Viewer{}, ""), l}
	})
}
