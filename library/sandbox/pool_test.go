package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock/library/sandbox"
)

// TestMain lets the tests run their own program as a worker.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == "worker" {
		sandbox.Confine(256 << 20)
		if err := sandbox.Serve(os.Stdin, os.Stdout, handle); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// handle does what a request says, as a decoder might that a file has taken over.
func handle(request io.Reader, answer io.Writer) error {
	b, err := io.ReadAll(request)
	if err != nil {
		return err
	}
	verb, rest, _ := strings.Cut(string(b), " ")
	switch verb {
	case "echo":
		_, err = io.WriteString(answer, rest)
	case "fail":
		err = errors.New(rest)
	case "pid":
		_, err = fmt.Fprint(answer, os.Getpid())
	case "spin":
		for n := 0; ; n++ {
		}
	case "sleep":
		time.Sleep(time.Hour)
	case "grow":
		for all := [][]byte{}; ; all = append(all, bytes.Repeat([]byte{1}, 1<<20)) {
		}
	case "panic":
		panic("as told")
	case "half":
		_, _ = io.WriteString(answer, rest)
		os.Exit(7)
	case "dial":
		_, err = net.Dial("tcp", rest)
	case "write":
		if err = os.WriteFile(rest, []byte("x"), 0o600); err != nil {
			err = errors.New("refused")
		}
	case "environ":
		_, err = fmt.Fprint(answer, os.Environ())
	}
	return err
}

func newPool(t *testing.T) *sandbox.Pool {
	t.Helper()
	command, err := sandbox.Self("worker")
	if err != nil {
		t.Fatal(err)
	}
	p := &sandbox.Pool{Command: command, Most: 2}
	t.Cleanup(func() { p.Close() })
	return p
}

func ask(p *sandbox.Pool, ctx context.Context, most time.Duration, request string) (string, error) {
	var got []byte
	err := p.Call(ctx, most, strings.NewReader(request), func(r io.Reader) (err error) {
		got, err = io.ReadAll(r)
		return err
	})
	return string(got), err
}

// want asks with time enough, and compares.
func want(t *testing.T, p *sandbox.Pool, request, answer string) {
	t.Helper()
	if got, err := ask(p, t.Context(), 10*time.Second, request); err != nil || got != answer {
		t.Errorf("Call(%.20q) = %.20q, %v, want %.20q", request, got, err, answer)
	}
}

func TestCall_Answers(t *testing.T) {
	p := newPool(t)
	long := strings.Repeat("0123456789", 100_000)
	for _, text := range []string{"", "a", long} {
		want(t, p, "echo "+text, text)
	}
	var failed *sandbox.FailedError
	if _, err := ask(p, t.Context(), 10*time.Second, "fail no picture"); !errors.As(err, &failed) || failed.Text != "no picture" {
		t.Errorf("Call(fail) = %v", err)
	}
	want(t, p, "environ", "[]")
}

// A worker is used for some calls, and then no more.
func TestCall_RetiresWorkers(t *testing.T) {
	p := newPool(t)
	p.Uses = 3
	seen := map[string]int{}
	for range 7 {
		pid, err := ask(p, t.Context(), 10*time.Second, "pid")
		if err != nil {
			t.Fatal(err)
		}
		seen[pid]++
	}
	if len(seen) != 3 {
		t.Errorf("7 calls of 3 a worker were answered by %v", seen)
	}
}

// What a file does to its worker ends that worker, within the time it was given,
// and no other call notices (XS-6).
func TestCall_EndsWhatGoesWrong(t *testing.T) {
	p := newPool(t)
	for _, request := range []string{"spin", "grow", "panic", "half a picture"} {
		want(t, p, "echo before", "before")
		start := time.Now()
		_, err := ask(p, t.Context(), time.Second, request)
		if !errors.Is(err, sandbox.ErrKilled) {
			t.Errorf("Call(%s) = %v, want ErrKilled", request, err)
		}
		t.Logf("%s: %v after %v", request, err, time.Since(start).Round(time.Millisecond))
		want(t, p, "echo after", "after")
	}
	if _, err := ask(p, t.Context(), 100*time.Millisecond, "sleep"); !errors.Is(err, sandbox.ErrUnavailable) {
		t.Errorf("Call(sleep) = %v, want ErrUnavailable: it has used no processor", err)
	}
}

