// Package guard keeps requests that follow what a site says on the public
// internet.
//
// Whoever fetches the addresses that another has written down can be led to
// machines that only he can reach: his router, his printer, the metadata service
// of his provider. Looking at an address before it is dialed does not help,
// because a name may resolve otherwise a moment later, and 2130706433, 0177.1
// and ::ffff:127.0.0.1 are all the same machine. So a Guard looks at the very
// address that a socket is about to connect to, after names were resolved, at
// each connection, and so at each hop of a redirect:
//
//	web := (&guard.Guard{}).Client()
//
// What an operator trusts is allowed by prefix. A proxy of the environment is
// held to the same rule: the guard cannot see what lies behind it.
package guard

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// ErrRefused is wrapped by the error of a connection that was not made.
var ErrRefused = errors.New("guard: not an address of the public internet")

// maxRedirects bounds how often one request may be sent on.
const maxRedirects = 5

// maxHeader bounds the header of an answer, in bytes.
const maxHeader = 256 << 10

// A Guard lets connections to the public internet pass. The zero value is
// ready; it must not be changed once it is in use.
type Guard struct {
	Allow    []netip.Prefix // further addresses that may be reached
	Resolver *net.Resolver  // nil: the system's
}

// Check returns an error that wraps [ErrRefused] unless addr may be reached.
func (g *Guard) Check(addr netip.Addr) error {
	plain := addr.WithZone("").Unmap()
	for _, p := range g.Allow {
		if p.Contains(plain) {
			return nil
		}
	}
	if err := ssrf.New(ssrf.WithAnyPort()).SafeAddr(addr); err != nil {
		return fmt.Errorf("%w: %s", ErrRefused, addr)
	}
	return nil
}

// Control checks the address that a socket is about to connect to. It is for
// the field of that name in net.Dialer.
func (g *Guard) Control(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("%w: network %s", ErrRefused, network)
	}
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrRefused, address)
	}
	return g.Check(to.Addr())
}

// Transport returns a copy of base that dials through the guard; nil stands for
// one like http.DefaultTransport.
func (g *Guard) Transport(base *http.Transport) *http.Transport {
	if base == nil {
		base = http.DefaultTransport.(*http.Transport)
	}
	t := base.Clone()
	if t.MaxResponseHeaderBytes == 0 {
		t.MaxResponseHeaderBytes = maxHeader
	}
	dialer := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second, Control: g.Control, Resolver: g.Resolver}
	t.DialContext = dialer.DialContext
	t.DialTLSContext = nil
	return t
}

// Client returns an HTTP client behind the guard. It follows a few redirects,
// none from https to http, and keeps no cookies.
func (g *Guard) Client() *http.Client {
	return &http.Client{Transport: g.Transport(nil), CheckRedirect: Redirect}
}

// Redirect is the rule for redirects, for the field CheckRedirect.
func Redirect(req *http.Request, via []*http.Request) error {
	last := via[len(via)-1].URL
	switch {
	case len(via) > maxRedirects:
		return fmt.Errorf("%w: %s redirects without end", ErrRefused, via[0].URL.Host)
	case !web(req.URL), last.Scheme == "https" && req.URL.Scheme != "https":
		return fmt.Errorf("%w: %s leads to %s://%s", ErrRefused, last.Host, req.URL.Scheme, req.URL.Host)
	}
	return nil
}

func web(u *url.URL) bool { return (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" }
