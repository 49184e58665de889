package openmedia

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/opensearch"
)

// What a [Searcher] fails with. Each crosses the wire as the status of HTTP
// beside it and is the same error at the other end (OA-12).
var (
	ErrNotFound     = errors.New("openmedia: not found")                // 404
	ErrGone         = errors.New("openmedia: deleted")                  // 410
	ErrInvalidQuery = errors.New("openmedia: invalid query")            // 400; what wraps it is told to the client
	ErrUnauthorized = errors.New("openmedia: sign-in needed")           // 401
	ErrForbidden    = errors.New("openmedia: not allowed")              // 403
	ErrTemporary    = errors.New("openmedia: temporarily unavailable")  // 503
	ErrInternal     = errors.New("openmedia: fault at the other end")   // 500
	ErrUnusable     = errors.New("openmedia: nothing that we can use")  // the client's own: no description, no template
	ErrClosed       = errors.New("openmedia: the site forbids queries") // OS-8
	ErrPrivate      = errors.New("openmedia: the site forbids to show results")
)

// TemporaryError is an [ErrTemporary] that knows when to come back.
type TemporaryError struct {
	RetryAfter time.Duration // 0 is unknown
	Err        error         // the cause, never told to clients; may be nil
}

// Error names the cause.
func (e *TemporaryError) Error() string {
	if e.Err == nil {
		return ErrTemporary.Error()
	}
	return fmt.Sprintf("%v: %v", ErrTemporary, e.Err)
}

// Unwrap returns [ErrTemporary] and the cause.
func (e *TemporaryError) Unwrap() []error {
	if e.Err == nil {
		return []error{ErrTemporary}
	}
	return []error{ErrTemporary, e.Err}
}

// statuses is the one table between errors and HTTP; the first that fits counts.
var statuses = []struct {
	err    error
	status int
}{
	{ErrInvalidQuery, http.StatusBadRequest},
	{opensearch.ErrInvalid, http.StatusBadRequest},
	{ErrUnauthorized, http.StatusUnauthorized},
	{ErrForbidden, http.StatusForbidden},
	{ErrNotFound, http.StatusNotFound},
	{ErrGone, http.StatusGone},
	{ErrTemporary, http.StatusServiceUnavailable},
	{context.DeadlineExceeded, http.StatusServiceUnavailable},
	{context.Canceled, http.StatusServiceUnavailable},
}

// StatusOf returns the HTTP status of an error: 500 for one that is unknown.
func StatusOf(err error) int {
	for _, s := range statuses {
		if errors.Is(err, s.err) {
			return s.status
		}
	}
	return http.StatusInternalServerError
}

// SessionError returns the error of a search for one of a session's own calls, nil
// for none: what a session can be searched by answers in states.
func SessionError(err error) error {
	var e *mediasock.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(err, mediasock.ErrUnknownItem):
		return ErrNotFound
	case !errors.As(err, &e):
		return &TemporaryError{Err: err}
	}
	switch e.Code {
	case mediasock.CodeAuth, mediasock.CodeCredentials:
		return fmt.Errorf("%w: %w", ErrUnauthorized, err)
	case mediasock.CodePermanent:
		return fmt.Errorf("%w: %w", ErrForbidden, err)
	case mediasock.CodeUnsupported:
		return fmt.Errorf("%w: %w", ErrInvalidQuery, err)
	}
	return &TemporaryError{Err: err}
}

// messageOf returns what a client may read of an error: the reason of an
// invalid query, else no more than the status says.
func messageOf(err error, status int) string {
	if status != http.StatusBadRequest {
		return strings.ToLower(http.StatusText(status))
	}
	const most = 200
	s := strings.ToValidUTF8(err.Error(), "?")
	return s[:min(len(s), most)]
}

// retryAfter returns the whole seconds to tell in Retry-After.
func retryAfter(err error) string {
	var t *TemporaryError
	if errors.As(err, &t) && t.RetryAfter > 0 {
		return strconv.Itoa(int((t.RetryAfter + time.Second - 1) / time.Second))
	}
	return "30"
}

// ErrorOf returns the error that a status stands for, nil for success; header may
// say when to come back, as counted from now.
func ErrorOf(status int, header http.Header, now time.Time) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusTooManyRequests:
		status = http.StatusServiceUnavailable
	}
	if status == http.StatusServiceUnavailable {
		return &TemporaryError{RetryAfter: parseRetry(header.Get("Retry-After"), now)}
	}
	for _, s := range statuses {
		if s.status == status {
			return s.err
		}
	}
	return fmt.Errorf("%w: status %d", ErrInternal, status)
}

// parseRetry reads seconds or a date; nobody is waited for longer than a day.
func parseRetry(s string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	if n, err := strconv.Atoi(s); err == nil {
		return time.Duration(max(0, min(n, int(most/time.Second)))) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, min(t.Sub(now), most))
	}
	return 0
}
