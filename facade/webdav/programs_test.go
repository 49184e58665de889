package webdav_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade/facadetest"
	"github.com/mediasock/mediasock/facade/webdav"
)

// needs skips a test of a program that is not here.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("SKIPPED: %s was not tried: install Debian's package %s", program, program)
	}
}

// TestLitmus runs Debian's litmus. What is refused on purpose is in the package's
// comment: properties of one's own, with which the suites props and locks deal.
func TestLitmus(t *testing.T) {
	needs(t, "litmus")
	h := facadetest.Open(t, facadetest.Options{Kind: webdav.Kind()})
	app := h.App("ada", mediasock.ScopeManage)
	run := exec.CommandContext(t.Context(), "litmus", h.URL+"/dav/", "ada", app)
	run.Dir = t.TempDir()
	run.Env = append(os.Environ(), "TESTS=basic http copymove")
	out, err := run.CombinedOutput()
	if err != nil {
		t.Errorf("litmus: %v\n%s", err, out)
	}
	for suite, tests := range map[string]int{"basic": 16, "http": 4, "copymove": 13} {
		want := fmt.Sprintf("summary for `%s': of %d tests run: %d passed, 0 failed. 100.0%%", suite, tests, tests)
		if !strings.Contains(string(out), want) {
			t.Errorf("litmus does not say %q:\n%s", want, out)
		}
	}
}

