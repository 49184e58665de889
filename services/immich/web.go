package immich

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
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/services"
)

// A web sends the requests of one session.
type web struct {
	base    *url.URL
	http    *http.Client
	agent   string
	timeout time.Duration // of a request that carries no file
	bytes   int64         // of an answer in JSON
	proof   http.Header   // of who asks
}

// errClear refuses to send credentials where others could read them.
var errClear error = &mediasock.Error{Code: mediasock.CodePermanent, Message: "the connection is not encrypted, and passwords are not sent over it"}

// newWeb returns a web without proof. Credentials are carried to no other origin:
// a redirect is not followed, for an Immich server sends none.
func (s *Service) newWeb() (*web, error) {
	if !s.options.MayCarry(s.base) {
		return nil, errClear
	}
	under := s.options.HTTP
	if under == nil {
		under = (&guard.Guard{}).Client()
	}
	own := *under
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &web{
		base: s.base, http: &own, agent: services.NewCaller(0, &s.options).UserAgent(),
		timeout: cmp.Or(s.options.Timeout, 30*time.Second), bytes: cmp.Or(s.options.Bytes, 32<<20), proof: http.Header{},
	}, nil
}

// call sends a request with a body in JSON, nil for none, and reads the answer
// into out, nil for none.
func (w *web) call(ctx context.Context, method, path string, in, out any) error {
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("immich: %w", err)
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, w.base.String()+path, body)
	if err != nil {
		return fmt.Errorf("immich: %w", err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	resp, err := w.send(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	return w.read(resp, out)
}

// send sends a request and returns its answer if that is a success.
func (w *web) send(r *http.Request) (*http.Response, error) {
	for name, values := range w.proof {
		r.Header[name] = values
	}
	r.Header.Set("User-Agent", w.agent)
	r.Header.Set("Accept", "application/json, application/octet-stream")
	resp, err := w.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("immich: %w", err)
	}
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	return nil, problem(resp)
}

// problem returns the error that an answer tells.
func problem(resp *http.Response) error {
	var said immichwire.Problem
	text, err := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if err != nil || json.Unmarshal(text, &said) != nil || said.Text() == "" {
		said.Message = fmt.Sprintf("the server answers %d", resp.StatusCode)
	}
	return &mediasock.Error{Code: immichwire.CodeOf(resp.StatusCode), Message: said.Text()}
}

// read reads an answer.
func (w *web) read(resp *http.Response, out any) error {
	text, err := io.ReadAll(io.LimitReader(resp.Body, w.bytes+1))
	if err != nil {
		return fmt.Errorf("immich: %w", err)
	}
	if int64(len(text)) > w.bytes {
		return fmt.Errorf("immich: an answer of more than %d bytes", w.bytes)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("immich: the answer is not what Immich answers: %w", err)
	}
	return nil
}

// is reports whether err is what a server answers with a state.
func is(err error, code mediasock.Code) bool {
	var e *mediasock.Error
	return errors.As(err, &e) && e.Code == code
}
