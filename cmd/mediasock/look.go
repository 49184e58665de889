package main

import (
	"context"
	"errors"
	"time"

	"github.com/mediasock/mediasock/client"
	"github.com/mediasock/mediasock/services"
)

// A look is what was found behind a typed domain.
type look struct {
	own     *client.Site    // a MediaSock service; nil if there is none
	others  []services.Site // what else is spoken there
	failure error           // why there is no own
	asked   time.Time       // when the others were found, if that is remembered; zero: now
}

// look asks a domain for everything that it speaks, at once. The MediaSock service
// is asked in any case; what else is spoken is remembered as long as that is in the
// same state, unless fresh is set. The error says that there is nothing, or
// why that cannot be told.
func (p *program) look(ctx context.Context, c *client.Client, domain string, fresh bool) (*look, error) {
	if address, ok, err := folderAddress(domain); ok {
		if err != nil {
			return nil, usageError(err)
		}
		return lookAtFolder(address)
	}
	if _, err := client.Pages(domain); err != nil {
		return nil, usageError(err)
	}
	found, err := p.lookAt(ctx, c, domain, fresh)
	if err != nil {
		return nil, err
	}
	var refused *client.RefusalError
	if found.own == nil && (len(found.others) == 0 || errors.As(found.failure, &refused)) {
		return nil, noService(domain, found.failure)
	}
	return found, nil
}

// lookAt asks a domain. Where nothing is remembered of it, everything is asked for
// side by side.
func (p *program) lookAt(ctx context.Context, c *client.Client, domain string, fresh bool) (*look, error) {
	log, err := p.logger()
	if err != nil {
		return nil, err
	}
	kept := p.discoveries(log)
	if kept == nil || fresh || !kept.has(domain) {
		others := make(chan []services.Site, 1)
		go func() { others <- p.detect(ctx, c, domain) }()
		found := discoverOwn(ctx, c, domain)
		found.others = <-others
		found.keep(kept, domain)
		return found, ctx.Err()
	}
	found := discoverOwn(ctx, c, domain)
	state, ok := found.state()
	if ok {
		found.others, found.asked, ok = kept.others(domain, state)
	}
	if !ok {
		found.others = p.detect(ctx, c, domain)
		found.keep(kept, domain)
	}
	return found, ctx.Err()
}

// discoverOwn asks for the MediaSock service of a domain.
func discoverOwn(ctx context.Context, c *client.Client, domain string) *look {
	found := new(look)
	found.own, found.failure = c.Discover(ctx, domain)
	return found
}

// state returns the state of the MediaSock service: the zero value where the site
// answers and has none, false where that is not known.
func (l *look) state() (client.Record, bool) {
	switch {
	case l.own != nil:
		return l.own.Record(), l.own.Record().Serial != ""
	case errors.Is(l.failure, client.ErrNoService):
		return client.Record{}, true
	}
	return client.Record{}, false
}

// keep remembers what was found.
func (l *look) keep(kept *discoveries, domain string) {
	if state, ok := l.state(); ok && kept != nil && (l.own != nil || len(l.others) > 0) {
		kept.keepOthers(domain, state, l.others)
	}
}

// detect returns what a domain speaks besides MediaSock. What cannot be told is
// logged: the other protocols stay as good as they are.
func (p *program) detect(ctx context.Context, c *client.Client, domain string) []services.Site {
	log, err := p.logger()
	if err != nil {
		return nil
	}
	pages, err := client.Pages(domain)
	if err != nil {
		return nil
	}
	for _, page := range pages {
		probe, err := services.NewProbe(page, &services.Options{HTTP: c.Confined(client.Origin(page))})
		if err == nil {
			_, err = probe.Get(ctx, "") // learns whether anybody is there
		}
		if err != nil {
			log.DebugContext(ctx, "discovery", "url", page, "error", err)
			continue
		}
		sites, err := drivers().Detect(ctx, probe)
		if err != nil {
			log.DebugContext(ctx, "discovery", "url", page, "error", err)
		}
		return sites
	}
	return nil
}
