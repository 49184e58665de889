package server

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// What is read of a body after its call was answered, and for how long.
const (
	maxRest  = 4 << 20
	restTime = 2 * time.Second
)

// Patient returns r with a body that is given up when nothing of it arrives for
// stall, however long the whole takes. It is for uploads that other handlers of
// the same service take, and replaces any deadline that w has for reading.
func Patient(w http.ResponseWriter, r *http.Request, stall time.Duration) *http.Request {
	patient, _ := patiently(w, r, stall)
	return patient
}

// A patientBody is the body of such a request.
type patientBody struct {
	io.ReadCloser
	control *http.ResponseController
	stall   time.Duration
}

func patiently(w http.ResponseWriter, r *http.Request, stall time.Duration) (*http.Request, *patientBody) {
	patient := *r
	body := &patientBody{ReadCloser: r.Body, control: http.NewResponseController(w), stall: stall}
	if r.Body == nil {
		body.ReadCloser = http.NoBody
	}
	patient.Body = body
	return &patient, body
}

// patient returns the exchange's request with a patientBody.
func (e *exchange) patient() (*http.Request, *patientBody) {
	return patiently(e.w, e.r, e.Limits.Stall)
}

// Read reads with a deadline of its own. At the body's end it takes the deadline
// away: net/http goes on reading to learn whether the client is still there, and
// would take a deadline that passes for its leaving.
func (b *patientBody) Read(p []byte) (int, error) {
	if err := b.deadline(time.Now().Add(b.stall)); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	if err == io.EOF {
		_ = b.deadline(time.Time{}) // the connection is closed then
	}
	return n, err
}

// settle reads a body to its end, where that is near: a client that is still
// sending when the connection is closed may never see the answer. Where the end
// is far the deadline stays.
func (b *patientBody) settle() {
	if b.deadline(time.Now().Add(restTime)) != nil {
		return
	}
	if _, err := io.CopyN(io.Discard, b.ReadCloser, maxRest); errors.Is(err, io.EOF) {
		_ = b.deadline(time.Time{}) // the connection is closed then
	}
}

func (b *patientBody) deadline(t time.Time) error {
	if err := b.control.SetReadDeadline(t); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("server: %w", err)
	}
	return nil
}
