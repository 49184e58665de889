package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// started are the services that a script has started, by name.
type (
	started     map[string]*service
	servicesKey struct{}
)

// A service is a "mediasock serve" in a process of its own.
type service struct {
	process *exec.Cmd
	log     string // file of what it says
	ended   chan error
}

// startService is "serve NAME ARG…": runs "mediasock serve ARG…" on a free port
// unless ARG says where, waits until it greets, and sets $NAME to its address
// without the scheme, $NAME_setup to its setup link and $NAME_pid to its process.
// What it says goes to NAME.log.
func startService(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: serve NAME ARG…")
	}
	name := args[0]
	s, err := newService(filepath.Join(ts.Getenv("WORK"), name+".log"), ts.MkAbs("."), environment(ts), args[1:]...)
	ts.Check(err)
	ts.Defer(s.kill)
	ts.Value(servicesKey{}).(started)[name] = s
	greeting, err := s.greeting()
	ts.Check(err)
	ts.Setenv(name, hostOf(submatch(greeting, `gallery +(\S+)/\n`)))
	ts.Setenv(name+"_setup", submatch(greeting, `(\S+/setup\?token=\S+)`))
	ts.Setenv(name+"_pid", itoa(s.process.Process.Pid))
}

// environment is the script's own.
func environment(ts *testscript.TestScript) []string {
	list := []string{"PATH=" + os.Getenv("PATH")}
	for _, name := range []string{"HOME", "TMPDIR", "XDG_DATA_HOME", "MEDIASOCK_CONFIG", "MEDIASOCK_DATA", "MEDIASOCK_LISTEN", "SSL_CERT_FILE", "DBUS_SESSION_BUS_ADDRESS"} {
		if value := ts.Getenv(name); value != "" {
			list = append(list, name+"="+value)
		}
	}
	return list
}

// newService starts a service that listens on a free port unless args say
// where.
func newService(log, dir string, env []string, args ...string) (*service, error) {
	if !strings.Contains(strings.Join(args, " "), "--listen") {
		args = append(args, "--listen", "127.0.0.1:0")
	}
	out, err := os.OpenFile(log, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	s := &service{log: log, ended: make(chan error, 1)}
	s.process = exec.Command("mediasock", append([]string{"serve"}, args...)...)
	s.process.Dir, s.process.Env, s.process.Stdout, s.process.Stderr = dir, env, out, out
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	go func() { s.ended <- s.process.Wait() }()
	return s, nil
}

// greeting waits for what a service says when it is up.
func (s *service) greeting() (string, error) {
	for {
		text, err := os.ReadFile(s.log)
		if err != nil {
			return "", err
		}
		if bytes.Contains(text, []byte(" upload ")) {
			return string(text), nil
		}
		select {
		case err := <-s.ended:
			s.ended <- err
			text, _ := os.ReadFile(s.log)
			return "", &serviceError{string(text), err}
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// A serviceError is a service that did not come up.
type serviceError struct {
	said string
	err  error
}

func (e *serviceError) Error() string { return e.said }
func (e *serviceError) Unwrap() error { return e.err }

// end sends a signal and returns what the process ended with.
func (s *service) end(signal os.Signal) error {
	if err := s.process.Process.Signal(signal); err != nil {
		return err
	}
	err := <-s.ended
	s.ended <- err
	return err
}

func (s *service) kill() {
	if s.process.ProcessState == nil {
		_ = s.end(syscall.SIGKILL)
	}
}

// stopService is "down NAME": asks the service to stop, as an init system does;
// it must end well. "! down NAME" kills it.
func stopService(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: down NAME")
	}
	s, ok := ts.Value(servicesKey{}).(started)[args[0]]
	if !ok {
		ts.Fatalf("no service %s", args[0])
	}
	if neg {
		s.kill()
		return
	}
	if code, err := exitStatus(s.end(syscall.SIGTERM)); code != 0 {
		ts.Fatalf("%s: exit code %d (%v), want 0\n%s", args[0], code, err, ts.ReadFile(args[0]+".log"))
	}
}

// setUp is "setup LINK NAME PASSWORD": fills in the form that a setup link shows.
func setUp(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: setup LINK NAME PASSWORD")
	}
	page, token, _ := strings.Cut(args[0], "?token=")
	form := url.Values{"token": {token}, "username": {args[1]}, "password": {args[2]}}
	ts.Check(ts.Exec("http", "-X", "POST", "-d", form.Encode(), page))
}

// startStatic is "static NAME DIR": serves the files of a directory, as any web
// space does, and sets $NAME to its address.
func startStatic(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: static NAME DIR")
	}
	server := httptest.NewServer(indexed(ts.MkAbs(args[1])))
	ts.Defer(server.Close)
	ts.Setenv(args[0], hostOf(server.URL))
}

// indexed serves files, and for a folder its index.xml, as web servers can be
// told to (MS-11).
func indexed(dir string) http.Handler {
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		index := filepath.Join(dir, filepath.FromSlash(r.URL.Path), "index.xml")
		if strings.HasSuffix(r.URL.Path, "/") && exists(index) {
			http.ServeFile(w, r, index)
			return
		}
		files.ServeHTTP(w, r)
	})
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// interrupt is "interrupt PROGRAM ARG…": presses Ctrl-C when the program has
// printed its first line; it must end with exit code 130. What it printed is
// left in interrupted.out and interrupted.err.
func interrupt(ts *testscript.TestScript, _ bool, args []string) {
	cmd := exec.Command(args[0], args[1:]...)
	first := &firstLine{interrupt: func() error { return cmd.Process.Signal(os.Interrupt) }}
	var said bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = ts.MkAbs("."), environment(ts), first, &said
	code, err := exitStatus(cmd.Run())
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.out"), first.text.Bytes(), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.err"), said.Bytes(), 0o600))
	if code != exitInterrupted || first.err != nil {
		ts.Fatalf("exit code %d (%v, %v), want %d\n%s", code, err, first.err, exitInterrupted, said.String())
	}
}

// firstLine sends the interrupt with the first line that is written to it.
type firstLine struct {
	text      bytes.Buffer
	interrupt func() error
	err       error
}

func (w *firstLine) Write(p []byte) (int, error) {
	if before := w.text.Len(); before == 0 && len(p) > 0 {
		w.err = w.interrupt()
	}
	return w.text.Write(p)
}

// submatch returns what the parentheses of the pattern match in text, or "".
func submatch(text, pattern string) string {
	if m := regexp.MustCompile(pattern).FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return ""
}
