package fakeservice

import (
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A Failure is a way in which a service fails one call.
type Failure struct {
	strike func(*exchange)
}

// A plan is a failure that waits for a call of its method.
type plan struct {
	method string
	Failure
}

// An exchange is a call that a failure strikes.
type exchange struct {
	*Server
	w    http.ResponseWriter
	r    *http.Request
	call *wire.Call
}

// Fail lets the next calls of a method fail, one by each failure in their
// order; of any method if it is "". Calls after them are answered as ever.
func (s *Server) Fail(method string, failures ...Failure) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range failures {
		s.planned = append(s.planned, plan{method, f})
	}
}

// Planned returns how many failures have struck no call yet.
func (s *Server) Planned() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.planned)
}

// due takes the failure that a call meets, nil if there is none.
func (s *Server) due(methods []string) *Failure {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, p := range s.planned {
		if covers(p.method, methods) {
			s.planned = append(s.planned[:i:i], s.planned[i+1:]...)
			return &p.Failure
		}
	}
	return nil
}

// State answers with a state, such as mediasock.CodeInterrupted, and does
// nothing of what was asked.
func State(code mediasock.Code, message string) Failure {
	return Failure{func(e *exchange) {
		options := wire.OptionsFor(e.call)
		options.SetHeader(e.w.Header())
		reply := &wire.Reply{
			Service: mediasock.Identity{Value: e.Handler.Service.Value, Title: e.Handler.Service.Title, Version: "1.4"},
			Results: []wire.Result{{Stat: mediasock.Stat{Code: code, Message: message}}},
		}
		_ = wire.WriteReply(e.w, reply, options) // whoever has gone needs no answer
	}}
}

// Status answers with an HTTP status and no block, as a proxy would.
func Status(status int) Failure {
	return Failure{func(e *exchange) { http.Error(e.w, http.StatusText(status), status) }}
}

// Page answers with a page of HTML that knows nothing of MediaSock.
func Page(html string) Failure {
	return Failure{func(e *exchange) {
		e.w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(e.w, html)
	}}
}

// Redirect answers with 302 to another address.
func Redirect(to string) Failure {
	return Failure{func(e *exchange) { http.Redirect(e.w, e.r, to, http.StatusFound) }}
}

// Slow waits before it answers as ever, or until the client gives up.
func Slow(wait time.Duration) Failure {
	return Failure{func(e *exchange) {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
			e.Service.ServeHTTP(e.w, e.r)
		case <-e.r.Context().Done():
		}
	}}
}

// Cut closes the connection and does nothing of what was asked.
func Cut() Failure {
	return Failure{func(*exchange) { panic(http.ErrAbortHandler) }}
}

// Lost does what was asked, and closes the connection instead of answering.
func Lost() Failure {
	return Failure{func(e *exchange) {
		e.Service.ServeHTTP(httptest.NewRecorder(), e.r)
		panic(http.ErrAbortHandler)
	}}
}

// Half does what was asked, and closes the connection in the middle of the
// answer.
func Half() Failure {
	return Failure{func(e *exchange) {
		answer := httptest.NewRecorder()
		e.Service.ServeHTTP(answer, e.r)
		for name, values := range answer.Header() {
			e.w.Header()[name] = values
		}
		e.w.WriteHeader(answer.Code)
		body := answer.Body.Bytes()
		_, _ = e.w.Write(body[:len(body)/2])
		_ = http.NewResponseController(e.w).Flush()
		panic(http.ErrAbortHandler)
	}}
}

// Expired lets every cookie, token and signing key expire, and answers as ever:
// the client has to sign in again.
func Expired() Failure {
	return Failure{func(e *exchange) {
		e.ExpireKeys()
		e.Service.ServeHTTP(e.w, e.r)
	}}
}
