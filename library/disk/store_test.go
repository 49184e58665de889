package disk

import (
	"testing"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/librarytest"
)

func TestStore(t *testing.T) {
	librarytest.TestStore(t, func(t *testing.T) library.Store { return openTest(t, Options{}) })
}

func TestPreviews(t *testing.T) {
	librarytest.TestPreviews(t, func(t *testing.T) library.Previews { return openTest(t, Options{}) })
}

// openTest opens a store in a new directory.
func openTest(t testing.TB, o Options) *Store {
	t.Helper()
	return openDir(t, t.TempDir(), o)
}

func openDir(t testing.TB, dir string, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
