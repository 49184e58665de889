package campaign

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

// startTime is how long a service may take to come up.
const startTime = time.Minute

// A process is the service.
type process struct {
	cmd   *exec.Cmd
	said  *tail
	ended chan struct{}
}

// start runs a command without waiting for it to be ready.
func start(program string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(program, args...), said: new(tail), ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.cmd.Wait() // how it ends is of no interest: it is killed
		close(p.ended)
	}()
	return p, nil
}

// ready waits until a server answers that all is well.
func (p *process) ready(ctx context.Context, web *http.Client, url string) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	for {
		if answers(ctx, web, url) {
			return nil
		}
		select {
		case <-p.ended:
			return fmt.Errorf("campaign: the service does not start: %s", p.said)
		case <-ctx.Done():
			return fmt.Errorf("campaign: the service does not answer: %w: %s", ctx.Err(), p.said)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func answers(ctx context.Context, web *http.Client, url string) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false
	}
	response, err := web.Do(r)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// kill ends the process as kill -9 does, and waits until it is gone.
func (p *process) kill() {
	p.cmd.Process.Kill() // it may have ended by itself
	<-p.ended
}

// freePort returns a port of the loopback that nothing listens at.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// A tail keeps the last of what a process says.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const maxTail = 8 << 10

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - maxTail; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(p), nil
}

// String returns it.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(bytes.TrimSpace(t.text))
}
