// Package mediasock makes any MediaSock service a driver's, so that a program that
// knows services by their registry alone has it too.
//
//	registry := services.Registry{mediasock.Driver(&client.Client{Mechanisms: auth.All()}), webdav.Driver()}
//
// A session is one of package client, and a Searcher by the description that the
// service announces.
package mediasock

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// Driver returns the driver of services that c finds and signs in to: its policy
// says over which connections. For a search to find what is the user's alone, its
// mechanisms must be such as prove her in headers (auth.hsc, hdi, hba, hws).
func Driver(c *client.Client) services.Driver {
	return services.Driver{
		Name: "mediasock", Title: "MediaSock",
		Detect: func(ctx context.Context, p *services.Probe) (*services.Site, error) { return detect(ctx, c, p) },
		Service: func(address string, _ *services.Options) (mediasock.Service, error) {
			return &service{c, address}, nil
		},
	}
}

// detect asks for the handshake at the probe's address.
func detect(ctx context.Context, c *client.Client, p *services.Probe) (*services.Site, error) {
	u, err := p.URL("")
	if err != nil {
		return nil, err
	}
	found, err := c.Discover(ctx, u.String())
	if errors.Is(err, client.ErrNoService) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	offer := found.Offer()
	return &services.Site{
		Title: offer.Service.Title, Version: offer.Service.Version, Address: found.Endpoint(),
		Can: abilities(offer.APIs), SignIn: offer.Sock.Family("auth"),
	}, nil
}

// abilities says what the announced methods are good for.
func abilities(apis mediasock.APIs) []string {
	var can []string
	for _, one := range []struct{ method, ability string }{
		{mediasock.MethodMediaAppend, "upload"}, {mediasock.MethodMediaUpdate, "update"},
		{mediasock.MethodTaxaList, "albums"}, {descriptionMethod, "search"},
	} {
		if _, ok := apis.Lookup(one.method); ok {
			can = append(can, one.ability)
		}
	}
	return can
}

// descriptionMethod is the pseudo-method that names a search description.
const descriptionMethod = "opensearch.description"

type service struct {
	client  *client.Client
	address string
}

var _ mediasock.Service = (*service)(nil)

// Handshake signs in by the best mechanism that both know.
func (s *service) Handshake(ctx context.Context, c mediasock.Credentials) (mediasock.Session, error) {
	site, err := s.client.Open(ctx, s.address)
	if err != nil {
		return nil, err
	}
	in, err := site.SignIn(ctx, c)
	if err != nil {
		return nil, err
	}
	return &session{Session: in, site: site}, nil
}

// A session can be searched too.
type session struct {
	*client.Session
	site *client.Site

	mu     sync.Mutex
	search *openmedia.Client
}

var (
	_ mediasock.Session      = (*session)(nil)
	_ mediasock.MediaUpdater = (*session)(nil)
	_ openmedia.Searcher     = (*session)(nil)
	_ services.Pager         = (*session)(nil)
)

// searcher opens the service's description, once. One at another origin is not
// asked as this user.
func (s *session) searcher(ctx context.Context) (*openmedia.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.search != nil {
		return s.search, nil
	}
	address, ok := s.Offer().APIs.Lookup(descriptionMethod)
	if !ok || !strings.HasPrefix(address, s.site.Origin()+"/") {
		return nil, mediasock.ErrUnsupported
	}
	search, err := openmedia.Open(ctx, address, &openmedia.Options{HTTP: s.HTTPClient()})
	if err != nil {
		return nil, err
	}
	s.search = search
	return search, nil
}

// Search asks the service.
func (s *session) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	search, err := s.searcher(ctx)
	if err != nil {
		return nil, err
	}
	return search.Search(ctx, q)
}

// Entry gets an item's own document.
func (s *session) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	search, err := s.searcher(ctx)
	if err != nil {
		return nil, err
	}
	return search.Entry(ctx, id)
}

// Pages goes through the results as the service links them (OS-20).
func (s *session) Pages(ctx context.Context, q opensearch.Query) iter.Seq2[*atom.Feed, error] {
	return func(yield func(*atom.Feed, error) bool) {
		search, err := s.searcher(ctx)
		if err != nil {
			yield(nil, err)
			return
		}
		for f, err := range search.Pages(ctx, q) {
			if !yield(f, err) {
				return
			}
		}
	}
}
