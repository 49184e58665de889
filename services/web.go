package services

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/mediasock/mediasock"
)

// Limits are what is taken of a service, as far as [Options] say nothing.
type Limits struct {
	Timeout time.Duration // for a request that carries no file
	Bytes   int64         // of an answer that is no file
}

// A Web sends the requests of one session of a driver: its credentials to no other
// origin ([Options.Carrier]), and all within limits. The fields are set before its
// first request.
type Web struct {
	// Prove adds to a request what says who asks; it may be nil.
	Prove func(*http.Request)
	// Problem returns the error that an answer tells which is no success; text is its
	// beginning.
	Problem func(status int, text []byte) error

	name   string
	http   *http.Client
	agent  string
	limits Limits
}

// Web returns what a driver of a name sends its requests to base by.
func (o *Options) Web(name string, base *url.URL, usual Limits) (*Web, error) {
	carrier, err := o.Carrier(base)
	if err != nil {
		return nil, err
	}
	w := &Web{name: name, http: carrier, agent: NewCaller(0, o).UserAgent(), limits: usual}
	if o != nil {
		w.limits = Limits{cmp.Or(o.Timeout, usual.Timeout), cmp.Or(o.Bytes, usual.Bytes)}
	}
	return w, nil
}

// Limits returns what holds.
func (w *Web) Limits() Limits { return w.limits }

// JSON sends a request with a body in JSON, nil for none, and reads the answer into
// out, nil for none. The result is the answer's header.
func (w *Web) JSON(ctx context.Context, method, address string, in, out any) (http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, w.limits.Timeout)
	defer cancel()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", w.name, err)
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.name, err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return w.Exchange(r, out)
}

// Exchange sends a request and reads its answer as JSON does.
func (w *Web) Exchange(r *http.Request, out any) (http.Header, error) {
	resp, err := w.Send(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return resp.Header, w.Read(resp, out)
}

// Read reads an answer in JSON into out, nil for none.
func (w *Web) Read(resp *http.Response, out any) error {
	text, err := io.ReadAll(io.LimitReader(resp.Body, w.limits.Bytes+1))
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", w.name, err)
	case int64(len(text)) > w.limits.Bytes:
		return fmt.Errorf("%s: an answer of more than %d bytes", w.name, w.limits.Bytes)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("%s: the answer is not what was asked for: %w", w.name, err)
	}
	return nil
}

// maxProblem is how much is read of an answer that is no success.
const maxProblem = 64 << 10

// Send sends a request and returns its answer if that is a success.
func (w *Web) Send(r *http.Request) (*http.Response, error) {
	if w.Prove != nil {
		w.Prove(r)
	}
	resp, err := w.Fetch(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxProblem))
	if err != nil {
		text = nil // the status tells enough
	}
	return nil, w.Problem(resp.StatusCode, text)
}

// Fetch sends a request without proof and returns whatever is answered.
func (w *Web) Fetch(r *http.Request) (*http.Response, error) {
	r.Header.Set("User-Agent", w.agent)
	resp, err := w.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", w.name, err)
	}
	return resp, nil
}

// Answered reports whether err is a state that a service answered.
func Answered(err error, code mediasock.Code) bool {
	var e *mediasock.Error
	return errors.As(err, &e) && e.Code == code
}
