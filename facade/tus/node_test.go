package tus_test

import (
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mediasock/mediasock/facade/tus"

	"github.com/mediasock/mediasock/internal/npm"
)

// tusJS is the client that browsers and Node.js programs use most.
const tusJS = "tus-js-client@4.3.1"

// TestClient_TusJS uploads with tus-js-client over a wire that is cut.
func TestClient_TusJS(t *testing.T) {
	dir := installTusJS(t)
	file := filepath.Join(dir, "film.bin")
	data := noise(50, 2_500_000)
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"", "creation", "deferred", "override", "terminate"} {
		t.Run("mode "+mode, func(t *testing.T) {
			r := newRig(t, tus.Limits{Stall: 10 * time.Second})
			cut := cutWire(t, r.url, 8)
			cmd := exec.CommandContext(t.Context(), "node", "upload.mjs", cut, file, mode)
			cmd.Dir = dir
			var told strings.Builder
			cmd.Stderr = &told
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("node: %v: %s", err, told.String())
			}
			if m := r.stored(strings.TrimSpace(string(out)), data); m.Name != "Pier – dusk.bin" {
				t.Errorf("Name = %q", m.Name)
			}
			r.count(1)
		})
	}
}

// installTusJS fetches the client, or skips the test where it cannot be had.
func installTusJS(t *testing.T) (dir string) {
	t.Helper()
	dir = npm.Install(t, tusJS)
	script, err := os.ReadFile("testdata/upload.mjs")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "upload.mjs"), script, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// cutWire carries connections to a service, and cuts the first of those that
// bring more than a head. It returns the service's URL behind it.
func cutWire(t *testing.T, service string, cuts int64) string {
	t.Helper()
	u, err := url.Parse(service)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	to := u.Host
	u.Host = l.Addr().String()
	left := new(atomic.Int64)
	left.Store(cuts)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go carry(conn, to, left)
		}
	}()
	return u.String()
}

func carry(conn net.Conn, to string, left *atomic.Int64) {
	defer conn.Close()
	up, err := net.Dial("tcp", to)
	if err != nil {
		return
	}
	defer up.Close()
	go func() {
		io.Copy(conn, up)
		conn.Close()
	}()
	const most = 150_000
	if n, err := io.CopyN(up, conn, most); n < most || err != nil || left.Add(-1) >= 0 {
		return
	}
	io.Copy(up, conn)
}
