package client

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/wire"
)

// permit returns an error unless what proves the user may go where c goes
// (XS-5): to the origin that was discovered, to one that the user confirmed,
// never down from https to http.
func (s *Session) permit(c *wire.Call) error {
	site, u := s.site, c.URL
	keys := s.keysOnly() && !slices.Contains(c.Methods, mediasock.MethodHandshake)
	if downgrade(site.endpoint, u) {
		return &RefusalError{
			Reason: fmt.Sprintf("%s is reached by https and names %s, which is not hidden", site.endpoint.Host, originOf(u)),
		}
	}
	own, origin := originOf(site.endpoint), originOf(u)
	if sameOrUpgraded(own, origin) && site.vouched {
		return nil
	}
	if !sameOrUpgraded(own, origin) && !keys && !site.names(origin) {
		return &RefusalError{
			Reason: fmt.Sprintf("%s named %s only after the sign-in; a password or cookie is not sent there", site.endpoint.Host, origin),
			Hint:   "a service that hands out session tokens (auth.hst) may do that",
		}
	}
	if site.client.Policy.confirmed(origin) {
		return nil
	}
	return &RefusalError{
		Reason: fmt.Sprintf("%s names another site, %s, and credentials are not sent there unasked", site.endpoint.Host, origin),
		Hint:   "sign in to " + origin + " itself, or confirm that origin to allow it",
	}
}

// keysOnly reports whether what the session signs with is a key of the
// service's own making: worth nothing elsewhere.
func (s *Session) keysOnly() bool {
	token := s.Mechanism()
	return token == "auth.hst" || token == "auth.hsk"
}

// names reports whether the site names origin to strangers.
func (s *Site) names(origin string) bool {
	for _, api := range s.offer.APIs {
		if u, err := url.Parse(api.URL); err == nil && api.URL != "" && originOf(u) == origin {
			return true
		}
	}
	return false
}

// targets returns the URLs at which a method is offered, best first. Of a URL
// that was inherited from another namespace's wildcard the endpoint is the
// second form. The sign-in is where strangers are told that it is: a page
// that a login leads to may name itself.
func (s *Session) targets(method string) ([]*url.URL, error) {
	offer := s.Offer()
	if method == mediasock.MethodHandshake {
		offer = s.toStrangers()
	}
	var urls []*url.URL
	add := func(text string) {
		u := s.reach(method, cmp.Or(text, offer.Endpoint))
		if u == nil {
			return
		}
		for _, have := range urls {
			if have.String() == u.String() {
				return
			}
		}
		urls = append(urls, u)
	}
	for _, api := range offer.APIs.Find(method) {
		add(api.URL)
		if api.Inherited {
			add(offer.Endpoint)
		}
	}
	if len(urls) == 0 {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the service does not offer " + method}
	}
	return urls, nil
}

func (s *Session) toStrangers() *mediasock.Handshake {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.before
}

// reach returns the URL that a method is called at, or nil. Where the service
// asks for https (ciph.ssl) that is the URL it names with that, else the same
// URL by https.
func (s *Session) reach(method, text string) *url.URL {
	sock := s.Offer().Sock
	ssl := sock.Has("ciph.ssl")
	if named := sock.URL("ciph.ssl"); named != "" && method == mediasock.MethodHandshake {
		text = named
	}
	u, err := url.Parse(text)
	if err != nil || originOf(u) == "" {
		return nil
	}
	if ssl && !guard.Hidden(u) {
		u.Scheme = "https"
	}
	return u
}
