package check

import (
	"net/url"
	"strings"
)

// An attempt says where a service may be: addresses of MediaSock, and of a search
// description or what links to one.
type attempt struct{ sock, profile []string }

// attempts returns the places behind what was typed: an address with a path is
// taken for what it is, a domain for all that it has. What is encrypted comes
// first.
func attempts(typed string) []attempt {
	typed = strings.TrimSpace(typed)
	schemes := []string{""}
	if !strings.Contains(typed, "://") {
		schemes = []string{"https://", "http://"}
	}
	var all []attempt
	for _, scheme := range schemes {
		u, err := url.Parse(scheme + typed)
		if err != nil || u.Host == "" {
			continue
		}
		at := func(path string) string { return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: path}).String() }
		if u.Path != "" && u.Path != "/" {
			all = append(all, attempt{[]string{u.String()}, []string{u.String()}})
		}
		all = append(all, attempt{[]string{at("/mediasock/")}, []string{at("/"), at("/opensearch.xml")}})
	}
	if all == nil {
		return []attempt{{[]string{typed}, nil}}
	}
	return all
}
