package services

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/mediasock/mediasock/internal/guard"
)

// What a probe asks of a site, at most.
const (
	probeRequests = 40
	probeAtOnce   = 6
	probeBytes    = 1 << 20
	probeTime     = 10 * time.Second
)

// A Probe looks at one site for all drivers: it asks each address once, whoever
// wants to know, few at a time, without credentials, and within a budget. It may
// be used from several goroutines.
type Probe struct {
	base *url.URL
	http *http.Client
	room chan struct{}

	mu   sync.Mutex
	asks map[string]*ask
}

// An Answer is what a site said.
type Answer struct {
	URL    *url.URL // after redirects
	Status int
	Header http.Header
	Body   []byte // cut at 1 MiB
}

type ask struct {
	done   chan struct{}
	answer *Answer
	err    error
}

// NewProbe returns a probe of the site at address, which is a URL.
func NewProbe(address string, o *Options) (*Probe, error) {
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fmt.Errorf("services: %q is no web address", address)
	}
	if base.Path == "" {
		base.Path = "/"
	}
	web := (&guard.Guard{}).Client()
	if o != nil && o.HTTP != nil {
		web = o.HTTP
	}
	return &Probe{base: base, http: web, room: make(chan struct{}, probeAtOnce), asks: make(map[string]*ask)}, nil
}

// URL returns the address that ref, which may be relative, has at the site.
func (p *Probe) URL(ref string) (*url.URL, error) { return p.base.Parse(ref) }

// Get asks for ref, which may be relative to the site's address.
func (p *Probe) Get(ctx context.Context, ref string) (*Answer, error) {
	return p.Ask(ctx, http.MethodGet, ref)
}

// Ask sends one request with a method that changes nothing, unless it has been
// sent before: then the result is that one's.
func (p *Probe) Ask(ctx context.Context, method, ref string) (*Answer, error) {
	u, err := p.URL(ref)
	if err != nil {
		return nil, fmt.Errorf("services: probe: %w", err)
	}
	u.Fragment = ""
	a, mine, err := p.claim(method + " " + u.String())
	if err != nil {
		return nil, err
	}
	if mine {
		a.answer, a.err = p.send(ctx, method, u)
		close(a.done)
	}
	select {
	case <-a.done:
		return a.answer, a.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// claim returns the ask of that name, and whether it is the caller's to send.
func (p *Probe) claim(name string) (_ *ask, mine bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if a, ok := p.asks[name]; ok {
		return a, false, nil
	}
	if len(p.asks) >= probeRequests {
		return nil, false, fmt.Errorf("services: probe: more than %d requests to %s", probeRequests, p.base.Host)
	}
	a := &ask{done: make(chan struct{})}
	p.asks[name] = a
	return a, true, nil
}

func (p *Probe) send(ctx context.Context, method string, u *url.URL) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	select {
	case p.room <- struct{}{}:
		defer func() { <-p.room }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("services: probe: %w", err)
	}
	req.Header.Set("User-Agent", "mediasock ("+contact+")")
	resp, err := p.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("services: probe: %w", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, probeBytes))
	if err != nil {
		return nil, fmt.Errorf("services: probe: %s: %w", u.Host, err)
	}
	return &Answer{URL: resp.Request.URL, Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}
