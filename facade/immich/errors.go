package immich

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/textproto"
	"os"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// A refusal is an answer of the protocol's own.
type refusal struct {
	status int
	text   string
}

// Error says what is wrong.
func (r *refusal) Error() string { return "immich: " + r.text }

// brokenAnswer returns what a body that could not be read is answered with.
func brokenAnswer(e *facade.BrokenError) (status int, text string) {
	var protocol textproto.ProtocolError
	switch {
	case errors.As(e.Err, new(*http.MaxBytesError)):
		return http.StatusRequestEntityTooLarge, "the body is too large"
	case errors.Is(e.Err, io.EOF), errors.Is(e.Err, io.ErrUnexpectedEOF), errors.Is(e.Err, os.ErrDeadlineExceeded), errors.Is(e.Err, context.Canceled):
		return http.StatusRequestTimeout, "the body broke off"
	case errors.As(e.Err, &protocol):
		return http.StatusBadRequest, "the body is malformed"
	}
	return http.StatusBadRequest, "the body cannot be read"
}

// answerOf returns what an error is answered with. States have their statuses
// from the protocol's one table.
func answerOf(err error) (status int, text string) {
	var (
		own    *refusal
		broken *facade.BrokenError
		told   *mediasock.Error
	)
	switch {
	case errors.As(err, &own):
		return own.status, own.text
	case errors.As(err, &broken):
		return brokenAnswer(broken)
	case errors.As(err, &told) && errors.Is(err, auth.ErrThrottled):
		return http.StatusTooManyRequests, words(told)
	case told != nil:
		return immichwire.StatusOf(told.Code.Family()), words(told)
	case errors.Is(err, context.Canceled):
		return http.StatusRequestTimeout, "interrupted"
	}
	return http.StatusInternalServerError, "temporary fault"
}

// words returns what is told of a state.
func words(e *mediasock.Error) string {
	if e.Message != "" {
		return e.Message
	}
	return e.Code.String()
}

// fail answers an error in Immich's form. Inner faults are logged whole and told
// in a word.
func (x *exchange) fail(err error) {
	status, text := answerOf(err)
	header := x.w.Header()
	switch status {
	case http.StatusUnauthorized:
		if x.Door.Challenge != nil {
			x.Door.Challenge(x.r, header)
		}
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		header.Set("Retry-After", "60")
	case http.StatusInternalServerError:
		x.Logger().LogAttrs(x.r.Context(), slog.LevelError, "immich: a call failed", slog.String("path", x.r.URL.Path), slog.Any("error", err))
	}
	body, err := json.Marshal(immichwire.Problem{
		Message: text, Error: http.StatusText(status), StatusCode: status, CorrelationID: header.Get("X-Request-Id"),
	})
	if err != nil {
		body = nil // a text and a number always can be written
	}
	header.Set("Content-Type", "application/json; charset=utf-8")
	x.w.WriteHeader(status)
	_, _ = x.w.Write(body)
}
