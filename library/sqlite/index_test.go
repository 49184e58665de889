package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/librarytest"
)

func TestIndex(t *testing.T) {
	librarytest.TestIndex(t, func(t *testing.T) library.Index { return openTest(t, Options{}) })
}

// openTest opens a new database, which is closed at the end if the test does
// not close it.
func openTest(t testing.TB, o Options) *Index {
	t.Helper()
	x, err := Open(t.Context(), filepath.Join(t.TempDir(), "library.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}
