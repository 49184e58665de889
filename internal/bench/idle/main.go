// Command idle measures what a service costs that nobody uses: how long it takes
// from its start to its first answer, and how much memory it holds then, and
// after a user was made, has signed in, and all has been at rest for a while.
//
//	go run ./internal/bench/idle -program bin/mediasock
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const password = "correct horse battery"

func main() {
	log.SetFlags(0)
	var b bench
	flag.StringVar(&b.program, "program", "bin/mediasock", "the service")
	flag.IntVar(&b.starts, "starts", 5, "starts, of which the median counts")
	flag.DurationVar(&b.rest, "rest", 15*time.Second, "how long it is left alone")
	flag.Parse()
	if err := b.run(context.Background()); err != nil {
		log.Fatalf("idle: %v", err)
	}
}

type bench struct {
	program string
	starts  int
	rest    time.Duration
}

func (b *bench) run(ctx context.Context) error {
	about, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	fmt.Printf("binary                          %6.1f MB\n", float64(about.Size())/1e6)
	var took []time.Duration
	for i := range b.starts {
		d, err := b.once(ctx, i == b.starts-1)
		if err != nil {
			return err
		}
		took = append(took, d)
	}
	slices.Sort(took)
	fmt.Printf("start to first answer           %6d ms\n", took[len(took)/2].Milliseconds())
	return nil
}

// once starts a service on a new data directory and stops it; used says that it
// shall be used and its memory be printed.
func (b *bench) once(ctx context.Context, used bool) (took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "mediasock-idle-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	address, err := freeAddress(ctx)
	if err != nil {
		return 0, err
	}
	data := filepath.Join(dir, "data")
	s := exec.CommandContext(ctx, b.program, "serve", "--data", data, "--listen", address)
	start := time.Now()
	if err := s.Start(); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, stop(s)) }()
	if err := answered(ctx, "http://"+address+"/mediasock/"); err != nil {
		return 0, err
	}
	took = time.Since(start)
	if used {
		err = b.use(ctx, s.Process.Pid, data, address)
	}
	return took, err
}

// use prints the memory before and after use.
func (b *bench) use(ctx context.Context, pid int, data, address string) error {
	time.Sleep(time.Second)
	if err := printMemory("memory after the start", pid); err != nil {
		return err
	}
	add := exec.CommandContext(ctx, b.program, "user", "add", "ada", "--data", data, "--password-stdin")
	add.Stdin = strings.NewReader(password)
	if out, err := add.CombinedOutput(); err != nil {
		return fmt.Errorf("user add: %w: %s", err, out)
	}
	r, err := http.PostForm("http://"+address+"/signin", url.Values{"username": {"ada"}, "password": {password}})
	if err != nil {
		return err
	}
	if err := r.Body.Close(); err != nil {
		return err
	}
	if err := printMemory("memory after a sign-in", pid); err != nil {
		return err
	}
	time.Sleep(b.rest)
	return printMemory("memory at rest after it", pid)
}

func printMemory(what string, pid int) error {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(status)) {
		var kib float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kib); err == nil {
			fmt.Printf("%-31s %6.1f MiB\n", what, kib/1024)
			return nil
		}
	}
	return errors.New("the system does not tell the memory of a process")
}

// answered waits until an address answers, at most ten seconds.
func answered(ctx context.Context, address string) (err error) {
	var r *http.Response
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(time.Millisecond) {
		if r, err = http.Get(address); err == nil {
			return r.Body.Close()
		}
	}
	return err
}

// freeAddress returns a loopback address that nobody listened at a moment ago.
func freeAddress(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// stop ends the service as an operator does.
func stop(s *exec.Cmd) error {
	if err := s.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return s.Wait()
}
