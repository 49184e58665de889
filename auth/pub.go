package auth

import (
	"context"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// PUB returns auth.pub: nobody has to sign in (MS-203). Whoever comes without
// credentials is o.Public, who may read only unless her Scope says more;
// o.PublicFrom narrows that to addresses.
func PUB(o Options) Mechanism {
	return Mechanism{
		Sock:     "auth.pub",
		Signer:   func(mediasock.Credentials) Signer { return pubSigner{} },
		Verifier: func(Users) Verifier { return &pubVerifier{base{o}} },
	}
}

type pubSigner struct{}

var _ Signer = pubSigner{}

// Sign adds nothing.
func (pubSigner) Sign(*wire.Call) error { return nil }

// Learn has nothing to learn.
func (pubSigner) Learn(*http.Response, *mediasock.Handshake) (bool, error) { return false, nil }

type pubVerifier struct{ base }

var _ Verifier = (*pubVerifier)(nil)

// Verify lets in whoever calls from an address that may (MS-203).
func (v *pubVerifier) Verify(_ context.Context, c *wire.Call) (*mediasock.User, error) {
	if v.o.Public == nil || bears(c) || inQuery(c) || !v.near(c) {
		return nil, nil
	}
	u := *v.o.Public
	u.Scope = max(u.Scope, mediasock.ScopeRead)
	return &u, nil
}

// near reports whether c comes from one of the addresses that are let in: the
// peer's own, or what a trusted proxy says (Call.Peer), never a header.
func (v *pubVerifier) near(c *wire.Call) bool {
	if len(v.o.PublicFrom) == 0 {
		return true
	}
	peer := c.Peer.Unmap().WithZone("")
	for _, network := range v.o.PublicFrom {
		if network.Contains(peer) {
			return true
		}
	}
	return false
}

func (v *pubVerifier) announce(c *wire.Call) []string {
	if v.o.Public == nil || !v.near(c) {
		return nil
	}
	return []string{"auth.pub"}
}
