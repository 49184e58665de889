package auth

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// nonceWindow is how far the clock of an x.nonce may be off.
const nonceWindow = 600 * time.Second

type hskVerifier struct {
	base
	doorman
}

var _ Verifier = (*hskVerifier)(nil)

// Verify checks a signature, or the password of a handshake.
func (v *hskVerifier) Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	signature, err := sessionKey(c)
	if err != nil {
		return nil, err
	}
	if signature == "" && isHandshake(c) {
		return v.params(ctx, c)
	}
	if !isDigestKey(signature) {
		return nil, nil
	}
	expires, err := v.nonceExpiry(c)
	if err != nil {
		return nil, err
	}
	name := c.Params.Get(paramUsername)
	if len(name) > maxName {
		return nil, errWrong(c)
	}
	signer := func() (*mediasock.User, error) { return v.signer(ctx, c, name, signature) }
	u, err := v.throttled(ctx, c, name, signer, signer)
	if err != nil || expires.IsZero() {
		return u, err
	}
	return v.unused(ctx, c, u, expires)
}

// nonceExpiry returns until when c's x.nonce has to be remembered, zero if c has
// none and need not have one.
func (v *hskVerifier) nonceExpiry(c *wire.Call) (time.Time, error) {
	nonce := c.Params.Get(paramNonce)
	if nonce == "" {
		if v.base.o.open(c) {
			return time.Time{}, nil
		}
		return time.Time{}, &mediasock.Error{
			Code:    mediasock.CodeRenegotiate,
			Message: "signed calls over plain http need the parameter x.nonce",
		}
	}
	seconds, random, _ := strings.Cut(nonce, ".")
	made, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || random == "" || len(nonce) > 128 {
		return time.Time{}, errAgain("malformed x.nonce")
	}
	at := time.Unix(made, 0)
	if age := v.base.o.now().Sub(at); age > nonceWindow || age < -nonceWindow {
		return time.Time{}, errAgain("x.nonce is not of this time: the clocks differ by more than ten minutes")
	}
	return at.Add(nonceWindow + time.Second), nil
}

// signer returns the user one of whose keys c is signed with. Without a user
// name those are tried that were issued under c's apikey.
func (v *hskVerifier) signer(ctx context.Context, c *wire.Call, name, signature string) (*mediasock.User, error) {
	s, err := v.key(ctx, c, name, signature)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return nil, errAgain("the signature does not hold")
	}
	return s.User, v.users.MarkUsed(ctx, s.ID)
}

func (v *hskVerifier) key(ctx context.Context, c *wire.Call, name, signature string) (*Secret, error) {
	keys, err := v.users.SigningKeys(ctx, name, c.Params.Get(wire.ParamAPIKey))
	if err != nil {
		return nil, err
	}
	return findKey(keys, c, strings.ToLower(signature))
}

// unused refuses a nonce that was used before, other than by this very call.
func (v *hskVerifier) unused(ctx context.Context, c *wire.Call, u *mediasock.User, expires time.Time) (*mediasock.User, error) {
	nonce := c.Params.Get(paramNonce)
	return once(ctx, fmt.Sprintf("signed\x00%p\x00%s", c, nonce), func() (*mediasock.User, error) {
		return u, useNonce(ctx, v.users, u.Name, "hsk:"+nonce, expires)
	})
}

// useNonce returns state 1 for a nonce that was used before.
func useNonce(ctx context.Context, nonces Nonces, name, nonce string, expires time.Time) error {
	fresh, err := nonces.UseNonce(ctx, name, nonce, expires)
	if err != nil {
		return err
	}
	if !fresh {
		return errAgain("this call was made before")
	}
	return nil
}

// Grant gives a permanent key to whom asks for one, or for no other.
func (v *hskVerifier) Grant(ctx context.Context, c *wire.Call, u *mediasock.User, h *mediasock.Handshake, _ http.Header) error {
	by, password := credentialOf(ctx, u)
	if !password || !grantsKey(c, h, "auth.hsk") || !v.base.o.open(c) {
		return nil
	}
	value, err := v.users.IssueKey(ctx, Key{
		Kind: SigningKey, User: u, APIKey: c.Params.Get(wire.ParamAPIKey), By: by,
	})
	if err != nil {
		return err
	}
	h.Key = &mediasock.Key{Value: value}
	return nil
}

// Revoke deletes the key that c is signed with.
func (v *hskVerifier) Revoke(ctx context.Context, c *wire.Call, _ http.Header) error {
	signature, err := sessionKey(c)
	if err != nil || !isDigestKey(signature) {
		return err
	}
	s, err := v.key(ctx, c, c.Params.Get(paramUsername), signature)
	if err != nil || s == nil {
		return err
	}
	return v.users.RevokeKey(ctx, SigningKey, s.Password)
}

func (v *hskVerifier) announce(*wire.Call) []string { return []string{"auth.hsk", "x-nonce"} }
