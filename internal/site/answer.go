package site

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// answer serves a function that returns what was wrong; this is the one place
// where that is written.
func (s *Site) answer(h func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// fail answers an error. Whether something exists is not told to a stranger who
// may not see it: a sign-in might help, so that is asked for (401).
func (s *Site) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	switch {
	case status == http.StatusNotFound && userOf(r.Context()) == nil, status == http.StatusUnauthorized:
		s.refuse(w, r, mediasock.ErrAuthRequired)
		return
	case status >= http.StatusInternalServerError && r.Context().Err() == nil:
		s.log.LogAttrs(r.Context(), slog.LevelError, "request failed", slog.String("path", r.URL.Path), slog.Any("error", err))
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, statusText(status, err), status)
}

// statusOf maps an error to an HTTP status.
func statusOf(err error) int {
	switch {
	case errors.Is(err, library.ErrGone):
		return http.StatusGone
	case errors.Is(err, mediasock.ErrUnknownItem), errors.Is(err, mediasock.ErrUnknownTaxon), errors.Is(err, fs.ErrNotExist):
		return http.StatusNotFound
	case errors.Is(err, mediasock.ErrAuthRequired):
		return http.StatusUnauthorized
	case errors.Is(err, mediasock.ErrPermanent):
		return http.StatusForbidden
	case errors.Is(err, mediasock.ErrUnsupported):
		return http.StatusBadRequest
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, mediasock.ErrTemporary):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// statusText returns what may be told: the message of a state, never that of an
// inner fault.
func statusText(status int, err error) string {
	var e *mediasock.Error
	if errors.As(err, &e) && e.Message != "" {
		return e.Message
	}
	return http.StatusText(status)
}
