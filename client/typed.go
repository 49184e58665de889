package client

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// The common endpoint's path on every host (MS-10).
const endpointPath = "/mediasock/"

const maxTyped = 2048 // bytes of what a user may type

// A candidate is a URL at which a service may be found.
type candidate struct {
	url      *url.URL
	insisted bool // http was typed, so https need not have failed for want of it
}

// candidates returns the URLs that a typed domain or URL may stand for, in the
// order in which they are tried: https before http, the page as typed
// before the host's common endpoint.
func candidates(typed string) ([]candidate, error) {
	u, schemes, err := parseTyped(typed)
	if err != nil {
		return nil, err
	}
	insisted := u.Scheme == "http"
	var list []candidate
	for _, scheme := range schemes {
		v := *u
		v.Scheme = scheme
		if v.Host, err = asciiHost(&v); err != nil {
			return nil, err
		}
		if v.Path != "" && v.Path != "/" {
			list = append(list, candidate{url: &v, insisted: insisted})
			if v.Path == endpointPath && v.RawQuery == "" {
				continue
			}
		}
		common := &url.URL{Scheme: scheme, Host: v.Host, Path: endpointPath}
		list = append(list, candidate{url: common, insisted: insisted})
	}
	return list, nil
}

// parseTyped reads what a user typed (MS-14, MS-15): a domain, a domain with a
// port, or a URL. It returns the URL with a host in ASCII and the schemes that
// it may stand for.
func parseTyped(typed string) (*url.URL, []string, error) {
	s := strings.TrimSpace(typed)
	if s == "" || len(s) > maxTyped {
		return nil, nil, fmt.Errorf("client: %q is no domain or URL", clip(typed))
	}
	scheme, rest, explicit := strings.Cut(s, "://")
	if !explicit {
		scheme, rest = "https", bracketIPv6(s)
	}
	u, err := url.Parse(strings.ToLower(scheme) + "://" + rest)
	if err != nil || u.Host == "" {
		return nil, nil, fmt.Errorf("client: %q is no domain or URL", clip(typed))
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, nil, fmt.Errorf("client: %q is neither http nor https", clip(typed))
	}
	if u.User != nil {
		return nil, nil, fmt.Errorf("client: leave the name and password out of the URL; they are asked for")
	}
	if u.Host, err = asciiHost(u); err != nil {
		return nil, nil, fmt.Errorf("client: %q is no domain or URL: %w", clip(typed), err)
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Path+"/" == endpointPath {
		u.Path = endpointPath
	}
	return u, schemesFor(u, explicit), nil
}

// schemesFor returns the schemes to try. One that was typed with a port is
// meant as it stands, because a port speaks one scheme only.
func schemesFor(u *url.URL, explicit bool) []string {
	switch {
	case explicit && u.Scheme == "https":
		return []string{"https"}
	case explicit && u.Port() != "" && u.Port() != "443":
		return []string{"http"}
	}
	return []string{"https", "http"}
}

// bracketIPv6 lets a bare IPv6 address be typed.
func bracketIPv6(s string) string {
	if a, err := netip.ParseAddr(s); err == nil && a.Is6() {
		return "[" + s + "]"
	}
	return s
}

// asciiHost returns u's host in lower case, its name as A-labels, without
// a default port.
func asciiHost(u *url.URL) (string, error) {
	name, port := strings.TrimSuffix(u.Hostname(), "."), u.Port()
	if addr, err := netip.ParseAddr(name); err == nil {
		name = addr.String()
	} else if name, err = hostProfile().ToASCII(name); err != nil {
		return "", err
	}
	if slices.Contains(strings.Split(name, "."), "") {
		return "", fmt.Errorf("the host is missing, or a part of its name")
	}
	if port == "" || port == defaultPort(u.Scheme) {
		if strings.Contains(name, ":") {
			return "[" + name + "]", nil
		}
		return name, nil
	}
	return net.JoinHostPort(name, port), nil
}

// hostProfile maps names for look-up; it lets through the underscores that names
// in private networks have.
func hostProfile() *idna.Profile {
	return idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false))
}

func defaultPort(scheme string) string {
	if scheme == "https" {
		return "443"
	}
	return "80"
}

// clip shortens what is quoted in an error.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
