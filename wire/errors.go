package wire

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/mediasock/mediasock"
)

// The codes of faults that XML-RPC and JSON-RPC share.
const (
	faultParse    = -32700
	faultRequest  = -32600
	faultMethod   = -32601
	faultParams   = -32602
	faultInternal = -32603
)

// A RequestError is a call that could not be read. It wraps a
// [*mediasock.Error], so that mediasock.StatOf gives its stat.
type RequestError struct {
	Status int // HTTP status: 400, 405, 408, 413, 415
	Fault  int // XML-RPC and JSON-RPC code: -32700, -32600, -32602, -32603
	Err    error
}

// Error returns what was wrong.
func (e *RequestError) Error() string { return "wire: unreadable call: " + e.Err.Error() }

// Unwrap returns e.Err.
func (e *RequestError) Unwrap() error { return e.Err }

// HTTPStatus returns the HTTP status that err is answered with: a
// RequestError's own, else 200, because application states are answered with
// 200.
func HTTPStatus(err error) int {
	if e, ok := errors.AsType[*RequestError](err); ok && e.Status != 0 {
		return e.Status
	}
	return http.StatusOK
}

// badRequest returns the error of a malformed call: a permanent failure.
func badRequest(status, fault int, format string, args ...any) *RequestError {
	return &RequestError{status, fault, &mediasock.Error{
		Code: mediasock.CodePermanent, Message: fmt.Sprintf(format, args...),
	}}
}

// tooLarge returns the error of a call beyond a limit: the client goes on with
// its next item.
func tooLarge(format string, args ...any) *RequestError {
	return &RequestError{http.StatusRequestEntityTooLarge, faultRequest, &mediasock.Error{
		Code: mediasock.CodeUnsupported, Message: fmt.Sprintf(format, args...),
	}}
}

// A bodyReader tells errors of reading a request's body as what they mean, so
// that they are not taken for those of what is made of it.
type bodyReader struct{ r io.Reader }

// Read reads from the body.
func (b bodyReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && err != io.EOF {
		err = readError(err)
	}
	return n, err
}

// readError returns what a failed read of a call means.
func readError(err error) error {
	if _, ok := errors.AsType[*RequestError](err); ok {
		return err
	}
	var limit *http.MaxBytesError
	var corrupt base64.CorruptInputError
	switch {
	case errors.Is(err, errJSON), errors.Is(err, errXML):
		return badRequest(http.StatusBadRequest, faultParse, "%s", err)
	case errors.As(err, &corrupt):
		return badRequest(http.StatusBadRequest, faultParams, "malformed base64")
	case errors.As(err, &limit):
		return tooLarge("larger than %d bytes", limit.Limit)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded):
		return interrupted(http.StatusRequestTimeout, "the call took too long")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return interrupted(http.StatusBadRequest, "the call was cut off")
	}
	return interrupted(http.StatusBadRequest, "the connection broke")
}

// interrupted returns the error of a call that did not arrive whole: the client
// sends it again.
func interrupted(status int, message string) *RequestError {
	return &RequestError{status, faultParse, &mediasock.Error{
		Code: mediasock.CodeInterrupted, Message: message,
	}}
}
