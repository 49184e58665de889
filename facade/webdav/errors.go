package webdav

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"

	"golang.org/x/net/webdav"

	"github.com/mediasock/mediasock"
)

// errChanged is a condition that does not hold.
var errChanged = errors.New("the file is another by now")

// statusOf is the one table of what errors are answered with, 0 for those that
// the library of WebDAV knows itself.
func statusOf(err error) (status int, text string) {
	var told *mediasock.Error
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrExist):
		return 0, ""
	case errors.Is(err, errJunk), errors.Is(err, fs.ErrPermission):
		return http.StatusForbidden, err.Error()
	case errors.Is(err, errChanged):
		return http.StatusPreconditionFailed, err.Error()
	case errors.Is(err, context.Canceled):
		return http.StatusRequestTimeout, "the request was broken off"
	case errors.Is(err, errBroken):
		return http.StatusBadRequest, "the file did not arrive whole"
	case !errors.As(err, &told):
		return http.StatusServiceUnavailable, "temporary fault"
	}
	switch told.Code {
	case mediasock.CodeAuth, mediasock.CodeCredentials, mediasock.CodeRenegotiate:
		return http.StatusUnauthorized, told.Code.String()
	case mediasock.CodeInterrupted:
		return http.StatusBadRequest, told.Message
	case mediasock.CodeTemporary:
		return webdav.StatusInsufficientStorage, told.Message
	case mediasock.CodePermanent:
		return http.StatusForbidden, told.Message
	case mediasock.CodeUnsupported:
		return http.StatusUnprocessableEntity, told.Message
	}
	return http.StatusInternalServerError, told.Code.String()
}

// fail answers an error.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, text := statusOf(err)
	if status == http.StatusUnauthorized && h.host.Door.Challenge != nil {
		h.host.Door.Challenge(r, w.Header())
	}
	http.Error(w, text, status)
}

// log tells of faults of our own.
func (x *exchange) log(r *http.Request, err error) {
	if status, _ := statusOf(x.tree.failure); status == http.StatusServiceUnavailable {
		x.host.Logger().LogAttrs(r.Context(), slog.LevelError, "webdav",
			slog.String("method", r.Method), slog.Any("error", x.tree.failure))
	}
	if err != nil {
		x.host.Logger().LogAttrs(r.Context(), slog.LevelDebug, "webdav", slog.String("method", r.Method), slog.Any("error", err))
	}
}

// An answer replaces the status that the library of WebDAV makes of an error by
// the one that the session's error stands for.
type answer struct {
	http.ResponseWriter
	tree  *tree
	wrote bool
	drop  bool // the library's own text for the status
}

// WriteHeader sends the status.
func (a *answer) WriteHeader(status int) {
	if a.wrote {
		return
	}
	a.wrote = true
	told, text := statusOf(a.tree.failure)
	if status < http.StatusBadRequest || told == 0 {
		a.ResponseWriter.WriteHeader(status)
		return
	}
	a.drop = true
	http.Error(a.ResponseWriter, text, told)
}

// Write sends a part of the body.
func (a *answer) Write(p []byte) (int, error) {
	if !a.wrote {
		a.WriteHeader(http.StatusOK)
	}
	if a.drop {
		return len(p), nil
	}
	return a.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
