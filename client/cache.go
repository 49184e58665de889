package client

import (
	"context"
	"net/url"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
)

// A Cache keeps what sites tell strangers, between runs of a program.
// What a site tells a user who is signed in stays in the memory of the session
// (MS-132). Its methods may be called from several goroutines; a Cache that
// fails behaves as if it were empty.
type Cache interface {
	Load(typed string) (Record, bool)
	Save(typed string, r Record)
	Delete(typed string)
}

// A Record is what a site told a stranger. It holds no secrets.
type Record struct {
	Value    string `json:"value"`    // the service's identifier
	Title    string `json:"title"`    // its name
	Endpoint string `json:"endpoint"` // discovery URL, after redirects
	Serial   string `json:"serial"`   // of apis and sock; a record without one is not kept
	APIs     string `json:"apis"`
	Sock     string `json:"sock"`
	Vouched  bool   `json:"vouched"` // the typed host itself named the endpoint
	Near     bool   `json:"near"`    // on a private network
}

// Open returns the site behind a typed domain from the client's Cache, without a
// request, and discovers it where the cache has none. A site from the cache is
// checked by its serial at the handshake (MS-130, MS-134).
func (c *Client) Open(ctx context.Context, typed string) (*Site, error) {
	if c.Cache != nil {
		if r, ok := c.Cache.Load(typed); ok {
			if site, ok := c.fromRecord(typed, r); ok {
				return site, nil
			}
			c.Cache.Delete(typed)
		}
	}
	return c.Discover(ctx, typed)
}

func (c *Client) fromRecord(typed string, r Record) (*Site, bool) {
	u, err := url.Parse(r.Endpoint)
	if err != nil || originOf(u) == "" || (c.Policy.HTTPSOnly && !guard.Hidden(u)) {
		return nil, false
	}
	apis, sock := mediasock.ParseOffer(r.APIs, r.Sock, r.Endpoint)
	offer := &mediasock.Handshake{
		Service:  mediasock.Identity{Value: r.Value, Title: r.Title, Version: mediasock.Version},
		Stat:     mediasock.Stat{Code: mediasock.CodeAuth, Serial: r.Serial},
		APIs:     apis,
		Sock:     sock,
		Endpoint: r.Endpoint,
	}
	return &Site{client: c, typed: typed, offer: offer, endpoint: u, vouched: r.Vouched, near: r.Near, cached: true}, true
}

// remember puts what was discovered into the cache.
func (c *Client) remember(typed string, s *Site) {
	s.typed = typed
	if c.Cache == nil {
		return
	}
	if s.offer.Stat.Serial == "" {
		c.Cache.Delete(typed)
		return
	}
	c.Cache.Save(typed, s.Record())
}

// Record returns what the site told, as a [Cache] keeps it.
func (s *Site) Record() Record {
	return Record{
		Value:    s.offer.Service.Value,
		Title:    s.offer.Service.Title,
		Endpoint: s.endpoint.String(),
		Serial:   s.offer.Stat.Serial,
		APIs:     s.offer.APIs.At(s.endpoint.String()).String(),
		Sock:     s.offer.Sock.String(),
		Vouched:  s.vouched,
		Near:     s.near,
	}
}
