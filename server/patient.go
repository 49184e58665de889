package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const maxRest = 64 << 10 // bytes after a call's end that are read to its body's end

// A patientBody is a request's body that is given up when nothing of it arrives
// for too long, however long the whole takes.
type patientBody struct {
	io.ReadCloser
	control *http.ResponseController
	stall   time.Duration
}

// patient returns the request with a patientBody.
func (e *exchange) patient() (*http.Request, *patientBody) {
	r := *e.r
	body := &patientBody{ReadCloser: e.r.Body, control: http.NewResponseController(e.w), stall: e.Limits.Stall}
	if r.Body == nil {
		body.ReadCloser = http.NoBody
	}
	r.Body = body
	return &r, body
}

// Read reads with a deadline of its own.
func (b *patientBody) Read(p []byte) (int, error) {
	if err := b.deadline(time.Now().Add(b.stall)); err != nil {
		return 0, err
	}
	return b.ReadCloser.Read(p)
}

// settle reads a body to its end, where that is near, and takes the deadline
// away: net/http goes on reading to learn whether the client is still there, and
// would take a deadline that passes for its leaving. Where the end is far the
// deadline stays, for net/http reads a little more before it closes the
// connection, so that a client that is still sending sees the answer.
func (b *patientBody) settle() {
	if _, err := io.CopyN(io.Discard, b, maxRest); err == io.EOF {
		_ = b.deadline(time.Time{}) // the connection is closed then
	}
}

func (b *patientBody) deadline(t time.Time) error {
	if err := b.control.SetReadDeadline(t); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("server: %w", err)
	}
	return nil
}
