package immich

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/facade"
)

// An exchange is one request and its answer.
type exchange struct {
	*service
	w       http.ResponseWriter
	r       *http.Request
	user    *mediasock.User
	key     *auth.Secret      // the API key, where one was sent
	session mediasock.Session // nil where no scope is needed
	status  int               // of the answer
}

// written is the answer of what has written it by itself.
type written struct{}

// handle returns what answers a route.
func (s *service) handle(to route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := &exchange{service: s, w: w, r: r, status: http.StatusOK}
		w.Header().Set("Cache-Control", "no-store")
		answer, err := x.do(to)
		if err == nil {
			err = x.tell(answer)
		}
		if err != nil {
			x.fail(err)
		}
	})
}

func (x *exchange) do(to route) (any, error) {
	if to.need == mediasock.ScopeNone {
		return to.do(x)
	}
	var err error
	if x.user, err = x.who(); err != nil {
		return nil, err
	}
	if x.session, err = x.Session(x.r.Context(), x.user, to.need); err != nil {
		return nil, err
	}
	return to.do(x)
}

// tell writes an answer; nil is none.
func (x *exchange) tell(answer any) error {
	switch answer.(type) {
	case written:
		return nil
	case nil:
		x.w.WriteHeader(http.StatusNoContent)
		return nil
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("immich: %w", err)
	}
	x.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	x.w.WriteHeader(x.status)
	_, _ = x.w.Write(text) // the client may be gone
	return nil
}

// What is read of a body in JSON, and of a list in one.
const (
	maxJSON = 8 << 20
	maxList = 100_000
)

// read reads the body, which is JSON, into v.
func (x *exchange) read(v any) error {
	text, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxJSON))
	if err != nil {
		return &facade.BrokenError{Err: err}
	}
	if json.Unmarshal(text, v) != nil {
		return &refusal{http.StatusBadRequest, "the body is not the JSON that is wanted here"}
	}
	return nil
}

// few refuses lists that are longer than any client sends.
func few(n int) error {
	if n > maxList {
		return &refusal{http.StatusBadRequest, fmt.Sprintf("more than %d at once", maxList)}
	}
	return nil
}

// unsupported is what the service does not do.
func unsupported(*exchange) (any, error) {
	return nil, &refusal{http.StatusNotImplemented, "this service does not do that"}
}

// nowhere is what the service does not know.
func nowhere(x *exchange) (any, error) {
	return nil, &refusal{http.StatusNotFound, "Cannot " + x.r.Method + " " + x.r.URL.Path}
}
