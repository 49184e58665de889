package client

import (
	"fmt"
	"net/http"
	"net/http/httptrace"
	"sync"

	"github.com/mediasock/mediasock/wire"
)

// HTTPClient returns an HTTP client for what else the site serves its user:
// search results, originals, pages. It signs requests to the site's own origin
// by the session's mechanism, as far as that signs in headers (a cookie, Basic,
// Digest, WSSE), and sends nothing that proves the user anywhere else.
func (s *Session) HTTPClient() *http.Client {
	return s.site.client.web(&signing{session: s, plain: &roaming{client: s.site.client, home: s.site.endpoint.Host, near: s.site.near}})
}

// Public returns an HTTP client that sends nothing that proves a user. The first
// host that is asked may be on a private network; others only if that one is.
func (c *Client) Public() *http.Client { return c.web(&roaming{client: c}) }

func (c *Client) web(t http.RoundTripper) *http.Client {
	return &http.Client{Transport: t, CheckRedirect: careful}
}

// careful stops redirects without end, and from https down to http.
func careful(req *http.Request, via []*http.Request) error {
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("client: %s redirects without end", via[0].URL.Host)
	case downgrade(via[len(via)-1].URL, req.URL):
		return &RefusalError{Reason: fmt.Sprintf("%s leads from https to %s", via[0].URL.Host, originOf(req.URL))}
	}
	return nil
}

// A signing is a round tripper that signs requests to a session's site.
type signing struct {
	session *Session
	plain   http.RoundTripper
}

// RoundTrip sends a request, signed anew where the mechanism learns something
// that makes it worth while.
func (t *signing) RoundTrip(req *http.Request) (*http.Response, error) {
	if !sameOrUpgraded(t.session.site.Origin(), originOf(req.URL)) {
		return t.plain.RoundTrip(req)
	}
	for try := 1; ; try++ {
		signed, err := t.sign(req, try)
		if err != nil {
			return nil, err
		}
		resp, err := t.plain.RoundTrip(signed)
		if err != nil {
			return nil, err
		}
		again, err := t.session.learn(resp, nil)
		if err != nil {
			resp.Body.Close()
			return nil, err
		}
		if !again || try == maxAgain || (req.Body != nil && req.Body != http.NoBody && req.GetBody == nil) {
			return resp, nil
		}
		resp.Body.Close()
	}
}

// sign returns a signed copy of a request, from its second time on with a body
// of its own.
func (t *signing) sign(req *http.Request, try int) (*http.Request, error) {
	signed := req.Clone(req.Context())
	if try > 1 && req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		signed.Body = body
	}
	c := &wire.Call{HTTPMethod: req.Method, URL: signed.URL, Header: signed.Header, Protocol: wire.REST}
	if err := t.session.sign(c, true); err != nil {
		return nil, err
	}
	signed.Header = c.Header
	signed.Header.Set("User-Agent", userAgent)
	return signed, nil
}

// A roaming is a round tripper that goes to private addresses only where its
// first host is on one.
type roaming struct {
	client *Client

	mu   sync.Mutex
	home string
	near bool // home is on a private network
}

// RoundTrip sends a request.
func (t *roaming) RoundTrip(req *http.Request) (*http.Response, error) {
	t.mu.Lock()
	known := t.home != ""
	if !known {
		t.home = req.URL.Host
	}
	near := t.near || !known
	t.mu.Unlock()
	if known {
		return t.transport(near).RoundTrip(req)
	}
	var private bool
	ctx := httptrace.WithClientTrace(req.Context(), noteAddress(&private))
	resp, err := t.transport(near).RoundTrip(req.WithContext(ctx))
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.near = private; err != nil {
		t.home = "" // nothing was learned
	}
	return resp, err
}

func (t *roaming) transport(near bool) http.RoundTripper { return t.client.http(near).Transport }
