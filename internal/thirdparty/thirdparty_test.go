// Package thirdparty drives the service by programs that nobody here wrote, as
// Debian has them. Each test names the package that it needs and is skipped where
// that is missing; scripts/deps installs them all.
package thirdparty

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/fakeservice"
)

// A site is a service on this machine with one account.
type site struct {
	*fakeservice.Service
	url  string // of the endpoint
	host string // with its port
	app  string // the app password of ann
}

// realm is that of every challenge.
const realm = "mediasock"

// start serves the mechanisms of a list; all but pub and exa if it is "".
func start(t *testing.T, mechanisms string) *site {
	t.Helper()
	list, err := auth.Parse(mechanisms, auth.Options{Realm: realm})
	if err != nil {
		t.Fatal(err)
	}
	s := &site{Service: fakeservice.New(fakeservice.Options{Mechanisms: list})}
	s.app = s.AddUser("ann", "a password of ann")
	server := httptest.NewServer(s.Service)
	t.Cleanup(server.Close)
	s.url, s.host = server.URL+"/mediasock/", strings.TrimPrefix(server.URL, "http://")
	return s
}

// need skips the test unless a program is there.
func need(t *testing.T, program, debian string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("SKIPPED: needs %s, of the Debian package %s", program, debian)
	}
}

// needPerl skips the test unless a module of Perl is there.
func needPerl(t *testing.T, module, debian string) {
	t.Helper()
	need(t, "perl", "perl")
	if err := exec.Command("perl", "-M"+module, "-e", "1").Run(); err != nil {
		t.Skipf("SKIPPED: needs %s, of the Debian package %s", module, debian)
	}
}

// run returns what a program prints, and fails the test if it fails.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := try(t, program, args...)
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", program, args, err, out)
	}
	return out
}

func try(t *testing.T, program string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+cmd.Dir, "no_proxy=*", "http_proxy=", "LC_ALL=C.UTF-8")
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	err := cmd.Run()
	if err != nil {
		out.Write(problems.Bytes())
	}
	return out.String(), err
}

// want fails the test unless an answer holds every part.
func want(t *testing.T, answer string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(answer, part) {
			t.Errorf("the answer lacks %q:\n%s", part, answer)
		}
	}
}

// photograph returns the path of a file of so many bytes.
func photograph(t *testing.T, size int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a pier; at night.jpg")
	content := append([]byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), make([]byte, size)...)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const (
	success = `<stat value="0"`
	wrong   = `<stat value="2"`
)
