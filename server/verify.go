package server

import (
	"context"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A proof is who made a call, or why that is not known.
type proof struct {
	user *mediasock.User
	err  error // why there is no user although the call bears something
}

// verify asks the mechanisms who made a call.
func (h *Handler) verify(ctx context.Context, c *wire.Call) proof {
	user, err := h.gate.Verify(ctx, c)
	return proof{user, err}
}

// final reports whether nothing that may still arrive of c changes the proof: a
// user is known, or a wrong password was given, or too many were. A password
// among the parameters may be wrong only until its user name or its method
// follows the file; a session key may be a signature of the whole call
// (auth.hsk).
func (p proof) final(c *wire.Call) bool {
	if p.err != nil {
		code := mediasock.StatOf(p.err).Code
		return code == mediasock.CodeTemporary || code == mediasock.CodeCredentials && whole(c)
	}
	_, keyed := c.Params.Lookup(wire.ParamSockKey)
	return p.user != nil && !keyed
}

// whole reports whether what a password among the parameters is judged by is
// there: whose it is, and for which method.
func whole(c *wire.Call) bool {
	_, password := c.Params.Lookup(wire.ParamPassword)
	_, name := c.Params.Lookup(wire.ParamUsername)
	return !password || name && len(c.Methods) > 0
}

// demand returns the proof of a call that needs one: where no mechanism found
// anything, the error says what is amiss.
func (h *Handler) demand(c *wire.Call, p proof) proof {
	switch {
	case p.user != nil && h.APIKey != nil && !h.APIKey(c.Params.Get(wire.ParamAPIKey)):
		return proof{err: refusal(mediasock.CodeCredentials, "this service wants an API key of its own (apikey)")}
	case p.user != nil || p.err != nil:
		return p
	}
	offered := h.sock(c)
	for _, token := range c.Sock().Family("auth") {
		if !offered.Has(token) {
			return proof{err: refusal(mediasock.CodeRenegotiate, token+" is not offered here")} // MS-77
		}
	}
	return proof{err: refusal(mediasock.CodeAuth, "sign in first")}
}

func refusal(code mediasock.Code, message string) error {
	return &mediasock.Error{Code: code, Message: message}
}

// stranger returns a call from where c comes that bears nothing: whom it
// verifies need not sign in (auth.pub).
func stranger(c *wire.Call) *wire.Call {
	return &wire.Call{
		HTTPMethod: c.HTTPMethod, URL: c.URL, Header: http.Header{}, Protocol: c.Protocol, Response: c.Response,
		Peer: c.Peer, Secure: c.Secure, Loopback: c.Loopback,
	}
}

// refused sets the HTTP status of a call whose proof failed: 429 for too many
// failures; 401 with challenges where the proof is missing or in a header, so
// that clients of HTTP's own mechanisms learn what to do. A call that
// bears a cookie or a key that has expired stays 200: its client reads stat.
func (e *exchange) refused(c *wire.Call, err error) {
	switch mediasock.StatOf(err).Code {
	case mediasock.CodeTemporary:
		e.busy(http.StatusTooManyRequests)
	case mediasock.CodeAuth, mediasock.CodeCredentials:
		lines := http.Header{}
		e.gate.Challenge(c, lines)
		if len(lines) == 0 || (bearsOther(c) && !bearsHeader(c)) {
			return
		}
		e.status = http.StatusUnauthorized
		e.w.Header()["Www-Authenticate"] = lines["Www-Authenticate"]
	}
}

func bearsHeader(c *wire.Call) bool {
	return c.Header.Get("Authorization") != "" || c.Header.Get("X-Wsse") != ""
}

func bearsOther(c *wire.Call) bool {
	_, password := c.Params.Lookup(wire.ParamPassword)
	_, key := c.Params.Lookup(wire.ParamSockKey)
	return password || key || c.Header.Get("Cookie") != ""
}

// busy sets a status that asks the client to come back later.
func (e *exchange) busy(status int) {
	e.status = status
	e.w.Header().Set("Retry-After", "30")
}
