package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"net/http"
	"net/netip"
	"sync"

	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
	"github.com/mediasock/mediasock/services/archive"
	"github.com/mediasock/mediasock/services/flickrfeed"
	"github.com/mediasock/mediasock/services/openverse"
	"github.com/mediasock/mediasock/services/peertube"
	"github.com/mediasock/mediasock/services/wikimedia"
)

// conduits are the open indexes that can be searched without an account.
func conduits() services.Registry {
	return services.Registry{openverse.Driver(), wikimedia.Driver(), archive.Driver(), flickrfeed.Driver(), peertube.Driver()}
}

// A manySearch is a search of several places at once.
type manySearch struct {
	program *program
	sources []services.Source
	indexes map[string]openmedia.Searcher // by name, for what a search does not tell of an entry
	far     *http.Client                  // reaches the public internet, and what the user allows

	mu       sync.Mutex
	web      map[string]*http.Client // how each domain is reached
	sessions []func()                // end those that were begun
}

// newSearch returns a search of what the options name.
func (p *program) newSearch(o searchOptions) (*manySearch, error) {
	names, err := p.searched(o.in)
	if err != nil {
		return nil, err
	}
	g := &guard.Guard{}
	for _, a := range o.allow {
		network, err := netip.ParsePrefix(a)
		if err != nil {
			return nil, usageError(fmt.Errorf("--allow %q: want a network such as 192.168.0.0/16", a))
		}
		g.Allow = append(g.Allow, network)
	}
	s := &manySearch{program: p, indexes: map[string]openmedia.Searcher{}, far: g.Client(), web: map[string]*http.Client{}}
	for _, name := range names {
		source, err := s.source(name)
		if err != nil {
			return nil, usageError(err)
		}
		s.sources = append(s.sources, source)
	}
	return s, nil
}

// source returns what a name stands for: an open index, else a domain.
func (s *manySearch) source(name string) (services.Source, error) {
	source, err := conduits().Open(name, &services.Options{HTTP: s.far})
	if errors.Is(err, services.ErrUnknown) {
		return s.domain(name), nil
	}
	if err != nil {
		return source, err
	}
	s.indexes[name], err = source.Open(context.Background()) // asks nobody yet
	return source, err
}

// domain returns a domain as a source.
func (s *manySearch) domain(name string) services.Source {
	return services.Source{Name: name, Open: func(ctx context.Context) (openmedia.Searcher, error) {
		open, err := s.program.searcher(ctx, name)
		if err != nil {
			return nil, err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.web[name] = open.http
		s.sessions = append(s.sessions, open.close)
		return open.client, nil
	}}
}

// client returns how the files that a source shows are fetched.
func (s *manySearch) client(source string) *http.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	if web := s.web[source]; web != nil {
		return web
	}
	return s.far
}

// close signs out: only when nothing is asked for any more, for files are fetched
// after the search that found them.
func (s *manySearch) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, end := range s.sessions {
		end()
	}
	s.sessions = nil
}

// results returns what is found: as it comes, or in a stable order.
func (s *manySearch) results(ctx context.Context, o searchOptions, terms string) iter.Seq2[services.Found, error] {
	q, bounds := opensearch.Query{SearchTerms: terms}, &services.SearchOptions{Timeout: o.timeout, Limit: limit(o.limit)}
	if !o.stable {
		return services.Search(ctx, s.sources, q, bounds)
	}
	return func(yield func(services.Found, error) bool) {
		found, failures := services.Collect(ctx, s.sources, q, bounds)
		for _, f := range found {
			if !yield(f, nil) {
				return
			}
		}
		for _, f := range failures {
			if !yield(services.Found{}, f) {
				return
			}
		}
	}
}

// limit returns how many results a limit allows; 0 is no limit.
func limit(n int) int {
	if n <= 0 {
		return math.MaxInt32
	}
	return n
}

// print prints a result.
func (s *manySearch) print(ctx context.Context, o searchOptions, f *services.Found) error {
	text := ""
	if o.embed.format != "" {
		var err error
		if text, err = s.embedded(ctx, o.embed, f); err != nil {
			return err
		}
	}
	return s.program.printEntry(f, text)
}

// searched returns the domains to search in.
func (p *program) searched(in []string) ([]string, error) {
	if len(in) > 0 {
		return in, nil
	}
	dir, err := p.configDir()
	if err != nil {
		return nil, err
	}
	list, err := openSignIns(dir)
	if err != nil {
		return nil, err
	}
	for _, s := range list.List {
		in = append(in, s.Domain)
	}
	if len(in) == 0 {
		return nil, &exitError{exitSignIn, errors.New("not signed in anywhere; name a domain with --in")}
	}
	return in, nil
}
