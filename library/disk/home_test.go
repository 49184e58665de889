package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// The entry of a new data directory is durable before anything is stored in it.
func TestMakeHome(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "data")
	var synced []string
	sync := func(dir string) error { synced = append(synced, dir); return nil }
	for range 2 { // the second process may follow one that died before its sync
		if err := makeHome(dir+"/", sync); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{parent, parent}; !slices.Equal(synced, want) {
		t.Errorf("makeHome synced %q, want %q", synced, want)
	}
	openDir(t, dir, Options{}).Close()
	if err := makeHome(dir, sync); err != nil || len(synced) != 2 {
		t.Errorf("makeHome = %v and synced %q of a directory with a version, want no sync", err, synced)
	}
}

func TestMakeHome_Fails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	broken := func(string) error { return syscall.EIO }
	if err := makeHome(dir, broken); !errors.Is(err, syscall.EIO) {
		t.Errorf("makeHome with a disk that cannot sync = %v, want EIO", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the directory is there (%v) after its entry could not be synced", err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	closed := func(string) error { return fs.ErrPermission }
	if err := makeHome(dir, closed); err != nil {
		t.Errorf("makeHome of a directory made by others, in one that cannot be read = %v, want nil", err)
	}
}
