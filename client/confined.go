package client

import "net/http"

// Pages returns the URLs that a typed domain or URL may stand for, in the order
// in which they are tried (MS-14, MS-15, A-16): what other protocols are looked
// for at.
func Pages(typed string) ([]string, error) {
	u, schemes, err := parseTyped(typed)
	if err != nil {
		return nil, err
	}
	if u.Path == "" || u.Path == endpointPath {
		u.Path = "/"
	}
	var pages []string
	for _, scheme := range schemes {
		v := *u
		v.Scheme = scheme
		if v.Host, err = asciiHost(&v); err != nil {
			return nil, err
		}
		pages = append(pages, v.String())
	}
	return pages, nil
}

// Origin returns the origin of a URL, "" if it is none of the web.
func Origin(address string) string {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return ""
	}
	return originOf(req.URL)
}

// Confined returns an HTTP client that reaches one origin and no other, whatever
// it is asked for and wherever a redirect leads: what it carries cannot stray
// (XS-5). The origin may be on a private network.
func (c *Client) Confined(origin string) *http.Client {
	return c.web(&confined{origin, c.http(true).Transport})
}

type confined struct {
	origin string
	next   http.RoundTripper
}

// RoundTrip sends a request unless it leaves the origin.
func (t *confined) RoundTrip(req *http.Request) (*http.Response, error) {
	if to := originOf(req.URL); !sameOrUpgraded(t.origin, to) {
		return nil, &RefusalError{Reason: t.origin + " leads to " + to + ", which was not agreed to"}
	}
	return t.next.RoundTrip(req)
}
