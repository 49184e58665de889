package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

const (
	maxAgain    = 3       // times that a mechanism may ask for a call to be signed anew
	expectAbove = 1 << 20 // bytes of a file before which the service is asked
	slowest     = 8 << 10 // bytes a second below which an upload is given up
)

// exchange sends a call, signed anew as often as the mechanism learns something
// that makes it worth while: a nonce, a challenge.
func (s *Session) exchange(ctx context.Context, c *wire.Call) (*wire.Reply, error) {
	for try := 1; ; try++ {
		reply, again, err := s.send(ctx, c)
		if !again || try == maxAgain {
			return reply, err
		}
		if reply != nil {
			reply.Close()
		}
	}
}

// send sends a call once, and after it where it is redirected to. Each request
// is signed for itself, after it has been checked where it goes.
func (s *Session) send(ctx context.Context, c *wire.Call) (reply *wire.Reply, again bool, err error) {
	for range maxRedirects {
		resp, err := s.request(ctx, c)
		if err != nil {
			return nil, false, err
		}
		next := redirected(resp)
		if next == nil {
			return s.answer(resp)
		}
		_, err = s.learn(resp, nil)
		resp.Body.Close()
		if err != nil {
			return nil, false, err
		}
		if c, err = follow(c, resp.StatusCode, next); err != nil {
			return nil, false, err
		}
	}
	return nil, false, fmt.Errorf("client: %s redirects without end", c.URL.Host)
}

// request signs c and sends it.
func (s *Session) request(ctx context.Context, c *wire.Call) (*http.Response, error) {
	signed := *c
	signed.Params = slices.Clone(c.Params)
	signed.Header = c.Header.Clone()
	if signed.Header == nil {
		signed.Header = http.Header{}
	}
	signed.Header.Set("User-Agent", userAgent)
	if c.Data != nil && c.Data.Size() > expectAbove {
		signed.Header.Set("Expect", "100-continue")
	}
	signed.Prepare()
	if err := s.sign(&signed, len(c.Methods) == 0); err != nil {
		return nil, err
	}
	req, err := signed.NewRequest(ctx)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	start := time.Now()
	resp, err := s.site.client.http(s.site.near).Do(req)
	err = bare(err)
	s.log(c, resp, err, time.Since(start))
	return resp, err
}

// bare takes the URL with its query out of an error of net/http (XS-4).
func bare(err error) error {
	var network *url.Error
	if !errors.As(err, &network) {
		return err
	}
	short := *network
	if u, parseErr := url.Parse(short.URL); parseErr == nil {
		u.RawQuery, u.User = "", nil
		short.URL = u.String()
	}
	return &short
}

// sign lets the mechanism prove the user, if credentials may go where c goes.
// The page that a login leads to gets cookies and headers, and no parameters.
func (s *Session) sign(c *wire.Call, page bool) error {
	signer := s.by()
	if signer == nil {
		return nil
	}
	if err := s.permit(c); err != nil {
		return err
	}
	if err := signer.Sign(c); err != nil {
		return fmt.Errorf("client: signing in: %w", explained(err))
	}
	if page {
		c.Params = nil
	}
	return nil
}

// answer reads the block of a response. Whatever its status, the block decides
// without one the status does.
func (s *Session) answer(resp *http.Response) (*wire.Reply, bool, error) {
	reply, err := wire.ReadReply(resp, s.site.client.Read)
	if err != nil && !errors.Is(err, wire.ErrNoBlock) {
		return nil, false, fmt.Errorf("client: %s: %w", resp.Request.URL.Host, err)
	}
	var h *mediasock.Handshake
	if reply != nil && err == nil {
		h = saidIn(reply)
	}
	again, lerr := s.learn(resp, h)
	switch {
	case err == nil && lerr == nil:
		return reply, again, nil
	case err == nil:
		reply.Close()
		return nil, false, lerr
	case again:
		return nil, true, err
	}
	return nil, false, &noBlockError{status: resp.StatusCode, host: resp.Request.URL.Host, err: err}
}

// saidIn returns the handshake in a reply, or one that holds the state alone.
func saidIn(reply *wire.Reply) *mediasock.Handshake {
	for _, r := range reply.Results {
		if r.Handshake != nil {
			return r.Handshake
		}
	}
	if len(reply.Results) == 0 {
		return nil
	}
	return &mediasock.Handshake{Stat: reply.Results[0].Stat}
}

func (s *Session) learn(resp *http.Response, h *mediasock.Handshake) (again bool, err error) {
	signer := s.by()
	if signer == nil {
		return false, nil
	}
	s.noteCookies(resp)
	if again, err = signer.Learn(resp, h); err != nil {
		return false, fmt.Errorf("client: signing in: %w", err)
	}
	return again, nil
}

// follow returns the call that a redirect asks for: 307 and 308 repeat
// it, on the same origin or its https form only; the others lead to a page.
// Whether credentials may go there is asked when it is signed.
func follow(c *wire.Call, status int, next *url.URL) (*wire.Call, error) {
	if downgrade(c.URL, next) {
		return nil, &RefusalError{Reason: fmt.Sprintf("%s leads from https to %s", c.URL.Host, next.Redacted())}
	}
	repeat := status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect
	if !repeat || c.HTTPMethod == http.MethodGet {
		return &wire.Call{HTTPMethod: http.MethodGet, URL: next, Header: http.Header{}, Protocol: wire.REST}, nil
	}
	if !sameOrUpgraded(originOf(c.URL), originOf(next)) {
		return nil, &RefusalError{
			Reason: fmt.Sprintf("%s wants the call sent on to %s, another site", c.URL.Host, next.Host),
			Hint:   "sign in to that one directly",
		}
	}
	again := *c
	again.URL = next
	return &again, nil
}

// A noBlockError is an answer that says nothing but its HTTP status.
type noBlockError struct {
	status int
	host   string
	err    error
}

// Error tells the status.
func (e *noBlockError) Error() string {
	return fmt.Sprintf("client: %s answered %d %s without a MediaSock block", e.host, e.status, http.StatusText(e.status))
}

// Unwrap returns what was not found and the state that the status stands for.
func (e *noBlockError) Unwrap() []error {
	if err := wire.StatOfHTTP(e.status).Err(); err != nil {
		return []error{e.err, err}
	}
	return []error{e.err}
}

// limit bounds a call in time: one with a file by its size.
func (c *Client) limit(ctx context.Context, d mediasock.Data) (context.Context, context.CancelFunc) {
	most := c.timeout()
	switch {
	case d == nil:
	case d.Size() < 0:
		most += 24 * time.Hour
	default:
		most += time.Duration(d.Size()/slowest) * time.Second
	}
	return context.WithTimeout(ctx, most)
}

// log writes one line of a request: where it went and what came, no parameters
// (XS-4).
func (s *Session) log(c *wire.Call, resp *http.Response, err error, took time.Duration) {
	status := 0
	if resp != nil {
		status = resp.StatusCode
	}
	where := url.URL{Scheme: c.URL.Scheme, Host: c.URL.Host, Path: c.URL.Path}
	s.site.client.log().Debug("call", "methods", c.Methods, "url", where.String(), "status", status, "took", took, "error", err)
}
