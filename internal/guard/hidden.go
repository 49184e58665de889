package guard

import (
	"net/netip"
	"net/url"
	"strings"
)

// Hidden reports whether what goes to u is hidden from the network: it goes by
// TLS or stays on this machine.
func Hidden(u *url.URL) bool {
	return u.Scheme == "https" || isLoopback(u.Hostname())
}

// isLoopback reports whether a host is this machine. Of names localhost alone
// is; it is reserved for that (RFC 6761).
func isLoopback(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().IsLoopback()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
