// Package facade is what the façades below it have in common. A façade serves a
// foreign protocol over [mediasock.Session]s, so that the protocol's own clients
// can use whatever a session is of: a library, or by a driver another service.
//
// Each façade is a package of its own that exports one [Kind]. A program lists
// the kinds that it serves; nothing else knows them:
//
//	kinds := []facade.Kind{piwigo.Kind(), webdav.Kind()}
//
// A façade asks its [Host] for whatever it does not know itself: who somebody is,
// and that user's session. It keeps to these rules:
//
//   - Users sign in by app passwords, checked and throttled by the [Door]. What a
//     protocol calls an API key is an app password alone.
//   - Uploads stream once into the session's staging ([Stage]) and are adopted.
//   - One table turns [mediasock.Code]s into the protocol's own, and back in the
//     driver of that protocol, which stands in services.
//   - Every read is bounded; nothing inner is told to a client.
package facade

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/mediasock/mediasock"
)

// A Kind is a protocol that can be served.
type Kind struct {
	Name  string // what operators write: "piwigo"
	Title string // what it is called: "Piwigo"
	New   func(*Host) Facade
}

// A Facade is a protocol that is served before a host.
type Facade interface {
	// Routes adds all that the façade answers to mux.
	Routes(mux Mux)
	// APIs returns what a handshake announces of it. base is the
	// service's address without a slash at its end.
	APIs(base string) mediasock.APIs
	// Links returns what the head of each page announces of it.
	Links(base string) []Link
}

// A Judge is a Facade whose clients prove who they are in headers that the
// service's own mechanisms would refuse, such as a token of its protocol in
// Authorization.
type Judge interface {
	// Judges reports whether the façade judges the credentials of r by itself, all
	// of them. The service then lets r through as nobody's; it still refuses what
	// comes from another site's page.
	Judges(r *http.Request) bool
}

// A Mux is where routes are added; an [http.ServeMux] is one.
type Mux interface {
	Handle(pattern string, h http.Handler)
}

// A Link is a link in the head of a page, by which programs find a protocol.
type Link struct{ Rel, Type, Href, Title string }

// A Host is what façades stand before. The fields without a remark are needed.
type Host struct {
	Service mediasock.Identity
	Backend Backend
	Door    *Door

	// Base returns the service's address for a request, without a slash at its end.
	Base func(*http.Request) string
	// Preview opens a JPEG of an item that u may see, within edge pixels, and
	// makes it if need be; nil where there are none. The error is
	// mediasock.ErrUnknownItem where u sees no such item, and ErrUnsupported
	// where the item cannot be shown.
	Preview func(ctx context.Context, u *mediasock.User, id string, edge int) (io.ReadSeekCloser, error)

	// Memory keeps what a façade must know beyond what sessions keep; nil where it
	// has to do without.
	Memory Memory

	Log *slog.Logger     // nil: nothing is logged
	Now func() time.Time // nil: time.Now
}

// A Backend opens the sessions of verified users. Where it is a
// [mediasock.Stager] too, uploads go straight to where they stay.
type Backend interface {
	Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error)
}

// A Memory keeps small texts under keys, durably. A façade's keys begin with its
// name.
type Memory interface {
	// Recall returns "" for what was never remembered.
	Recall(ctx context.Context, key string) (string, error)
	// Remember replaces what was kept under the key; "" forgets it.
	Remember(ctx context.Context, key, value string) error
}

// Session returns the session of a user whose scope is at least need: state 1
// for nobody, state 8 for a lesser scope.
func (h *Host) Session(ctx context.Context, u *mediasock.User, need mediasock.Scope) (mediasock.Session, error) {
	switch {
	case u == nil:
		return nil, mediasock.ErrAuthRequired
	case u.Scope < need:
		return nil, mediasock.ErrForbidden
	}
	return h.Backend.Session(ctx, u)
}

// Logger returns h.Log, or one that drops all.
func (h *Host) Logger() *slog.Logger {
	if h.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return h.Log
}

// Time returns the host's time.
func (h *Host) Time() time.Time {
	if h.Now != nil {
		return h.Now()
	}
	return time.Now()
}
