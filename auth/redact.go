package auth

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock/wire"
)

// redacted stands in logs for what must not be there.
const redacted = "[redacted]"

// IsSecret reports whether a header or parameter of that name bears a secret
// (XS-4): its value must not be logged.
func IsSecret(name string) bool {
	switch wire.CanonicalName(name) {
	case "password", "sock.key", "sockkey", "api.sig", "auth.token", "pwg.token",
		"authorization", "proxy.authorization", "x.wsse", "cookie", "set.cookie",
		"authentication.info", "x.api.key", "x.immich.share.key", "state", "token", "secret", "passwd", "pass":
		return true
	}
	return strings.HasPrefix(wire.CanonicalName(name), "oauth.")
}

// Redact returns value as it may be logged under the name of a header or
// parameter.
func Redact(name, value string) string {
	if value == "" || !IsSecret(name) {
		return value
	}
	return redacted
}

// RedactHeader returns a copy of a header that may be logged.
func RedactHeader(header http.Header) http.Header {
	out := header.Clone()
	for name, values := range out {
		for i := range values {
			values[i] = Redact(name, values[i])
		}
		if name == "Location" || name == "Referer" {
			for i := range values {
				values[i] = RedactURL(values[i])
			}
		}
	}
	return out
}

// RedactParams returns a copy of a call's parameters that may be logged. A user
// name that is ciphered is a secret too.
func RedactParams(params wire.Params) wire.Params {
	ciphered := false
	c := wire.Call{Params: params}
	for _, token := range c.Sock().Family("ciph") {
		ciphered = ciphered || token != "ciph.txt" && token != "ciph.ssl"
	}
	out := make(wire.Params, len(params))
	for i, p := range params {
		out[i] = wire.Param{Name: p.Name, Value: Redact(p.Name, p.Value)}
		if name := wire.CanonicalName(p.Name); name == paramUsername && (ciphered || isHex32(p.Value)) {
			out[i].Value = redacted
		}
	}
	return out
}

// RedactURL returns a URL as it may be logged: without its query, which may hold
// anything, and without a user's name and password.
func RedactURL(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return redacted
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if u.RawQuery != "" {
		u.RawQuery = "…"
	}
	return u.String()
}
