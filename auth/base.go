package auth

import (
	"context"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// base is a verifier's share of what most have nothing to do for.
type base struct{ o Options }

// Grant grants nothing.
func (base) Grant(context.Context, *wire.Call, *mediasock.User, *mediasock.Handshake, http.Header) error {
	return nil
}

// Challenge challenges nobody.
func (base) Challenge(*wire.Call, http.Header) {}

// Revoke has nothing to end.
func (base) Revoke(context.Context, *wire.Call, http.Header) error { return nil }

// ifOpen returns the token where secrets may come over c's connection.
func (b *base) ifOpen(c *wire.Call, token string) []string {
	if !b.o.open(c) {
		return nil
	}
	return []string{token}
}

// An announcer says what a verifier's mechanism lists in the sock of the answer
// to c. Verifiers that are none list their mechanism always.
type announcer interface{ announce(c *wire.Call) []string }
