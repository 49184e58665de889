package tus

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/facade"
)

// statusChecksum is the status of tus for a body that is not what its checksum
// says.
const statusChecksum = 460

// A problem is an error of the protocol, with the status that it is answered
// with.
type problem struct {
	status int
	text   string
}

// Error says what is wrong.
func (p *problem) Error() string { return "tus: " + p.text }

// The errors of the protocol.
var (
	errVersion   = &problem{http.StatusPreconditionFailed, "this service speaks tus 1.0.0"}
	errMethod    = &problem{http.StatusMethodNotAllowed, "there is no such method here"}
	errLength    = &problem{http.StatusBadRequest, "Upload-Length is missing or wrong"}
	errEmpty     = &problem{http.StatusBadRequest, "the file is empty"}
	errNoOffset  = &problem{http.StatusBadRequest, "Upload-Offset is missing or wrong"}
	errMetadata  = &problem{http.StatusBadRequest, "Upload-Metadata cannot be read"}
	errAlgorithm = &problem{http.StatusBadRequest, "Upload-Checksum cannot be read"}
	errType      = &problem{http.StatusUnsupportedMediaType, "the body has to be " + partType}
	errOffset    = &problem{http.StatusConflict, "the upload is at another offset"}
	errGone      = &problem{http.StatusGone, "the upload has expired"}
	errTooLarge  = &problem{http.StatusRequestEntityTooLarge, "that is more than was announced or is allowed"}
	errLocked    = &problem{http.StatusLocked, "another request is at this upload"}
	errStopped   = &problem{http.StatusLocked, "another request has gone on with this upload"}
	errChecksum  = &problem{statusChecksum, "the bytes are not those that the checksum is of"}
	errTooMany   = &problem{http.StatusTooManyRequests, "too many uploads are unfinished"}
	errNotStored = &problem{http.StatusServiceUnavailable, "the bytes could not be stored"}
)

// answerOf is the one table of what errors are answered with.
func answerOf(err error) (status int, text string) {
	var (
		own    *problem
		broken *facade.BrokenError
		told   *mediasock.Error
	)
	switch {
	case errors.As(err, &own):
		return own.status, own.text
	case errors.As(err, &broken), errors.Is(err, context.Canceled):
		return http.StatusRequestTimeout, "the body broke off"
	case errors.Is(err, mediasock.ErrUnknownItem):
		return http.StatusNotFound, "no such upload"
	case !errors.As(err, &told):
		return http.StatusInternalServerError, "temporary fault"
	}
	status = http.StatusServiceUnavailable
	switch told.Code {
	case mediasock.CodeAuth, mediasock.CodeCredentials:
		status = http.StatusUnauthorized
	case mediasock.CodeUnsupported:
		status = http.StatusBadRequest
	case mediasock.CodePermanent:
		status = http.StatusForbidden
	}
	return status, mediasock.Stat(*told).Err().Error()
}

// fail answers an error. Inner faults are logged whole and told in a word.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, text := answerOf(err)
	switch {
	case status == http.StatusUnauthorized && h.Challenge != nil:
		h.Challenge(r, w.Header())
	case status == http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "5")
	}
	if status >= http.StatusInternalServerError {
		h.log().LogAttrs(r.Context(), slog.LevelError, "an upload failed", slog.Int("status", status), slog.Any("error", err))
	}
	http.Error(w, text, status)
}
