package client

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/mediasock/mediasock"
)

// Foreign returns the URL at which the site offers a method of another API, and
// an HTTP client to call it with. That client proves no user, not to the site
// either: such a method has a sign-in of its own (MS-28). The error is state 7
// for what is not offered and for MediaSock's own methods, which sessions call.
func (s *Site) Foreign(method string) (endpoint string, web *http.Client, err error) {
	method = mediasock.CanonicalMethod(method)
	u, ok := s.offer.APIs.Lookup(method)
	if !ok || strings.HasPrefix(method, "mediasock.") {
		return "", nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the service offers no foreign method " + method}
	}
	return cmp.Or(u, s.offer.Endpoint), s.client.web(&roaming{client: s.client, home: s.endpoint.Host, near: s.near}), nil
}
