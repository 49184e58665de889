package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/iofault"
	"github.com/mediasock/mediasock/internal/mediatest"
)

// A disk that turns read-only under the service refuses uploads with state 6 and
// in words; what is there can be read and searched; and when it can be written
// again all goes on, without a restart: store, database and sidecars.
func TestReadOnlyDisk(t *testing.T) {
	disk, at := mountSwitched(t)
	h := &house{t: t, data: filepath.Join(at, "data"), config: t.TempDir()}
	s := h.startProcess()
	h.must("", "user", "add", "ada", "--password-stdin", "--data", h.data)
	h.must("", "login", h.address, "--user", "ada", "--password-stdin", "--password-store", "file")
	c := h.connect()
	first := mediatest.Photo(mediatest.PhotoOptions{Title: "First of all"})
	item, err := c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"first.jpg", first})
	if err != nil {
		t.Fatal(err)
	}

	h.canRead(c, item.ID, first)
	last := mediatest.Photo(mediatest.PhotoOptions{Title: "Last before"})
	lastItem, err := c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"last.jpg", last})
	if err != nil {
		t.Fatal(err)
	}

	disk.SetReadOnly(true)
	if got := get(t, c.session.HTTPClient(), c.site.Origin()+"/media/"+lastItem.ID); !bytes.Equal(got, last) {
		t.Error("what was acknowledged last cannot be read")
	}
	for n := range 3 {
		c.refused(t, fmt.Sprint("Refused ", n), "read-only")
		h.canRead(c, item.ID, first)
	}
	h.eventually("a complaint in the log", func() bool { return strings.Contains(h.logOf(s), "sidecars are not written") })
	select {
	case err := <-s.ended:
		t.Fatalf("the service has ended: %v: %s", err, h.logOf(s))
	default:
	}
	disk.SetReadOnly(false)

	second := mediatest.Photo(mediatest.PhotoOptions{Title: "Second"})
	item, err = c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"second.jpg", second})
	if err != nil {
		t.Fatalf("when it can be written again: MediaAppend: %v: %s", err, h.logOf(s))
	}
	h.canRead(c, item.ID, second)
	h.eventually("a sidecar of the item", func() bool { return h.hasSidecar(item.ID) })
	s.kill()
	if out, _, code := h.run("fsck", "--read-data", "--data", h.data); code != 0 {
		t.Errorf("fsck: exit code %d: %s", code, out)
	}
}

// mountSwitched returns a file system that can be made read-only, and where it is
// mounted.
func mountSwitched(t *testing.T) (*iofault.Mount, string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: no disk turns read-only: only root can mount a file system")
	}
	at := t.TempDir()
	m, err := iofault.NewMount(t.TempDir(), at)
	if err != nil {
		t.Skipf("SKIPPED: no disk turns read-only: FUSE cannot be mounted: %v", err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m, at
}

// refused uploads something, which must be refused with state 6 in words.
func (c *connection) refused(t *testing.T, title, word string) {
	t.Helper()
	photo := mediatest.Photo(mediatest.PhotoOptions{Title: title})
	_, err := c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"refused.jpg", photo})
	if stat := mediasock.StatOf(err); stat.Code != mediasock.CodeTemporary || !strings.Contains(stat.Message, word) {
		t.Errorf("MediaAppend: %v, want state 6 that says %q", err, word)
	}
}

// canRead reads an item in every way.
func (h *house) canRead(c *connection, id string, want []byte) {
	h.t.Helper()
	web := c.session.HTTPClient()
	if got := get(h.t, web, c.site.Origin()+"/media/"+id); !bytes.Equal(got, want) {
		h.t.Error("what was there cannot be read")
	}
	for _, path := range []string{"/i/" + id, "/", "/search?q=First"} {
		get(h.t, web, c.site.Origin()+path)
	}
	if out := string(get(h.t, web, c.site.Origin()+"/search?q=First")); !strings.Contains(out, "First of all") {
		h.t.Errorf("a search finds %s", out)
	}
}

func (h *house) logOf(s *service) string {
	h.t.Helper()
	text, err := os.ReadFile(s.log)
	if err != nil {
		h.t.Fatal(err)
	}
	return string(text)
}

// eventually waits until something is so.
func (h *house) eventually(what string, is func() bool) {
	h.t.Helper()
	for range 400 {
		if is() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	h.t.Errorf("there never is %s", what)
}

func (h *house) hasSidecar(id string) bool {
	found := false
	filepath.WalkDir(h.data, func(path string, d os.DirEntry, err error) error {
		found = found || err == nil && strings.HasPrefix(d.Name(), id) && strings.HasSuffix(d.Name(), ".json")
		return nil
	})
	return found
}
