package wordpress

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
	"github.com/mediasock/mediasock/services"
)

// A web sends the requests of one session.
type web struct {
	*Service
	http           *http.Client
	agent          string
	timeout        time.Duration // of a request that carries no file
	bytes          int64         // of an answer in JSON
	name, password string
}

// newWeb returns a web.
func (s *Service) newWeb(c mediasock.Credentials) (*web, error) {
	carrier, err := s.options.Carrier(s.root)
	if err != nil {
		return nil, err
	}
	return &web{
		Service: s, http: carrier, agent: services.NewCaller(0, &s.options).UserAgent(),
		timeout: cmp.Or(s.options.Timeout, time.Minute), bytes: cmp.Or(s.options.Bytes, 32<<20),
		name: c.Username, password: c.Password,
	}, nil
}

// call sends a request with a body in JSON, nil for none, and reads the answer
// into out, nil for none. The result is the answer's header.
func (w *web) call(ctx context.Context, method, path string, query url.Values, in, out any) (http.Header, error) {
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return nil, fmt.Errorf("wordpress: %w", err)
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, w.address(path, query), body)
	if err != nil {
		return nil, fmt.Errorf("wordpress: %w", err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return w.exchange(r, out)
}

// exchange sends a request and reads its answer.
func (w *web) exchange(r *http.Request, out any) (http.Header, error) {
	resp, err := w.send(r)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, w.bytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("wordpress: %w", err)
	case int64(len(text)) > w.bytes:
		return nil, fmt.Errorf("wordpress: an answer of more than %d bytes", w.bytes)
	case out == nil:
		return resp.Header, nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return nil, fmt.Errorf("wordpress: the answer is not what WordPress answers: %w", err)
	}
	return resp.Header, nil
}

// send sends a request and returns its answer if that is a success.
func (w *web) send(r *http.Request) (*http.Response, error) {
	r.Header.Set("User-Agent", w.agent)
	r.SetBasicAuth(w.name, w.password)
	resp, err := w.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("wordpress: %w", err)
	}
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, problem(resp)
}

// problem returns the error that an answer tells.
func problem(resp *http.Response) error {
	var said struct{ Code, Message string }
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil || json.Unmarshal(text, &said) != nil || said.Message == "" {
		said.Message = fmt.Sprintf("the site answers %d", resp.StatusCode)
	}
	return &mediasock.Error{Code: codeOf(resp.StatusCode, said.Code), Message: said.Message}
}

// codeOf is the one table from answers to states.
func codeOf(status int, code string) mediasock.Code {
	switch {
	case status == http.StatusUnauthorized:
		return mediasock.CodeCredentials // there is no session that could have ended
	case status == http.StatusForbidden:
		return mediasock.CodePermanent
	case code == "rest_upload_unknown_error", code == "rest_upload_sideload_error":
		return mediasock.CodeUnsupported // of the file itself, though WordPress says 500
	case status == http.StatusTooManyRequests, status >= 500 && status != http.StatusNotImplemented:
		return mediasock.CodeTemporary
	case status >= 400:
		return mediasock.CodeUnsupported
	}
	return mediasock.CodeService
}

// is reports whether err is what a site answers with a state.
func is(err error, code mediasock.Code) bool {
	var e *mediasock.Error
	return errors.As(err, &e) && e.Code == code
}
