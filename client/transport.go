package client

import (
	"net/http"
	"net/http/httptrace"
	"net/netip"

	"github.com/mediasock/mediasock/internal/guard"
)

const maxResponseHeader = 256 << 10

// http returns the HTTP client for a request; near ones may reach private
// addresses. Neither follows redirects or keeps cookies: both are a session's
// own affair, because http.Client copies X-WSSE to every host and posts a body
// with a password wherever a 307 points.
func (c *Client) http(near bool) *http.Client {
	c.once.Do(c.prepare)
	if near || c.Policy.Private {
		return c.near
	}
	return c.far
}

func (c *Client) prepare() {
	base := &http.Client{}
	if c.HTTP != nil {
		*base = *c.HTTP
	}
	base.Jar = nil
	base.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	far := *base
	base.Transport, far.Transport = transports(base.Transport)
	c.near, c.far = base, &far
}

// transports returns the round trippers for near and far addresses. A round
// tripper that is no *http.Transport is its owner's to guard.
func transports(given http.RoundTripper) (near, far http.RoundTripper) {
	if given == nil {
		t := http.DefaultTransport.(*http.Transport).Clone()
		t.MaxResponseHeaderBytes = maxResponseHeader
		t.MaxIdleConnsPerHost = 16
		given = t
	}
	t, ok := given.(*http.Transport)
	if !ok {
		return given, given
	}
	return given, (&guard.Guard{}).Transport(t)
}

// noteAddress returns a trace that reports whether the connection of a request
// leads to a private address.
func noteAddress(private *bool) *httptrace.ClientTrace {
	return &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		addr, err := netip.ParseAddrPort(info.Conn.RemoteAddr().String())
		*private = err == nil && (&guard.Guard{}).Check(addr.Addr().Unmap()) != nil
	}}
}
