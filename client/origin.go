package client

import (
	"net/url"
	"strings"

	"github.com/mediasock/mediasock/internal/guard"
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

// downgrade reports whether a step leaves a hidden connection for an open one.
func downgrade(from, to *url.URL) bool {
	return guard.Hidden(from) && !guard.Hidden(to)
}
