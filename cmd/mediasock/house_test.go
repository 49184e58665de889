package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mediasock/mediasock/library"
)

const password = "correct-horse-battery"

// A house is the whole program in this process: a service on a free port with a
// data directory of its own, an account "ada", and a client that is signed in.
type house struct {
	t       *testing.T
	data    string // the data directory
	config  string // the client's state
	address string // of the service, without the scheme
	log     *greeter
	stop    func() // stops the service; it must end well
}

// newHouse starts a service with further arguments.
func newHouse(t *testing.T, args ...string) *house {
	t.Helper()
	h := &house{t: t, data: filepath.Join(t.TempDir(), "data"), config: t.TempDir()}
	if i := slices.Index(args, "--data"); i >= 0 {
		h.data = args[i+1]
	}
	h.start(args...)
	h.must("", "user", "add", "ada", "--password-stdin", "--data", h.data)
	h.must("", "login", h.address, "--user", "ada", "--password-stdin", "--password-store", "file")
	return h
}

// start runs the service until h.stop.
func (h *house) start(args ...string) {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	h.log = &greeter{up: make(chan struct{})}
	p := &program{stdin: strings.NewReader(""), stdout: io.Discard, stderr: h.log, getenv: h.getenv}
	ended := make(chan int, 1)
	go func() {
		ended <- p.run(ctx, append([]string{"serve", "--listen", "127.0.0.1:0", "--data", h.data, "--log-level", "debug"}, args...))
	}()
	select {
	case <-h.log.up:
	case code := <-ended:
		h.t.Fatalf("serve: exit code %d: %s", code, h.log.String())
	}
	h.address = hostOf(submatch(h.log.String(), `gallery +(\S+)/\n`))
	var once sync.Once
	h.stop = func() {
		once.Do(func() {
			cancel()
			if code := <-ended; code != exitOK {
				h.t.Errorf("serve: exit code %d: %s", code, h.log.String())
			}
		})
	}
	h.t.Cleanup(h.stop)
}

// getenv is the environment of the house.
func (h *house) getenv(name string) string {
	if name == "MEDIASOCK_CONFIG" {
		return h.config
	}
	return ""
}

// run runs the program and returns what it printed and its exit code. Standard
// input is the password.
func (h *house) run(args ...string) (stdout, stderr string, code int) {
	var out, said bytes.Buffer
	p := &program{stdin: strings.NewReader(password + "\n"), stdout: &out, stderr: &said, getenv: h.getenv}
	code = p.run(h.t.Context(), args)
	return out.String(), said.String(), code
}

// must is run with an exit code of 0; what is printed must hold want.
func (h *house) must(want string, args ...string) string {
	h.t.Helper()
	out, said, code := h.run(args...)
	if code != exitOK || !strings.Contains(out, want) {
		h.t.Fatalf("mediasock %s: exit code %d, printed %q and %q, want %q", strings.Join(args, " "), code, out, said, want)
	}
	return out
}

// connect returns a session of ada.
func (h *house) connect() *connection {
	h.t.Helper()
	p := &program{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard, getenv: h.getenv, logLevel: "error", logFormat: "text"}
	c, err := p.connectBy(h.t.Context(), "", "auth.hsc")
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { c.close(h.t.Context(), slog.New(slog.DiscardHandler)) })
	return c
}

// open opens the library itself, after the service has stopped.
func (h *house) open() *library.Library {
	h.t.Helper()
	h.stop()
	home, err := openHome(h.t.Context(), homeOptions{Data: h.data, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() {
		if err := home.Close(); err != nil {
			h.t.Error(err)
		}
	})
	return home.Library
}

// get returns the body of an answer of 200.
func get(t *testing.T, web *http.Client, url string) []byte {
	t.Helper()
	response, err := web.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v: %.200s", url, response.Status, err, body)
	}
	return body
}

// A greeter keeps what a service says, and tells when it is up.
type greeter struct {
	mu   sync.Mutex
	text bytes.Buffer
	up   chan struct{}
	done bool
}

func (g *greeter) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	n, err := g.text.Write(p)
	if !g.done && bytes.Contains(g.text.Bytes(), []byte(" upload ")) {
		g.done = true
		close(g.up)
	}
	return n, err
}

func (g *greeter) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.String()
}
