// Package services searches many places at once: a person's own accounts, sites
// named by their domain, and open indexes of media, each an [openmedia.Searcher].
//
//	sources := []services.Source{services.Ready("me", library), openverse}
//	for found, err := range services.Search(ctx, sources, opensearch.Query{SearchTerms: "pier"}, nil) {
//		if err != nil {
//			log.Print(err) // one source failed: the others go on
//			continue
//		}
//		fmt.Println(found.Source, found.Entry.Title)
//	}
//
// A place whose own interface is another is made a Searcher by a [Driver], in a
// package below this one. A [Registry] of them is a value that main fills.
package services

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/guard"
	"github.com/mediasock/mediasock/openmedia"
)

// A Source is a place to search in.
type Source struct {
	Name string // what users call it

	// Open makes the source ready. It is called at most once in a search, beside
	// those of the others, and within its time. What it returns is closed in the
	// end if it is an io.Closer.
	Open func(ctx context.Context) (openmedia.Searcher, error)
}

// Ready returns a source that needs no opening.
func Ready(name string, s openmedia.Searcher) Source {
	return Source{name, func(context.Context) (openmedia.Searcher, error) { return s, nil }}
}

// Options equip drivers. The zero value, and nil, will do.
type Options struct {
	HTTP    *http.Client                               // nil: one that reaches the public internet alone
	Contact string                                     // address that the User-Agent names, for those who run the service; ours
	Timeout time.Duration                              // for one request, its body included; 30 s
	Bytes   int64                                      // size of an answer; 8 MiB
	Clear   bool                                       // credentials may go over plain http to another machine
	Log     *slog.Logger                               // nil: nothing is logged
	Now     func() time.Time                           // nil: time.Now
	Sleep   func(context.Context, time.Duration) error // waits for the next request's turn
}

// MayCarry reports whether credentials may go to an address: they are hidden on
// the way, or clear text is allowed.
func (o *Options) MayCarry(u *url.URL) bool {
	return guard.Hidden(u) || o != nil && o.Clear
}

// A Driver makes a foreign service what this project's own are: a Searcher, a
// [mediasock.Service], or both.
type Driver struct {
	Name   string // what users type: "openverse"
	Title  string // what it is called: "Openverse"
	Hosted bool   // one of many of its kind: "peertube:example.org"

	// Open returns a Searcher of the service, without a request. host is "" unless
	// the driver is Hosted. It is nil where strangers cannot search.
	Open func(host string, o *Options) (openmedia.Searcher, error)

	// Detect looks whether the probe's site is such a service. The result is
	// nil, nil where it is not; an error is what kept it from telling. It is nil
	// for a service that is at one known place.
	Detect func(ctx context.Context, p *Probe) (*Site, error)

	// Service returns the service at an address that Detect found, without a
	// request. Its sessions are what the service lets a user do; one that can be
	// searched is an openmedia.Searcher too. It is nil where nothing can be
	// uploaded.
	Service func(address string, o *Options) (mediasock.Service, error)

	// Parallel is how many uploads at once such a service bears well; 0 is 4.
	Parallel int
}

// A Site is a service that a driver has found.
type Site struct {
	Driver  string   // the driver's Name
	Title   string   // what the site calls itself; "" if it does not say
	Version string   // of its software, likewise
	Address string   // what the driver's Service takes
	Can     []string // of "upload", "update", "delete", "list", "download", "albums", "search"
	SignIn  []string // how: "password", "app password", "api key"; or tokens such as "auth.hst"
}

// A Registry is the drivers that a program knows.
type Registry []Driver

// ErrUnknown is the error where no driver has a name; it may be a domain.
var ErrUnknown = errors.New("services: no driver of that name")

// Open returns the source that a name stands for: that of a driver, with a colon
// and a host after it where the driver is for many.
func (r Registry) Open(name string, o *Options) (Source, error) {
	kind, host, hosted := strings.Cut(name, ":")
	for _, d := range r {
		if d.Name != kind {
			continue
		}
		if d.Hosted != hosted {
			return Source{}, fmt.Errorf("services: %q: want %s", name, d.usage())
		}
		if d.Hosted && !isHost(host) {
			return Source{}, fmt.Errorf("services: %q is not a host", host)
		}
		if d.Open == nil {
			return Source{}, fmt.Errorf("services: %s cannot be searched without an account", d.Title)
		}
		s, err := d.Open(host, o)
		if err != nil {
			return Source{}, err
		}
		return Ready(name, s), nil
	}
	return Source{}, fmt.Errorf("%w: %q", ErrUnknown, name)
}

// Names returns what can be opened, in words for people.
func (r Registry) Names() []string {
	var names []string
	for _, d := range r {
		if d.Open != nil {
			names = append(names, d.usage())
		}
	}
	return names
}

func (d Driver) usage() string {
	if d.Hosted {
		return d.Name + ":HOST"
	}
	return d.Name
}

// isHost reports whether s is a host, perhaps with a port, and nothing else.
func isHost(s string) bool {
	u, err := url.Parse("https://" + s + "/")
	return err == nil && u.Host == s && u.Hostname() != "" && u.Path == "/" && u.User == nil && u.RawQuery == ""
}
