package folder_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services/folder"
	"github.com/mediasock/mediasock/servicetest"
)

func open(t *testing.T, dir string) *folder.Session {
	t.Helper()
	s, err := folder.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Signout(t.Context()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestSession(t *testing.T) {
	servicetest.Test(t, servicetest.Options{
		New:   func(t *testing.T) mediasock.Session { return open(t, t.TempDir()) },
		Lacks: []servicetest.Ability{servicetest.ManyParents},
	})
}

// What others put there is an item or an album, what is hidden is none, and links
// lead nowhere else.
func TestSession_ForeignFiles(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{
		"pier.jpg": "x", "Holiday/beach.jpg": "y", ".hidden": "z", ".git/config": "z", "pier.xmp": "<x/>",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(outside, "secret.jpg"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "way out")); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	found := map[string]string{}
	for m, err := range s.MediaList(t.Context(), mediasock.MediaQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		found[m.ID] = m.Parents.String()
	}
	if len(found) != 2 || found["pier.jpg"] != "" || found["Holiday%2Fbeach.jpg"] != "Holiday" {
		t.Errorf("the items are %v", found)
	}
	for _, id := range []string{"way%20out%2Fsecret.jpg", "..%2Fx", ".hidden", ".git%2Fconfig", "%2Fetc%2Fpasswd", "pier.xmp", "Holiday", "", "."} {
		if d, err := s.MediaOpen(t.Context(), id); err == nil {
			t.Errorf("MediaOpen(%q) = %v, want an error", id, d)
		}
	}
}

// No half of a file stays, whatever breaks.
func TestSession_LeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{Parents: mediasock.List{"none"}}, nil); err == nil {
		t.Error("MediaAppend to no album succeeds")
	}
	all, err := os.ReadDir(dir)
	if err != nil || len(all) != 0 {
		t.Errorf("the folder holds %v (%v), want nothing", all, err)
	}
}