// folder makes a folder with files, two of them the same.
func folder(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	same := []byte(rand.Text())
	for name, data := range map[string][]byte{
		"a.jpg": []byte(rand.Text()), "ä ö+%.jpg": []byte(rand.Text()), "same.jpg": same,
		"Day 2/same again.jpg": same, "Day 2/b.jpg": bytes.Repeat([]byte(rand.Text()), 20000),
	} {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestRclone copies a folder, compares it, copies it again, and moves a part.
func TestRclone(t *testing.T) {
	needs(t, "rclone")
	h := facadetest.Open(t, facadetest.Options{Kind: webdav.Kind()})
	config := filepath.Join(t.TempDir(), "rclone.conf")
	rclone := func(args ...string) string {
		t.Helper()
		run := exec.CommandContext(t.Context(), "rclone", append([]string{"--config", config}, args...)...)
		out, err := run.CombinedOutput()
		if err != nil {
			t.Fatalf("rclone %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	rclone("config", "create", "--obscure", "dav", "webdav", "url="+h.URL+"/dav/", "vendor=other", "user=ada", "pass="+h.App("ada", mediasock.ScopeManage))
	root := folder(t)
	rclone("copy", root, "dav:Trip")
	rclone("check", "--download", root, "dav:Trip")
	if out := rclone("copy", "-v", root, "dav:Trip"); strings.Contains(out, "Copied (") {
		t.Errorf("rclone copies again:\n%s", out)
	}
	rclone("move", "dav:Trip/Day 2", "dav:Other")
	want := "Other/b.jpg Other/same again.jpg Trip/a.jpg Trip/same.jpg Trip/ä ö+%.jpg"
	listed := strings.Join(strings.Split(strings.TrimSpace(rclone("lsf", "-R", "--files-only", "dav:")), "\n"), " ")
	if sorted(listed) != sorted(want) {
		t.Errorf("rclone lists %q, want %q", listed, want)
	}
	if n := items(h); n != 4 {
		t.Errorf("%d items, want 4: the same file is one item", n)
	}
	rclone("purge", "dav:Other")
	if n := items(h); n != 3 {
		t.Errorf("%d items after the purge, want 3: one was only there", n)
	}
	rclone("check", "--one-way", "--download", "dav:Trip", root)
}

func sorted(list string) string {
	names := regexp.MustCompile(`\.jpg ?`).Split(list, -1)
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return fmt.Sprint(out) // in order
}

func items(h *facadetest.House) int {
	n := 0
	for _, err := range mediasock.ListMedia(h.T.Context(), h.Own(h.T, "ada"), mediasock.MediaQuery{}) {
		if err != nil {
			h.T.Fatal(err)
		}
		n++
	}
	return n
}

// TestCadaver uploads, renames, copies and deletes.
func TestCadaver(t *testing.T) {
	needs(t, "cadaver")
	h := facadetest.Open(t, facadetest.Options{Kind: webdav.Kind()})
	home, root := t.TempDir(), folder(t)
	netrc := "machine 127.0.0.1 login ada password " + h.App("ada", mediasock.ScopeManage) + "\n"
	if err := os.WriteFile(filepath.Join(home, ".netrc"), []byte(netrc), 0o600); err != nil {
		t.Fatal(err)
	}
	back := filepath.Join(home, "back.jpg")
	run := exec.CommandContext(t.Context(), "cadaver", h.URL+"/dav/")
	run.Env = append(os.Environ(), "HOME="+home)
	run.Stdin = strings.NewReader("mkcol Cad\ncd Cad\nput " + root + "/a.jpg x.jpg\nmove x.jpg y.jpg\ncopy y.jpg z.jpg\nget z.jpg " + back +
		"\ndelete y.jpg\nlock z.jpg\nunlock z.jpg\nls\nquit\n")
	out, err := run.CombinedOutput()
	if err != nil || strings.Contains(string(out), "failed") || !strings.Contains(string(out), "z.jpg") {
		t.Errorf("cadaver: %v\n%s", err, out)
	}
	got, err := os.ReadFile(back)
	want, _ := os.ReadFile(filepath.Join(root, "a.jpg"))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("cadaver got other bytes back (%v)", err)
	}
	if n := items(h); n != 1 {
		t.Errorf("%d items, want 1", n)
	}
}

// TestRefusedOnPurpose is the list of the package's comment.
func TestRefusedOnPurpose(t *testing.T) {
	h := facadetest.Open(t, facadetest.Options{Kind: webdav.Kind()})
	app := h.App("ada", mediasock.ScopeManage)
	for _, tt := range []struct {
		method, path, depth, body string
		status                    int
	}{
		{"PROPFIND", "/dav/", "infinity", "", http.StatusForbidden},
		{"PROPFIND", "/dav/", "", "", http.StatusForbidden},
		{"PROPFIND", "/dav/", "1", "", http.StatusMultiStatus},
		{http.MethodPut, "/dav/.DS_Store", "", "x", http.StatusForbidden},
		{http.MethodPut, "/dav/._a.jpg", "", "x", http.StatusForbidden},
		{http.MethodPut, "/dav/Thumbs.db", "", "x", http.StatusForbidden},
		{http.MethodPut, "/dav/no/such/folder.jpg", "", "x", http.StatusConflict},
		{http.MethodDelete, "/dav/", "", "", http.StatusForbidden},
		{"PROPPATCH", "/dav/", "", `<propertyupdate xmlns="DAV:"><set><prop><x xmlns="urn:other">1</x></prop></set></propertyupdate>`, http.StatusMultiStatus},
		{"LOCK", "/dav/", "", strings.Repeat("<a>", 1<<19), http.StatusBadRequest},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tt.method, h.URL+tt.path, strings.NewReader(tt.body))
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth("ada", app)
		if tt.depth != "" {
			r.Header.Set("Depth", tt.depth)
		}
		resp, err := h.HTTP.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != tt.status {
			t.Errorf("%s %s (depth %q) = %d, want %d", tt.method, tt.path, tt.depth, resp.StatusCode, tt.status)
		}
	}
	if n := items(h); n != 0 {
		t.Errorf("%d items", n)
	}
}

// An album in two folders is taken out of the one that is named, and a part of a
// file takes no whole one's place.
func TestNothingMoreThanIsNamed(t *testing.T) {
	h := facadetest.Open(t, facadetest.Options{Kind: webdav.Kind()})
	s, app := h.Own(t, "ada"), h.App("ada", mediasock.ScopeManage)
	var parents mediasock.List
	for _, title := range []string{"A", "B"} {
		album, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: title})
		if err != nil {
			t.Fatal(err)
		}
		parents = append(parents, album.ID)
	}
	if _, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "X", Parents: parents}); err != nil {
		t.Fatal(err)
	}
	ask := func(method, path, body string, header http.Header) int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if header != nil {
			r.Header = header
		}
		r.SetBasicAuth("ada", app)
		resp, err := h.HTTP.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	for _, step := range []struct {
		method, path, body string
		header             http.Header
		want               int
	}{
		{http.MethodPut, "/dav/A/X/a.txt", "whole", nil, http.StatusCreated},
		{http.MethodPut, "/dav/A/X/a.txt", "part", http.Header{"Content-Range": {"bytes 0-3/5"}}, http.StatusBadRequest},
		{http.MethodDelete, "/dav/A/X/", "", nil, http.StatusNoContent},
		{http.MethodGet, "/dav/A/X/a.txt", "", nil, http.StatusNotFound},
		{http.MethodGet, "/dav/B/X/a.txt", "", nil, http.StatusOK},
		{http.MethodDelete, "/dav/B/X/", "", nil, http.StatusNoContent},
		{http.MethodGet, "/dav/B/X/a.txt", "", nil, http.StatusNotFound},
	} {
		if got := ask(step.method, step.path, step.body, step.header); got != step.want {
			t.Errorf("%s %s = %d, want %d", step.method, step.path, got, step.want)
		}
	}
	if n := items(h); n != 0 {
		t.Errorf("%d items, want 0: the last name is gone", n)
	}
}
