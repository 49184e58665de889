// Package live uses our drivers on real servers, as Debian has them: each is
// started for the test, on a free port of this machine alone, as a user without
// rights, and ended with it. A test whose server is missing is skipped and names
// the package; scripts/deps installs them all.
//
// Another server is used by naming it in a variable such as
// MEDIASOCK_SERVICE_WEBDAV=https://dav.example/,ada,password. What is made there is
// deleted again, as far as it can be.
package live

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"text/template"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// nobody is who servers run as where the tests run as root: they refuse that.
const nobody = 65534

// A machine is a folder in which a server has all that is its own.
type machine struct {
	t   *testing.T
	dir string
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: -short")
	}
	dir, err := os.MkdirTemp("", "live") // t.TempDir is closed to other users
	must(t, err)
	t.Cleanup(func() { must(t, os.RemoveAll(dir)) })
	must(t, os.Chmod(dir, 0o755))
	m := &machine{t, dir}
	m.own(dir)
	return m
}

// own gives a file to the server's user.
func (m *machine) own(name string) {
	m.t.Helper()
	if os.Geteuid() == 0 {
		must(m.t, os.Chown(name, nobody, nobody))
	}
}

// path returns the path of a file of the machine.
func (m *machine) path(name string) string { return filepath.Join(m.dir, name) }

// folder makes a folder.
func (m *machine) folder(name string) {
	m.t.Helper()
	must(m.t, os.Mkdir(m.path(name), 0o755))
	m.own(m.path(name))
}

// write writes a file from a template in testdata.
func (m *machine) write(name, from string, values any) {
	m.t.Helper()
	all, err := template.ParseFiles(filepath.Join("testdata", from))
	must(m.t, err)
	var b bytes.Buffer
	must(m.t, all.Execute(&b, values))
	must(m.t, os.WriteFile(m.path(name), b.Bytes(), 0o644))
}

// program returns a program that shows a package is there, or skips the test.
func program(t *testing.T, name, debian string) string {
	t.Helper()
	for _, dir := range []string{"", "/usr/sbin/", "/sbin/"} {
		if found, err := exec.LookPath(dir + name); err == nil {
			return found
		}
	}
	t.Skipf("SKIPPED: the driver was not tried on a real server: no %s; install the Debian package %s", name, debian)
	return ""
}

// command returns a command that runs as the server's user.
func (m *machine) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = m.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if os.Geteuid() == 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return cmd
}

// run runs a command to its end and returns what it prints.
func (m *machine) run(name string, args ...string) string {
	m.t.Helper()
	var told bytes.Buffer
	cmd := m.command(name, args...)
	cmd.Stderr = &told
	out, err := cmd.Output()
	if err != nil {
		m.t.Fatalf("%s: %v\n%s\n%s", name, err, out, told.String())
	}
	return string(out)
}

// serve starts a server, waits until it listens, and ends it, and whom it has
// started, with the test.
func (m *machine) serve(network, address string, cmd *exec.Cmd) {
	m.t.Helper()
	log := m.path(filepath.Base(cmd.Path) + ".log")
	out, err := os.Create(log)
	must(m.t, err)
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	must(m.t, cmd.Start())
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }() // killed, as a rule
	m.t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // it may have ended
		<-ended
	})
	for range 600 {
		if c, err := net.Dial(network, address); err == nil {
			must(m.t, c.Close())
			return
		}
		select {
		case <-ended:
		case <-time.After(50 * time.Millisecond):
			continue
		}
		break
	}
	text, err := os.ReadFile(log)
	must(m.t, err)
	m.t.Fatalf("%s does not listen at %s:\n%s", cmd.Path, address, text)
}

// freePort returns a port of this machine that nobody listens at.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	must(t, err)
	return port
}

// A server is one that is used.
type server struct{ url, user, password string }

// named returns the server that a variable names, if it does.
func named(t *testing.T, kind string) (*server, bool) {
	t.Helper()
	value := os.Getenv("MEDIASOCK_SERVICE_" + kind)
	if value == "" {
		return nil, false
	}
	parts := strings.SplitN(value, ",", 3)
	if len(parts) != 3 {
		t.Fatalf("MEDIASOCK_SERVICE_%s is not url,user,password", kind)
	}
	return &server{parts[0], parts[1], parts[2]}, true
}

// service returns the service that a driver finds there.
func (s *server) service(t *testing.T, d services.Driver) mediasock.Service {
	t.Helper()
	o := &services.Options{HTTP: &http.Client{Timeout: time.Minute}, Clear: true}
	p, err := services.NewProbe(s.url, o)
	must(t, err)
	found, err := d.Detect(t.Context(), p)
	must(t, err)
	if found == nil {
		t.Fatalf("%s is not found at %s", d.Title, s.url)
	}
	service, err := d.Service(found.Address, o)
	must(t, err)
	return service
}

// session signs in.
func (s *server) session(t *testing.T, d services.Driver) mediasock.Session {
	t.Helper()
	v, err := s.service(t, d).Handshake(t.Context(), mediasock.Credentials{Username: s.user, Password: s.password})
	must(t, err)
	return v
}

func local(port string) string { return fmt.Sprintf("http://127.0.0.1:%s/", port) }
