package auth

import (
	"context"
	"net/http"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A Gate is the verifiers of a service as one: the whole of its sign-in.
type Gate struct {
	tokens    []string // of the mechanisms, in the order of verifiers
	verifiers []Verifier
	ciphers   []string // tokens that announce them
}

var _ Verifier = (*Gate)(nil)

// NewGate returns the gate of a service that keeps its accounts in users and
// accepts the mechanisms, which it announces in their order.
func NewGate(users Users, mechanisms ...Mechanism) *Gate {
	g := &Gate{}
	for _, m := range mechanisms {
		if m.Verifier == nil {
			continue
		}
		v := m.Verifier(users)
		g.tokens = append(g.tokens, m.Sock)
		g.verifiers = append(g.verifiers, v)
		if d, ok := v.(interface{ cipherTokens() []string }); ok && len(g.ciphers) == 0 {
			g.ciphers = d.cipherTokens()
		}
	}
	return g
}

// Announce returns the sock tokens of the mechanisms and ciphers that c's sender
// may use: over plain http only those that are safe there.
func (g *Gate) Announce(c *wire.Call) mediasock.Sock {
	var sock mediasock.Sock
	params := false
	for i, v := range g.verifiers {
		tokens := g.tokens[i : i+1]
		if a, ok := v.(announcer); ok {
			tokens = a.announce(c)
		}
		sock = append(sock, tokens...)
		if d, ok := v.(interface{ takes(*wire.Call) bool }); ok && d.takes(c) && len(tokens) > 0 {
			params = true
		}
	}
	if params {
		sock = append(sock, g.ciphers...)
	}
	return sock
}

// Verify returns the user that c's mechanisms name together. Where two name
// different users it refuses; where they give the same one different scopes the
// lesser counts. A mechanism's state 1 (an old cookie, a stale nonce) does not
// stand in another's way, every other error does. The result is nil, nil for a
// call without credentials.
func (g *Gate) Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	ctx = WithRequest(ctx)
	var found *mediasock.User
	var failed error
	for _, v := range g.verifiers {
		u, err := v.Verify(ctx, c)
		switch {
		case err != nil:
			failed = worse(failed, err)
		case u == nil:
		case found != nil && u.ID != found.ID:
			return nil, &mediasock.Error{Code: mediasock.CodeCredentials, Message: "two sign-ins that name different users"}
		case found == nil || u.Scope < found.Scope:
			found = u
		case u.Scope == found.Scope:
			if _, password := credentialOf(ctx, u); password {
				found = u // a password can be granted something for
			}
		}
	}
	if failed != nil && (found == nil || mediasock.StatOf(failed).Code != mediasock.CodeAuth) {
		return nil, failed
	}
	if found == nil {
		return nil, unclaimed(c)
	}
	return found, nil
}

// unclaimed is the answer to a call that no mechanism took for its own: nil for
// a stranger's, state 3 for credentials of a mechanism that is not offered
// state 1 for credentials in the URL.
func unclaimed(c *wire.Call) error {
	switch {
	case inQuery(c):
		return errAgain("credentials in a URL are ignored: POST them")
	case bears(c) && !onlyCookie(c):
		return &mediasock.Error{Code: mediasock.CodeRenegotiate, Message: "this way to sign in is not offered"}
	}
	return nil
}

// onlyCookie reports whether all that c bears is a cookie, which a browser sends
// by itself.
func onlyCookie(c *wire.Call) bool {
	return c.Params.Get(paramPassword) == "" && c.Params.Get(paramKey) == "" &&
		c.Header.Get("Authorization") == "" && c.Header.Get("X-WSSE") == ""
}

// worse returns the error of the two that tells more: a fault, then a wrong
// password, then what is not offered, then what has to be tried again.
func worse(a, b error) error {
	if a == nil || severity(b) > severity(a) {
		return b
	}
	return a
}

func severity(err error) int {
	order := []mediasock.Code{mediasock.CodeAuth, mediasock.CodeRenegotiate, mediasock.CodeCredentials}
	if i := slices.Index(order, mediasock.StatOf(err).Code); i >= 0 {
		return i
	}
	return len(order)
}

// Grant gives u what the mechanisms grant after a handshake.
func (g *Gate) Grant(ctx context.Context, c *wire.Call, u *mediasock.User, h *mediasock.Handshake, header http.Header) error {
	for _, v := range g.verifiers {
		if err := v.Grant(ctx, c, u, h, header); err != nil {
			return err
		}
	}
	return nil
}

// Challenge adds every mechanism's challenges in the one order that serves all
// clients that were seen: WSSE first, for wget gives up if it comes last; Basic;
// Digest SHA-256; Digest MD5 last, for wget takes the last that it knows and
// others the first (D-4).
func (g *Gate) Challenge(c *wire.Call, header http.Header) {
	lines := make(http.Header)
	for _, v := range g.verifiers {
		v.Challenge(c, lines)
	}
	challenges := lines["Www-Authenticate"]
	for rank := range challengeRanks {
		for _, line := range challenges {
			if challengeRank(line) == rank {
				header["Www-Authenticate"] = append(header["Www-Authenticate"], line)
			}
		}
	}
}

// Revoke ends all that c bears of what was granted (MS-151).
func (g *Gate) Revoke(ctx context.Context, c *wire.Call, header http.Header) error {
	for _, v := range g.verifiers {
		if err := v.Revoke(ctx, c, header); err != nil {
			return err
		}
	}
	return nil
}
