package auth

import (
	"net/netip"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
)

// endpointOf returns where the handshake with h's service will be sent.
func endpointOf(h *mediasock.Handshake, p Policy) string {
	if p.Endpoint != "" {
		return p.Endpoint
	}
	if address, ok := h.APIs.Lookup(mediasock.MethodHandshake); ok && address != "" {
		return address
	}
	return h.Endpoint
}

// isHidden reports whether the network does not see what is sent to address: it
// goes by TLS, or does not leave this machine.
func isHidden(address string) bool {
	u, err := url.Parse(address)
	return err == nil && hiddenURL(u)
}

func hiddenURL(u *url.URL) bool {
	if u.Scheme == "https" {
		return true
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().IsLoopback()
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