func TestCall_EndsWithItsContext(t *testing.T) {
	p := newPool(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if _, err := ask(p, ctx, time.Hour, "spin"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Call(spin) = %v, want the context's end", err)
	}
	want(t, p, "echo after", "after")
}

// A worker that was killed while it waited costs no call.
func TestCall_AfterAnIdleWorkerDied(t *testing.T) {
	p := newPool(t)
	pid, err := ask(p, t.Context(), 10*time.Second, "pid")
	if err != nil {
		t.Fatal(err)
	}
	var n int
	fmt.Sscan(pid, &n)
	process, err := os.FindProcess(n)
	if err == nil {
		err = process.Kill()
	}
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(300 * time.Millisecond)
	want(t, p, "echo on", "on")
}

// brokenReader fails as a disk does.
type brokenReader struct{}

var errDisk = errors.New("disk")

func (brokenReader) Read([]byte) (int, error) { return 0, errDisk }

func TestCall_TellsTheCallersFaults(t *testing.T) {
	p := newPool(t)
	request := io.MultiReader(strings.NewReader("echo a"), brokenReader{})
	if err := p.Call(t.Context(), 10*time.Second, request, func(io.Reader) error { return nil }); !errors.Is(err, errDisk) {
		t.Errorf("a request that cannot be read: %v", err)
	}
	err := p.Call(t.Context(), 10*time.Second, strings.NewReader("echo a"), func(io.Reader) error { return errDisk })
	if !errors.Is(err, errDisk) {
		t.Errorf("an answer that is refused: %v", err)
	}
	p.Close()
	p.Command = func() *exec.Cmd { return exec.Command(filepath.Join(t.TempDir(), "none")) }
	if _, err := ask(p, t.Context(), time.Second, "echo"); !errors.Is(err, sandbox.ErrUnavailable) {
		t.Errorf("a program that is not there: %v", err)
	}
}

func TestCall_ManyAtOnce(t *testing.T) {
	p := newPool(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { want(t, p, fmt.Sprint("echo ", i), fmt.Sprint(i)) })
	}
	all.Wait()
}

// A worker writes no file, and reaches no network where name spaces are allowed.
func TestConfine(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: Windows has no limits of these kinds")
	}
	p := newPool(t)
	name := filepath.Join(t.TempDir(), "written")
	_, err := ask(p, t.Context(), 10*time.Second, "write "+name)
	if b, _ := os.ReadFile(name); err == nil || len(b) > 0 {
		t.Errorf("a worker wrote a file of %d bytes: %v", len(b), err)
	}
	if out, err := exec.Command("unshare", "--user", "--net", "true").CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: name spaces are not allowed here: %v: %s", err, out)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := ask(p, t.Context(), 10*time.Second, "dial "+l.Addr().String()); err == nil {
		t.Error("a worker reached a port of this machine")
	}
}

// A service that is gone leaves no worker behind, not even one that is busy.
func TestServe_EndsWithItsCaller(t *testing.T) {
	in, calls := io.Pipe()
	ended := make(chan error, 1)
	busy := make(chan bool)
	go func() {
		ended <- sandbox.Serve(in, io.Discard, func(io.Reader, io.Writer) error { close(busy); select {} })
	}()
	if _, err := calls.Write([]byte{0, 0, 0, 1, 0, 0, 0, 0}); err != nil {
		t.Fatal(err)
	}
	<-busy
	calls.Close()
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v", err)
	}
}
