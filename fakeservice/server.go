package fakeservice

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// TB is what Start needs of a test: a *testing.T, *testing.B or *testing.F.
type TB interface {
	Helper()
	Cleanup(func())
}

// A Server is a Service that is up, over TLS with a certificate that its Client
// trusts.
type Server struct {
	*Service
	URL string // of the host, without a slash at its end

	http *httptest.Server

	mu      sync.Mutex
	calls   []Call
	planned []plan
}

// A Call is one call that the service got.
type Call struct {
	Methods  []string      // as they were named; none on a bare discovery
	Params   wire.Params   // everything but the file
	File     []byte        // media.data, nil if there was none
	FileName string        // and what its sender called it
	Protocol wire.Protocol // REST, XMLRPC or JSONRPC
	Verb     string        // GET, POST, HEAD
	Path     string        // of the URL
	Header   http.Header
	Status   int    // of the answer; 0 if there was none
	Answer   []byte // as it was sent
	Failed   bool   // a planned failure struck it
}

const maxCall = 64 << 20 // bytes of a call that are kept

// Start runs a service until the test ends.
func Start(t TB, o Options) *Server {
	t.Helper()
	s := &Server{Service: New(o)}
	s.http = httptest.NewTLSServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	t.Cleanup(func() {
		s.http.CloseClientConnections()
		s.http.Close()
	})
	return s
}

// Client returns an HTTP client that trusts the service's certificate.
func (s *Server) Client() *http.Client { return s.http.Client() }

// Calls returns the calls of a method so far, of all methods if it is "".
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var calls []Call
	for _, c := range s.calls {
		if covers(method, c.Methods) {
			calls = append(calls, c)
		}
	}
	return calls
}

// Forget forgets the calls so far.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = nil
}

func covers(method string, methods []string) bool {
	return method == "" || slices.Contains(methods, mediasock.CanonicalMethod(method))
}

// serve answers a request, or fails as planned, and keeps the call.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCall))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	call, file := read(r, body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	kept := Call{
		Methods: call.Methods, Params: call.Params, File: file.bytes(), FileName: file.name,
		Protocol: call.Protocol, Verb: r.Method, Path: r.URL.Path, Header: r.Header.Clone(),
	}
	failure := s.due(call.Methods)
	answer := &tee{ResponseWriter: w}
	defer func() {
		kept.Status, kept.Answer, kept.Failed = answer.status, answer.body.Bytes(), failure != nil
		s.mu.Lock()
		defer s.mu.Unlock()
		s.calls = append(s.calls, kept)
	}()
	if failure != nil {
		failure.strike(&exchange{s, answer, r, call})
		return
	}
	s.Service.ServeHTTP(answer, r)
}

// read reads a call as the service will.
func read(r *http.Request, body []byte) (*wire.Call, *upload) {
	copied := r.Clone(r.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	file := &upload{}
	// A call that cannot be read is kept as far as it goes.
	call, _ := wire.ReadCall(r.Context(), copied, wire.ReadOptions{Stage: file.stage})
	return call, file
}

// A tee keeps what is written.
type tee struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader passes the status on.
func (t *tee) WriteHeader(status int) {
	if t.status == 0 {
		t.status = status
	}
	t.ResponseWriter.WriteHeader(status)
}

// Write passes the bytes on.
func (t *tee) Write(p []byte) (int, error) {
	if t.status == 0 {
		t.status = http.StatusOK
	}
	t.body.Write(p)
	return t.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (t *tee) Unwrap() http.ResponseWriter { return t.ResponseWriter }
