package server

import (
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// APIs returns the methods that the handler handles at its endpoint: the
// wildcard if all of MediaSock's own are among them, else their names.
func (h *Handler) APIs() mediasock.APIs { return h.handled(nil) }

// handled returns the methods at the endpoint that s can carry out.
func (h *Handler) handled(s mediasock.Session) mediasock.APIs {
	own := slices.DeleteFunc(mediasock.Methods(), func(name string) bool { return s != nil && !can(s, name) })
	var apis mediasock.APIs
	if len(own) == len(mediasock.Methods()) {
		apis = append(apis, mediasock.API{Name: "mediasock.*"})
	} else {
		for _, name := range own {
			apis = append(apis, mediasock.API{Name: name})
		}
	}
	for _, name := range h.names {
		apis = append(apis, mediasock.API{Name: name})
	}
	return apis
}

// can reports whether a session can carry out one of MediaSock's own methods: it
// has the interface for it, and what it offers itself, if it says so, names it.
func can(s mediasock.Session, name string) bool {
	if name == mediasock.MethodHandshake || name == mediasock.MethodSignout {
		return true
	}
	if _, ok := s.(mediasock.MediaUpdater); !ok && name == mediasock.MethodMediaUpdate {
		return false
	}
	offered := s.Offer().APIs
	_, named := offered.Lookup(name)
	return named || len(offered) == 0
}

// offer returns the handshake for the sender of c, who holds s, which may be nil for a
// stranger to whom the backend opens none.
func (h *Handler) offer(c *wire.Call, s mediasock.Session, base string) *mediasock.Handshake {
	endpoint := h.endpoint(base)
	o := &mediasock.Handshake{Service: h.service(), Endpoint: endpoint, APIs: h.handled(s).At(endpoint), Sock: h.sock(c)}
	if h.Extra != nil {
		o.APIs = append(o.APIs, h.Extra(base)...)
	}
	if s != nil {
		theirs := s.Offer()
		o.User = theirs.User
		o.Stat.Message, o.Stat.Resource = theirs.Stat.Message, theirs.Stat.Resource
		o.Sock = withAbilities(o.Sock, theirs.Sock)
	}
	o.Stat.Serial = serial(o.APIs, o.Sock)
	return o
}

// sock returns what the handler speaks, and offers the sender of c.
func (h *Handler) sock(c *wire.Call) mediasock.Sock {
	var sock mediasock.Sock
	for _, p := range h.protocols() {
		sock = append(sock, string(p))
	}
	sock = append(sock, "resp.xml", "resp.json")
	sock = append(sock, h.gate.Announce(c)...)
	sock = append(sock, h.Types...)
	sock = append(sock, "feat.cmc")
	sock = append(sock, h.Features...)
	return append(sock, "x-struct")
}

func (h *Handler) protocols() []wire.Protocol {
	if len(h.Protocols) > 0 {
		return h.Protocols
	}
	return []wire.Protocol{wire.REST, wire.XMLRPC, wire.JSONRPC}
}

// withAbilities adds the media types and features of a session's own offer.
// Where it names types, those are the ones that hold.
func withAbilities(sock, theirs mediasock.Sock) mediasock.Sock {
	if types := theirs.Family("type"); len(types) > 0 {
		sock = slices.DeleteFunc(sock, func(token string) bool { return strings.HasPrefix(token, "type.") })
		sock = append(sock, types...)
	}
	for _, token := range theirs.Family("feat") {
		if (token == "feat.amp" || token == "feat.atp") && !sock.Has(token) {
			sock = append(sock, token)
		}
	}
	return sock
}

// serial returns a number that differs when the apis or the sock do (MS-123). It
// is computed from them, and so needs no keeping and cannot be forgotten.
func serial(apis mediasock.APIs, sock mediasock.Sock) string {
	sum := fnv.New64a()
	sum.Write([]byte(apis.String() + "\n" + sock.String()))
	return strconv.FormatUint(sum.Sum64()>>11, 10) // below 2^53, as JSON readers need
}
