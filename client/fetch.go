package client

import (
	"fmt"
	"net/http"

	"github.com/mediasock/mediasock/wire"
)

// HTTPClient returns a client for what the service names beside its methods:
// search, feeds, originals. Requests to the site's own origin bear the session's
// cookie or header, as far as its mechanism has one; those to others bear
// nothing (XS-5). It is for requests without a body.
func (s *Session) HTTPClient() *http.Client {
	return &http.Client{Transport: fetcher{s}, Timeout: s.site.client.timeout()}
}

// Public returns a client for what anyone may read, which bears no credentials
// and reaches what [Policy] allows.
func (c *Client) Public() *http.Client {
	return &http.Client{Transport: stranger{c}, Timeout: c.timeout()}
}

// A stranger sends requests as they are.
type stranger struct{ c *Client }

// RoundTrip sends a request to wherever this machine's user may point it: the
// first request of a chain was typed, the guard of c.far is for the others.
func (t stranger) RoundTrip(req *http.Request) (*http.Response, error) {
	near := req.Response == nil && !t.c.Policy.HTTPSOnly
	resp, err := t.c.http(near).Do(req)
	return resp, bare(err)
}

// A fetcher signs requests.
type fetcher struct{ s *Session }

// RoundTrip sends a request, signed anew as often as the mechanism learns
// something. net/http calls it for each step of a redirect.
func (f fetcher) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil && req.Body != http.NoBody {
		return nil, fmt.Errorf("client: %s with a body is no fetch", req.Method)
	}
	own := originOf(req.URL) == f.s.site.Origin()
	for try := 1; ; try++ {
		resp, err := f.send(req, own)
		if err != nil || !own {
			return resp, err
		}
		again, err := f.s.learn(resp, nil)
		if err != nil {
			resp.Body.Close()
			return nil, err
		}
		if !again || try == maxAgain {
			return resp, nil
		}
		resp.Body.Close()
	}
}

// send sends a copy of req, with the session's credentials if it is to the
// site's own origin.
func (f fetcher) send(req *http.Request, own bool) (*http.Response, error) {
	c := &wire.Call{HTTPMethod: req.Method, URL: req.URL, Header: req.Header.Clone(), Protocol: wire.REST}
	if own {
		if err := f.s.sign(c, true); err != nil {
			return nil, err
		}
	}
	signed := req.Clone(req.Context())
	signed.Header = c.Header
	signed.Header.Set("User-Agent", userAgent)
	resp, err := f.s.site.client.http(f.s.site.near).Do(signed)
	return resp, bare(err)
}
