package auth

import (
	"net/url"

	"github.com/mediasock/mediasock"
)

// SSL returns ciph.ssl: values as they are inside TLS (MS-212). A service that
// lists it asks for https; the other ciph tokens say how the values are written
// inside.
func SSL() Cipher {
	return Cipher{Sock: "ciph.ssl", Write: plainText}
}

// SecureEndpoint returns the https URL at which h's service signs in: the one
// of its apis, or the one after ciph.ssl in its sock, or the same host and path
// over https (A-9, MS-213). It returns "" if h has no endpoint at all.
func SecureEndpoint(h *mediasock.Handshake) string {
	for _, address := range h.APIs.LookupAll(mediasock.MethodHandshake) {
		if u, err := url.Parse(address); err == nil && u.Scheme == "https" {
			return address
		}
	}
	if u, err := url.Parse(h.Sock.URL("ciph.ssl")); err == nil && u.Scheme == "https" && u.Host != "" {
		return u.String()
	}
	u, err := url.Parse(h.Endpoint)
	if err != nil || u.Host == "" {
		return ""
	}
	if u.Scheme == "http" && u.Port() == "80" {
		u.Host = u.Hostname()
	}
	u.Scheme = "https"
	return u.String()
}
