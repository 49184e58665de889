package server

import (
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

// A Handler serves one MediaSock endpoint. Its fields and methods are set before
// its first request and not changed afterwards.
type Handler struct {
	Service    mediasock.Identity // what the root element says; Version may be empty
	Backend    Backend            // what is served
	Mechanisms []auth.Mechanism   // the ways to sign in, in order of preference
	Users      auth.Users         // where the mechanisms look users up

	Types    []string // the type.* tokens; none is type.any (MS-215, A-55)
	Features []string // feat.amp, feat.atp; feat.cmc is always on

	// Protocols are those that calls may come in, all three unless set (MS-139).
	// Discovery is by GET whatever they are.
	Protocols []wire.Protocol

	// Extra returns the methods that are served at URLs of their own: foreign
	// protocols and pages. base is what Base returned.
	Extra func(base string) mediasock.APIs
	// Elements returns the custom elements of the root (MS-55, X-4).
	Elements func(base string) []mediasock.Element
	// APIKey reports whether a client may use the service; nil allows any (MS-99).
	APIKey func(apikey string) bool

	// Base returns the URL of the service, without a slash at its end, from
	// configuration or a valid Host of the request; "" if it is not known, and
	// the handshake names no URLs then.
	Base func(*http.Request) string
	// Path is the endpoint's path below Base, "/mediasock/" if empty.
	Path string
	// Conn classifies a request's connection; nil takes it as it comes.
	Conn func(*http.Request) Conn
	// Default is the method of a call that names none: the one that is bound to
	// the URL where Handler stands in an existing site; the handshake if
	// empty.
	Default string
	// Embed answers in an HTML page with the block in a comment of its head, as
	// an existing page would carry it (MS-54).
	Embed bool

	Limits Limits
	Log    *slog.Logger // one line a call, without secrets; may be nil

	methods map[string]Method // foreign ones, by name
	names   []string          // of methods, in order

	once      sync.Once
	gate      *auth.Gate
	strangers strangers
	forgery   *http.CrossOriginProtection
}

var _ http.Handler = (*Handler)(nil)

// Conn is what is known of a request's connection.
type Conn struct {
	Peer     netip.Addr // of the client: the connection's, or what a trusted proxy says
	Secure   bool       // by TLS, or Loopback
	Loopback bool       // from this machine, and not through a proxy
}

// Limits bound what is taken from a client. A field of zero has its default.
type Limits struct {
	Call      wire.Limits   // of what is read of a call; Data is the size of a user's file
	Stranger  int64         // bytes of a file before its sender is verified; 256 MiB
	Strangers int           // such files at a time from one address; 4
	Waiting   int           // such files at a time from all addresses; 64
	Stall     time.Duration // without a byte of the body arriving; 60 s
}

func (l Limits) withDefaults() Limits {
	if l.Stranger == 0 {
		l.Stranger = 256 << 20
	}
	if l.Strangers == 0 {
		l.Strangers = 4
	}
	if l.Waiting == 0 {
		l.Waiting = 64
	}
	if l.Stall == 0 {
		l.Stall = time.Minute
	}
	return l
}

// prepare makes what lives as long as the handler.
func (h *Handler) prepare() {
	h.Limits = h.Limits.withDefaults()
	h.strangers.each, h.strangers.all = h.Limits.Strangers, h.Limits.Waiting
	h.forgery = http.NewCrossOriginProtection()
	h.gate = auth.NewGate(h.Users, h.Mechanisms...)
}

func (h *Handler) log() *slog.Logger {
	if h.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return h.Log
}

func (h *Handler) conn(r *http.Request) Conn {
	if h.Conn != nil {
		return h.Conn(r)
	}
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return Conn{Secure: r.TLS != nil}
	}
	peer := addr.Addr().Unmap()
	here := peer.IsLoopback() && !Forwarded(r.Header)
	return Conn{Peer: peer, Secure: r.TLS != nil || here, Loopback: here}
}

// Forwarded reports whether a proxy sent a request on: then a peer on this
// machine is not the client.
func Forwarded(header http.Header) bool {
	for _, name := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via"} {
		if len(header[name]) > 0 {
			return true
		}
	}
	return false
}

func (h *Handler) base(r *http.Request) string {
	if h.Base == nil {
		return ""
	}
	return h.Base(r)
}

// endpoint returns the endpoint's URL, or "" if it is not known.
func (h *Handler) endpoint(base string) string {
	switch {
	case base == "":
		return ""
	case h.Path == "":
		return base + "/mediasock/"
	}
	return base + h.Path
}

func (h *Handler) service() mediasock.Identity {
	s := h.Service
	if s.Version == "" {
		s.Version = mediasock.Version
	}
	return s
}
