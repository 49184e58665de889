// Package site ties the handlers of the service together: one mux over the
// MediaSock endpoint, search, originals, previews and pages, which all know the
// same users by the same mechanisms.
package site

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/facade"
	"github.com/mediasock/mediasock/internal/compose"
	"github.com/mediasock/mediasock/internal/gallery"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/film"
	"github.com/mediasock/mediasock/library/heif"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/server"
)

// Options are what a site is made of.
type Options struct {
	Library      *library.Library
	Accounts     *library.Accounts
	Mechanisms   []auth.Mechanism
	Front        Front
	InsecureHTTP bool            // take passwords over plain http from other machines
	Contact      string          // address that the search description names
	Facades      []facade.Kind   // foreign protocols that are served
	Tags         []string        // words that it tells of the site; nil: what kinds of media there are
	Film         *film.Tool      // makes pictures of films; nil: nobody does
	Codecs       []heif.Codec    // decode HEIC and AVIF; nil: those of this program, in its own process
	Compose      compose.Options // where writers can search beside the library
	Log          *slog.Logger
	Now          func() time.Time // nil: time.Now
}

// A Site is the whole service as an http.Handler.
type Site struct {
	Options
	front    Front
	log      *slog.Logger
	metrics  *metrics
	endpoint *server.Handler
	search   *openmedia.Handler
	gallery  *gallery.Gallery
	facades  []facade.Facade
	previews *previewer
	gate     *auth.Gate   // all ways to sign in as one
	cookies  auth.Cookies // of the pages' sessions
	mux      *routes
	handler  http.Handler
	draining atomic.Bool
}

var _ http.Handler = (*Site)(nil)

// New returns the site that the options describe.
func New(o Options) *Site {
	s := &Site{Options: o, front: o.Front, log: o.Log, metrics: newMetrics()}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.gate = auth.NewGate(o.Accounts, o.Mechanisms...)
	s.cookies = auth.Cookies{Keys: o.Accounts}
	if o.Codecs == nil {
		o.Codecs = heif.Codecs()
	}
	s.previews = newPreviewer(o.Library, o.Film, o.Codecs)
	o.Library.Handle(library.JobPreview, s.previews.work)
	if o.Film != nil {
		o.Library.Handle(library.JobStream, s.previews.stream)
	}
	s.facades = s.newFacades()
	s.endpoint = s.newEndpoint()
	s.search = s.newSearch()
	s.gallery = s.newGallery()
	s.mux = s.routes()
	s.handler = s.observe(hurry(protect(s.identify(http.HandlerFunc(s.routed)))))
	s.gauges()
	return s
}

// ServeHTTP answers a request.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Drain makes /readyz say that the service is about to stop.
func (s *Site) Drain() { s.draining.Store(true) }

// SignIn says in a line how the service can be signed in to.
func (s *Site) SignIn() string {
	names := make([]string, len(s.Mechanisms))
	for i, m := range s.Mechanisms {
		names[i] = strings.TrimPrefix(m.Sock, "auth.")
	}
	where := "over TLS or on this machine"
	if s.InsecureHTTP {
		where = "over plain http too (--insecure-http): others on the way can read passwords"
	}
	return fmt.Sprintf("%s; %s", strings.Join(names, ", "), where)
}

// routes is the one list of what the site answers.
func (s *Site) routes() *routes {
	mux := &routes{mux: http.NewServeMux()}
	mux.Handle("/mediasock/{$}", s.endpoint)
	mux.Handle("GET /mediasock", http.RedirectHandler("/mediasock/", http.StatusMovedPermanently))
	s.search.Routes(mux)
	s.feedRoutes(mux)
	mux.Handle("GET /media/{id}", s.answer(s.original))
	mux.Handle("GET /thumb/{id}", s.answer(s.preview))
	mux.Handle("GET /play/{id}", s.answer(s.play))
	s.gallery.Routes(mux)
	s.newDesk().Routes(mux)
	s.newUploads().Routes(mux)
	own := len(mux.patterns)
	for _, f := range s.facades {
		f.Routes(mux)
	}
	mux.foreign = mux.patterns[own:]
	mux.Handle("GET /robots.txt", http.HandlerFunc(robots))
	mux.Handle("GET /healthz", http.HandlerFunc(alive))
	mux.Handle("GET /readyz", http.HandlerFunc(s.ready))
	mux.Handle("GET /metrics", s.answer(s.showMetrics))
	mux.Handle("/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.gallery.Message(w, r, http.StatusNotFound, "Not found", "There is nothing at this address.")
	}))
	return mux
}

// newEndpoint returns the MediaSock endpoint.
func (s *Site) newEndpoint() *server.Handler {
	return &server.Handler{
		Service:    mediasock.Identity{Value: s.Library.Identity().ID, Title: s.Library.Identity().Title},
		Backend:    s.Library,
		Mechanisms: s.Mechanisms,
		Users:      s.Accounts,
		Extra: func(base string) mediasock.APIs {
			return append(mediasock.APIs{
				{Name: "opensearch.description", URL: base + "/opensearch.xml"},
				{Name: "tus.*", URL: base + "/tus/"},
			}, s.facadeAPIs(base)...)
		},
		Elements: func(base string) []mediasock.Element {
			return []mediasock.Element{{Name: "x-opensearch", Value: base + "/opensearch.xml"}}
		},
		Base: func(r *http.Request) string { return connOf(r.Context()).Base },
		Conn: func(r *http.Request) server.Conn {
			c := connOf(r.Context())
			return server.Conn{Peer: c.Peer, Secure: c.Private(), Loopback: c.Loopback}
		},
		Log: s.log,
	}
}

// newGallery returns the pages.
func (s *Site) newGallery() *gallery.Gallery {
	return &gallery.Gallery{
		Library: s.Library, Accounts: s.Accounts, Log: s.log,
		User:        func(r *http.Request) *mediasock.User { return userOf(r.Context()) },
		SignIn:      s.signIn,
		SignOut:     s.signOut,
		Private:     func(r *http.Request) bool { return connOf(r.Context()).Private() || s.InsecureHTTP },
		Peer:        func(r *http.Request) netip.Addr { return connOf(r.Context()).Peer },
		Previewable: s.previews.Can,
		NewFeed:     s.newFeed,
		FeedTitle:   s.feedTitle,
		Read: func(search string) (library.Query, error) {
			_, query, err := s.readSearch(search)
			return query, err
		},
		Streamed: s.previews.streamed,
		Links:    func(r *http.Request) []facade.Link { return s.facadeLinks(connOf(r.Context()).Base) },
		Patient: func(w http.ResponseWriter, r *http.Request) *http.Request {
			return server.Patient(w, r, time.Minute)
		},
	}
}

func (s *Site) now() time.Time {
	if s.Now != nil {
		return s.Now()
	}
	return time.Now()
}

// routes is a mux that knows its patterns, so that a test can hold that each of
// them has its place in the authorisation matrix.
type routes struct {
	mux      *http.ServeMux
	patterns []string
	foreign  []string // those of façades
}

// Handle adds a route.
func (r *routes) Handle(pattern string, h http.Handler) {
	r.patterns = append(r.patterns, pattern)
	r.mux.Handle(pattern, h)
}

// isForeign reports whether a façade answers the request.
func (r *routes) isForeign(q *http.Request) bool {
	_, pattern := r.mux.Handler(q)
	return slices.Contains(r.foreign, pattern)
}
