package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
)

// The full form (make load) judges times too; the short one, which runs with the
// other tests, only that everybody is served and what memory that takes.
var (
	loadFull = flag.Bool("load.full", false, "TestLoad with 10,000 idle connections and 1,000 of each slow kind, judged by the clock too")
	loadTime = flag.Duration("load.time", 20*time.Second, "how long each kind of load of the full form lasts")
)

// What is asked of a service under load.
const (
	loadMemory = 384 << 20
	loadAnswer = 100 * time.Millisecond // of 99 in 100 other requests
)

// A load is what others do to a service while somebody uses it.
type load struct {
	name        string
	connections int
	open        string        // what each sends at once
	drip        string        // and then again and again
	every       time.Duration // so often
	tool        []string      // or a mode of slowhttptest
}

// Idle connections and slow senders of every kind keep nobody from being served
// and they cost little memory.
func TestLoad(t *testing.T) {
	h := &house{t: t, data: filepath.Join(t.TempDir(), "data"), config: t.TempDir()}
	s := h.startProcess()
	h.must("", "user", "add", "ada", "--password-stdin", "--data", h.data)
	h.must("", "login", h.address, "--user", "ada", "--password-stdin", "--password-store", "file")
	app := strings.TrimSpace(h.must("", "user", "app-password", "ada", "--label", "load", "--data", h.data))
	for _, l := range h.loads(app) {
		t.Run(l.name, func(t *testing.T) {
			h.t = t
			h.underLoad(t, s, l)
		})
	}
}

func (h *house) loads(app string) []load {
	idle, slow := 300, 60
	if *loadFull {
		idle, slow = 10_000, 1000
	}
	basic, _ := http.NewRequest("GET", "/", nil)
	basic.SetBasicAuth("ada", app)
	upload := "POST /mediasock/ HTTP/1.1\r\nHost: " + h.address + "\r\nAuthorization: " + basic.Header.Get("Authorization") +
		"\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 10000000\r\n\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\nmediasock.media.append\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"media.data\"; filename=\"slow.jpg\"\r\n\r\n"
	all := []load{
		{name: "idle", connections: idle},
		{name: "slow uploads", connections: slow, open: upload, drip: strings.Repeat("x", 500), every: time.Second},
		{name: "slow headers", connections: slow, open: "GET / HTTP/1.1\r\nHost: " + h.address + "\r\n", drip: "X-A: b\r\n", every: time.Second},
		{name: "slow bodies", connections: slow, drip: "a", every: time.Second, open: "POST /mediasock/ HTTP/1.1\r\nHost: " + h.address +
			"\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4096\r\n\r\n"},
	}
	if *loadFull {
		for _, mode := range []string{"-H", "-B", "-R", "-X"} {
			all = append(all, load{name: "slowhttptest " + mode, tool: []string{mode, "-c", "1000", "-r", "500", "-i", "2", "-p", "3",
				"-l", strconv.Itoa(int(loadTime.Seconds())), "-u", "http://" + h.address + "/search?q=a"}})
		}
	}
	return all
}

// underLoad uses the service while the load is on it.
func (h *house) underLoad(t *testing.T, s *service, l load) {
	ctx, cancel := context.WithCancel(t.Context())
	stop := l.begin(ctx, t, h.address)
	defer stop()
	defer cancel()
	least := 3
	until := time.Now()
	if *loadFull {
		until = until.Add(*loadTime)
	}
	c := h.connect()
	var took []time.Duration
	memory := int64(0)
	for n := 0; n < least || time.Now().Before(until); n++ {
		took = append(took, h.useOnce(t, c, l.name, n)...)
		memory = max(memory, residentOf(t, s.process.Process.Pid))
		if *loadFull {
			time.Sleep(20 * time.Millisecond)
		}
	}
	slices.Sort(took)
	p50, p99 := took[len(took)/2], took[len(took)*99/100]
	t.Logf("%d other requests: p50 %v, p99 %v, most %v; memory %d MiB", len(took), p50.Round(time.Microsecond*10), p99.Round(time.Microsecond*10), took[len(took)-1].Round(time.Millisecond), memory>>20)
	if memory > loadMemory {
		t.Errorf("the service takes %d MiB, want at most %d", memory>>20, loadMemory>>20)
	}
	if *loadFull && p99 > loadAnswer {
		t.Errorf("1 in 100 requests takes %v or longer, want at most %v", p99, loadAnswer)
	}
}

// useOnce asks for pages, searches and uploads, and returns how long each took.
func (h *house) useOnce(t *testing.T, c *connection, name string, n int) (took []time.Duration) {
	t.Helper()
	web := c.session.HTTPClient()
	for _, path := range []string{"/healthz", "/search?q=photo", "/mediasock/"} {
		start := time.Now()
		get(t, web, c.site.Origin()+path)
		took = append(took, time.Since(start))
	}
	photo := mediatest.Photo(mediatest.PhotoOptions{Width: 64, Height: 48, Title: fmt.Sprint("photo ", name, n)})
	start := time.Now()
	if _, err := c.session.MediaAppend(t.Context(), &mediasock.Media{}, bytesData{"a.jpg", photo}); err != nil {
		t.Errorf("an upload under load: %v", err)
	}
	return append(took, time.Since(start))
}

// begin puts the load on and returns when it stands; stop takes it off.
func (l load) begin(ctx context.Context, t *testing.T, address string) (stop func()) {
	t.Helper()
	if l.tool != nil {
		return runTool(ctx, t, l.tool)
	}
	var conns []net.Conn
	for range l.connections {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatalf("connection %d: %v", len(conns), err)
		}
		if _, err := io.WriteString(conn, l.open); err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
	}
	var dripping sync.WaitGroup
	dripping.Go(func() { l.dripAll(ctx, conns) })
	return func() {
		dripping.Wait()
		for _, conn := range conns {
			conn.Close()
		}
	}
}

func (l load) dripAll(ctx context.Context, conns []net.Conn) {
	if l.every == 0 {
		return
	}
	ticker := time.NewTicker(l.every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			for _, conn := range conns {
				io.WriteString(conn, l.drip) // the service may have hung up, as it should
			}
		}
	}
}

func runTool(ctx context.Context, t *testing.T, args []string) (stop func()) {
	t.Helper()
	path, err := exec.LookPath("slowhttptest")
	if err != nil {
		t.Skip("SKIPPED: needs slowhttptest, of the Debian package slowhttptest")
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3 * time.Second) // until its connections are open
	return func() { cmd.Wait() }
}

// residentOf returns the memory that a process holds, without the files that it
// has mapped; 0 where the system does not tell.
func residentOf(t *testing.T, pid int) int64 {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(b) {
		if rest, ok := bytes.CutPrefix(line, []byte("RssAnon:")); ok {
			n, err := strconv.ParseInt(strings.Fields(string(rest))[0], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return n << 10
		}
	}
	return 0
}
