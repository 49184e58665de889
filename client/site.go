package client

import (
	"context"
	"net/url"
	"sync/atomic"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
)

// A Site is a service as it was discovered. It may be used from several
// goroutines.
type Site struct {
	client   *Client
	typed    string               // what it was discovered by
	offer    *mediasock.Handshake // what strangers are told
	endpoint *url.URL             // where that was told, after redirects
	vouched  bool                 // the typed host itself, over a hidden connection, named the endpoint
	near     bool                 // on a private network
	cached   bool                 // told in an earlier run

	form atomic.Bool // its handshake reads urlencoded forms only
}

var _ mediasock.Service = (*Site)(nil)

// Offer returns what the site tells strangers. The caller must not change it.
func (s *Site) Offer() *mediasock.Handshake { return s.offer }

// Endpoint returns the URL at which the site was discovered, after redirects.
func (s *Site) Endpoint() string { return s.endpoint.String() }

// Origin returns the origin that credentials go to.
func (s *Site) Origin() string { return originOf(s.endpoint) }

// Secure reports whether what goes to the site is hidden from the network.
func (s *Site) Secure() bool { return guard.Hidden(s.endpoint) }

// refresh discovers a site anew that was known from an earlier run.
func (s *Site) refresh(ctx context.Context) (*Site, error) {
	if s.client.Cache != nil {
		s.client.Cache.Delete(s.typed)
	}
	return s.client.Discover(ctx, s.typed)
}
