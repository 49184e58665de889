package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"time"
)

// ErrKilled means that a worker ended in the middle of a call: it used more time
// or memory than it may, or a fault ended it. The same request would do it again.
var ErrKilled = errors.New("sandbox: the worker was ended")

// ErrUnavailable means that there was no worker, or no processor for it. The same
// request may do well another time.
var ErrUnavailable = errors.New("sandbox: no worker could answer")

// A FailedError is what a worker's Handler returned.
type FailedError struct{ Text string }

// Error returns the handler's text.
func (e *FailedError) Error() string { return e.Text }

// Defaults of a Pool, and how long a worker may wait for processors.
const (
	usualUses = 16
	usualRest = 10 * time.Second
	patience  = 5 // times the processor time of a call, by the clock
)

// A Pool keeps a few workers. It may be used by several goroutines at once; its
// fields may not be changed then.
type Pool struct {
	Command func() *exec.Cmd // of a worker, whose main calls Serve; such as Self
	Most    int              // workers at once; as many as processors unless set
	Uses    int              // calls that a worker answers; 16 unless set
	Rest    time.Duration    // how long one without work is kept; 10 s unless set

	once sync.Once
	room chan struct{}
	mu   sync.Mutex
	idle []*worker
}

// Call sends a request to a worker and gives its answer to read, which must not
// keep it. The worker is ended when it has used the processor time, or when ctx
// ends. The error is a FailedError, ErrKilled or ErrUnavailable inside, or what
// ctx, the request's reader or read said.
func (p *Pool) Call(ctx context.Context, processor time.Duration, request io.Reader, read func(answer io.Reader) error) error {
	leave, err := p.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	w, err := p.take(processor)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	limited, cancel := context.WithTimeout(ctx, patience*processor)
	defer cancel()
	err = w.call(limited, request, read)
	var answer *FailedError
	if err == nil || errors.As(err, &answer) {
		p.give(w)
		return err
	}
	return p.blame(ctx, limited, w, err)
}

// blame ends a worker whose call went wrong, and says whose fault that was.
func (p *Pool) blame(ctx, limited context.Context, w *worker, err error) error {
	state := w.end()
	var bad *ownError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &bad):
		return bad.error
	case limited.Err() != nil:
		return fmt.Errorf("%w: it took too long", ErrUnavailable)
	}
	return fmt.Errorf("%w (%s): %w", ErrKilled, state, err)
}

// enter waits until there is room for one more worker.
func (p *Pool) enter(ctx context.Context) (leave func(), err error) {
	p.once.Do(func() {
		if p.Most <= 0 {
			p.Most = runtime.GOMAXPROCS(0)
		}
		p.room = make(chan struct{}, p.Most)
	})
	select {
	case p.room <- struct{}{}:
		return func() { <-p.room }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%w: all are at work: %w", ErrUnavailable, ctx.Err())
	}
}

// take returns a worker that has heard of the call: one that waits, or a new one,
// if that has meanwhile gone.
func (p *Pool) take(processor time.Duration) (*worker, error) {
	if w := p.waiting(); w != nil {
		if w.announce(processor) == nil {
			return w, nil
		}
		w.end()
	}
	w := new(worker)
	var err error
	if w.cmd, err = Start(func() (*exec.Cmd, error) { return w.prepare(p.Command()) }); err != nil {
		return nil, err
	}
	if err = w.announce(processor); err != nil {
		return nil, fmt.Errorf("%w: %s", err, w.end())
	}
	return w, nil
}

// waiting takes the worker that has waited least, nil if none waits.
func (p *Pool) waiting() (w *worker) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.idle); n > 0 {
		w, p.idle = p.idle[n-1], p.idle[:n-1]
		w.timer.Stop() // retire does nothing if it runs already
	}
	return w
}

// give takes a worker back that answered, or lets it go after its last call.
func (p *Pool) give(w *worker) {
	uses, rest := p.Uses, p.Rest
	if uses <= 0 {
		uses = usualUses
	}
	if rest <= 0 {
		rest = usualRest
	}
	if w.used++; w.used >= uses {
		w.end()
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	w.timer = time.AfterFunc(rest, func() { p.retire(w) })
	p.idle = append(p.idle, w)
}

// retire ends a worker that has waited too long, unless it was taken.
func (p *Pool) retire(w *worker) {
	p.mu.Lock()
	i := slices.Index(p.idle, w)
	if i >= 0 {
		p.idle = slices.Delete(p.idle, i, i+1)
	}
	p.mu.Unlock()
	if i >= 0 {
		w.end()
	}
}

// Close ends the workers that wait. The pool can still be used.
func (p *Pool) Close() error {
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	for _, w := range idle {
		w.timer.Stop()
		w.end()
	}
	return nil
}
