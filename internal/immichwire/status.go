package immichwire

import (
	"net/http"

	"github.com/mediasock/mediasock"
)

// A Problem is the body of every answer that is no success.
type Problem struct {
	Message       any    `json:"message"` // a text; of a failed validation a list of them
	Error         string `json:"error"`
	StatusCode    int    `json:"statusCode"`
	CorrelationID string `json:"correlationId,omitempty"`
}

// Text returns the message as one text.
func (p *Problem) Text() string {
	switch m := p.Message.(type) {
	case string:
		return m
	case []any:
		if len(m) > 0 {
			text, _ := m[0].(string)
			return text
		}
	}
	return p.Error
}

// states is the one table of states and the statuses that they are told by, the
// first of each code first.
var states = []struct {
	code   mediasock.Code
	status int
}{
	{mediasock.CodeAuth, http.StatusUnauthorized},
	{mediasock.CodeCredentials, http.StatusUnauthorized},
	{mediasock.CodeRenegotiate, http.StatusUnauthorized},
	{mediasock.CodeInterrupted, http.StatusRequestTimeout},
	{mediasock.CodeTemporary, http.StatusServiceUnavailable},
	{mediasock.CodeTemporary, http.StatusTooManyRequests},
	{mediasock.CodePermanent, http.StatusForbidden},
	{mediasock.CodeUnsupported, http.StatusBadRequest}, // what is not there too
	{mediasock.CodeUnsupported, http.StatusNotFound},
	{mediasock.CodeUnsupported, http.StatusMethodNotAllowed},
	{mediasock.CodeUnsupported, http.StatusConflict},
	{mediasock.CodeUnsupported, http.StatusRequestEntityTooLarge},
	{mediasock.CodeUnsupported, http.StatusUnsupportedMediaType},
	{mediasock.CodeUnsupported, http.StatusUnprocessableEntity},
	{mediasock.CodeUnsupported, http.StatusNotImplemented},
}

// StatusOf returns the status that tells of a state.
func StatusOf(c mediasock.Code) int {
	for _, s := range states {
		if s.code == c {
			return s.status
		}
	}
	return http.StatusInternalServerError
}

// CodeOf returns the state that a status tells of.
func CodeOf(status int) mediasock.Code {
	for _, s := range states {
		if s.status == status {
			return s.code
		}
	}
	if status >= http.StatusInternalServerError {
		return mediasock.CodeTemporary
	}
	return mediasock.CodeUnsupported
}
