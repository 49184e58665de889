package client

import (
	"net/netip"
	"net/url"
	"strings"
)

// originOf returns the origin of a URL: scheme, host in ASCII, and the port
// unless it is the scheme's own. It is "" for what is no http or https URL.
func originOf(u *url.URL) string {
	if u == nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	host, err := asciiHost(u)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + strings.ToLower(host)
}

// sameOrUpgraded reports whether to is the origin from, or the same host
// reached by https where from was http, on the schemes' own ports.
func sameOrUpgraded(from, to string) bool {
	if from == to {
		return from != ""
	}
	host, plain := strings.CutPrefix(from, "http://")
	return plain && to == "https://"+host
}

// secureURL reports whether what goes to u is hidden from the network: it goes
// by TLS or stays on this machine.
func secureURL(u *url.URL) bool {
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

// downgrade reports whether a step leaves a hidden connection for an open one.
func downgrade(from, to *url.URL) bool {
	return secureURL(from) && !secureURL(to)
}
