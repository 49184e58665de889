package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWatchSendsWhatComes puts a file into a folder that is watched, also into
// one that appears later.
func TestWatchSendsWhatComes(t *testing.T) {
	h := newHouse(t)
	folder := filepath.Join(t.TempDir(), "Camera")
	put := func(name, text string) {
		t.Helper()
		name = filepath.Join(folder, name)
		earlier := time.Now().Add(-time.Minute) // it has settled
		for _, err := range []error{
			os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o644), os.Chtimes(name, earlier, earlier),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	put("a.txt", "first")
	reader, writer := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := &program{stdin: strings.NewReader(""), stdout: writer, stderr: io.Discard, getenv: h.getenv}
	ended := make(chan int, 1)
	go func() { ended <- p.run(ctx, []string{"upload", "--watch", "--every", "1s", folder}) }()
	lines := make(chan string)
	go readLines(reader, lines)
	if line := <-lines; !strings.Contains(line, "a.txt: uploaded") {
		t.Errorf("first line %q", line)
	}
	put("Later/b.txt", "second")
	if line := <-lines; !strings.Contains(line, "b.txt: uploaded") {
		t.Errorf("second line %q", line)
	}
	cancel()
	if code := <-ended; code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
}

func readLines(r io.Reader, lines chan<- string) {
	buffer := make([]byte, 4096)
	for {
		n, err := r.Read(buffer)
		if n > 0 {
			lines <- string(buffer[:n])
		}
		if err != nil {
			return
		}
	}
}
