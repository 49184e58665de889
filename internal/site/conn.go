package site

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"github.com/mediasock/mediasock/server"
)

// A Conn is what is known of the connection that a request came by.
type Conn struct {
	Peer     netip.Addr // the client's address: the connection's, or what a trusted proxy says
	TLS      bool       // the client's own connection is encrypted
	Loopback bool       // the client is a program on this machine and nothing stands between
	Base     string     // URL of the service as the client calls it, without a slash at its end
}

// Private reports whether a password may cross the connection: it is encrypted,
// or it does not leave the machine.
func (c Conn) Private() bool { return c.TLS || c.Loopback }

// Front knows how requests reach the service.
type Front struct {
	// BaseURL is the URL that the operator says the service has, without a slash
	// at its end, or "". Links are built on it, never on what a request claims.
	BaseURL string
	// Proxies are the addresses whose forwarding headers are believed.
	Proxies []netip.Prefix
}

// Conn says how r came (doc/design.md section 5, "Sign-in").
func (f *Front) Conn(r *http.Request) Conn {
	peer := peerOf(r)
	forwarded := server.Forwarded(r.Header)
	c := Conn{Peer: peer, TLS: r.TLS != nil}
	host := r.Host
	if forwarded && f.trusted(peer) {
		c.Peer = f.client(r.Header, peer)
		c.TLS = strings.EqualFold(last(r.Header, "X-Forwarded-Proto"), "https")
		if h := last(r.Header, "X-Forwarded-Host"); h != "" {
			host = h
		}
	}
	c.Loopback = peer.IsLoopback() && !forwarded && f.BaseURL == ""
	c.Base = f.base(c.TLS, host)
	return c
}

// peerOf returns the address at the other end of the connection; that of a Unix
// socket is the loopback address.
func peerOf(r *http.Request) netip.Addr {
	if p, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return p.Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

func (f *Front) trusted(a netip.Addr) bool {
	for _, p := range f.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// client returns the last address of X-Forwarded-For that is no trusted proxy:
// those before it are what the client itself claims.
func (f *Front) client(header http.Header, peer netip.Addr) netip.Addr {
	hops := strings.Split(strings.Join(header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			return peer
		}
		peer = a.Unmap().WithZone("")
		if !f.trusted(peer) {
			return peer
		}
	}
	return peer
}

// last returns the last value of a comma-separated header, in the last of its
// lines: the one that the nearest proxy wrote.
func last(header http.Header, name string) string {
	value := strings.Join(header.Values(name), ",")
	if i := strings.LastIndexByte(value, ','); i >= 0 {
		value = value[i+1:]
	}
	return strings.TrimSpace(value)
}

// base returns the operator's base URL, else one from the request's host if
// that is a host at all.
func (f *Front) base(tls bool, host string) string {
	switch {
	case f.BaseURL != "":
		return f.BaseURL
	case !validHost(host):
		host = "localhost"
	}
	if tls {
		return "https://" + strings.ToLower(host)
	}
	return "http://" + strings.ToLower(host)
}

// validHost reports whether host is a name or address with at most a port, so
// that nothing else can be carried into a link.
func validHost(host string) bool {
	name, port := host, ""
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		name, port = host[:i], host[i+1:]
	}
	if len(host) > 255 || len(port) > 5 || !only(port, "0123456789") {
		return false
	}
	if a, ok := strings.CutPrefix(name, "["); ok {
		a, closed := strings.CutSuffix(a, "]")
		address, err := netip.ParseAddr(a)
		return closed && err == nil && address.Zone() == "" // which may hold any byte
	}
	return name != "" && strings.Trim(name, ".-") == name && only(name, nameBytes)
}

const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_"

// only reports whether s has no byte that is not in set.
func only(s, set string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(set, r) })
}

type connKey struct{}

// withConn returns a context that carries c.
func withConn(ctx context.Context, c Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// connOf returns the Conn that withConn put into ctx.
func connOf(ctx context.Context) Conn {
	c, _ := ctx.Value(connKey{}).(Conn)
	return c
}
