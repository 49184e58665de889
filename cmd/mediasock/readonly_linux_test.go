package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
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

// A switchedDisk is a file system that can be made read-only. It is served by a
// process of its own: one that serves what it uses itself may wait for ever for
// itself, when it starts a program.
type switchedDisk struct {
	t     *testing.T
	tell  io.WriteCloser
	heard *bufio.Scanner
}

// SetReadOnly returns when it is so.
func (d *switchedDisk) SetReadOnly(on bool) {
	d.t.Helper()
	fmt.Fprintln(d.tell, on)
	if !d.heard.Scan() || d.heard.Text() != fmt.Sprint(on) {
		d.t.Fatalf("the file system is not switched: %q, %v", d.heard.Text(), d.heard.Err())
	}
}

// mountVariable tells a process of TestServeMount what to mount, and where.
const mountVariable = "MEDIASOCK_TEST_MOUNT"

// TestServeMount is the process that serves a switchedDisk; by itself it does
// nothing.
func TestServeMount(t *testing.T) {
	dir, at, asked := strings.Cut(os.Getenv(mountVariable), "\n")
	if !asked {
		return
	}
	m, err := iofault.NewMount(dir, at)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("mounted")
	for heard := bufio.NewScanner(os.Stdin); heard.Scan(); fmt.Println(heard.Text()) {
		m.SetReadOnly(heard.Text() == "true")
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// mountSwitched returns a file system that can be made read-only, and where it is
// mounted.
func mountSwitched(t *testing.T) (*switchedDisk, string) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: no disk turns read-only: only root can mount a file system")
	}
	at := t.TempDir()
	cmd := exec.Command(os.Args[0], "-test.run", "^TestServeMount$")
	cmd.Env = append(os.Environ(), mountVariable+"="+t.TempDir()+"\n"+at)
	tell, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	d := &switchedDisk{t, tell, bufio.NewScanner(out)}
	if !d.heard.Scan() || d.heard.Text() != "mounted" {
		text := d.heard.Text()
		tell.Close()
		_ = cmd.Wait()
		t.Skipf("SKIPPED: no disk turns read-only: FUSE cannot be mounted: %s", text)
	}
	t.Cleanup(func() {
		tell.Close()
		for d.heard.Scan() {
		}
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	return d, at
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
