package check

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

// A recorder keeps the answers that a client gets, byte by byte, so that they
// can be read by the rules while the client goes its own way.
type recorder struct {
	base http.RoundTripper

	mu    sync.Mutex
	doing string // what the client is at, for people
	kept  []*answer
}

var _ http.RoundTripper = (*recorder)(nil)

// RoundTrip implements http.RoundTripper.
func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := r.base.RoundTrip(request)
	if err != nil {
		return response, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		response.Body.Close()
		return nil, err
	}
	response.Body = &replayed{io.MultiReader(bytes.NewReader(body), response.Body), response.Body}
	u := request.URL
	r.mu.Lock()
	defer r.mu.Unlock()
	a := &answer{
		call: request.Method + " " + u.Scheme + "://" + u.Host + u.Path + " (" + r.doing + ")",
		url:  u.String(), status: response.StatusCode, header: response.Header, body: body, login: true,
	}
	a.doc = parse(body)
	r.kept = append(r.kept, a)
	return response, nil
}

// A replayed body is read again, and then on.
type replayed struct {
	io.Reader
	body io.Closer
}

// Close closes the body.
func (b *replayed) Close() error { return b.body.Close() }

// take returns what was kept since the last time.
func (r *recorder) take() []*answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := r.kept
	r.kept = nil
	return kept
}

func (r *recorder) do(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.doing = what
}
