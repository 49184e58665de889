package tus

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

// A body is the body of a request, given up when nothing arrives for a while.
// Another request can stop it.
type body struct {
	r       io.Reader
	control *http.ResponseController
	stall   time.Duration

	mu      sync.Mutex
	stopped bool
	ended   bool // the connection is no longer the body's
}

func newBody(w http.ResponseWriter, r *http.Request, stall time.Duration) *body {
	return &body{r: r.Body, control: http.NewResponseController(w), stall: stall}
}

// Read reads with a deadline of its own. At the end it takes the deadline away,
// because net/http goes on reading to learn whether the client is still there.
func (b *body) Read(p []byte) (int, error) {
	if err := b.hurry(); err != nil {
		return 0, err
	}
	n, err := b.r.Read(p)
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case err == io.EOF:
		b.ended = true
		_ = b.deadline(time.Time{}) // the connection is closed then
	case b.stopped:
		return n, errStopped
	}
	return n, err
}

func (b *body) hurry() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stopped {
		return errStopped
	}
	return b.deadline(time.Now().Add(b.stall))
}

// stop makes the reading of the body end.
func (b *body) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.ended {
		b.stopped = true
		_ = b.deadline(time.Unix(1, 0)) // one that cannot be stopped runs into its own
	}
}

func (b *body) deadline(t time.Time) error {
	if err := b.control.SetReadDeadline(t); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}
