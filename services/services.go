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
	"net/http"
	"net/url"
	"strings"
	"time"

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
	Now     func() time.Time                           // nil: time.Now
	Sleep   func(context.Context, time.Duration) error // waits for the next request's turn
}

// A Driver makes a foreign service a Searcher.
type Driver struct {
	Name   string // what users type: "openverse"
	Title  string // what it is called: "Openverse"
	Hosted bool   // one of many of its kind: "peertube:example.org"

	// Open returns a Searcher of the service, without a request. host is "" unless
	// the driver is Hosted.
	Open func(host string, o *Options) (openmedia.Searcher, error)
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
		names = append(names, d.usage())
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
