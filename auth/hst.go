package auth

import (
	"context"
	"net/http"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// HST returns auth.hst: a handshake by another mechanism grants a session token,
// which later calls bear as sock.key (MS-199).
func HST(o Options) Mechanism {
	return Mechanism{
		Sock:     "auth.hst",
		Signer:   func(c mediasock.Credentials) Signer { return &hstSigner{login: &hpoSigner{c}} },
		Verifier: func(u Users) Verifier { return &hstVerifier{base{o}, doorman{u, &o}} },
	}
}

// An hstSigner sends the token that a handshake granted with every other call.
type hstSigner struct {
	keyring
	login Signer
	hide  bool // the token is not to be seen on the network
}

var _ KeySigner = (*hstSigner)(nil)

func (s *hstSigner) keepHidden() { s.hide = true }

// LoginBy sets what signs handshakes.
func (s *hstSigner) LoginBy(login Signer) { s.login = login }

// Sign adds the token, or before there is one what the login needs.
func (s *hstSigner) Sign(c *wire.Call) error {
	c.Params.Del(paramKey)
	if isHandshake(c) {
		addSock(c, "auth.hst")
		return s.login.Sign(c)
	}
	if key, ok := s.Key(); ok {
		if s.hide && !hiddenURL(c.URL) {
			return &RefusalError{Reason: "the session's token would travel in clear text to " + c.URL.Host}
		}
		c.HTTPMethod = http.MethodPost // a token never stands in a URL
		s.put(c, key.Value)
	}
	return nil
}

// Learn keeps the token that a handshake grants.
func (s *hstSigner) Learn(resp *http.Response, h *mediasock.Handshake) (bool, error) {
	if s.learn(h) {
		return true, nil
	}
	return s.login.Learn(resp, h)
}

type hstVerifier struct {
	base
	doorman
}

var _ Verifier = (*hstVerifier)(nil)

// Verify checks a token that was POSTed, or the password of a handshake.
func (v *hstVerifier) Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	key, err := v.token(c)
	if err != nil {
		return nil, err
	}
	if key == "" {
		if isHandshake(c) {
			return v.params(ctx, c)
		}
		return nil, nil
	}
	if !v.base.o.open(c) {
		return nil, errPlain()
	}
	return once(ctx, "token\x00"+key, func() (*mediasock.User, error) {
		return v.users.Key(ctx, TokenKey, key)
	})
}

// token returns the token that c bears outside of its URL.
func (v *hstVerifier) token(c *wire.Call) (string, error) {
	key, err := sessionKey(c)
	if err != nil || isDigestKey(key) || slices.Contains(c.InQuery.All(paramKey), key) {
		return "", err
	}
	return key, nil
}

// Grant issues a token where the call asks for one.
func (v *hstVerifier) Grant(ctx context.Context, c *wire.Call, u *mediasock.User, h *mediasock.Handshake, _ http.Header) error {
	by, password := credentialOf(ctx, u)
	if !password || !grantsKey(c, h, "auth.hst") || !v.base.o.open(c) {
		return nil
	}
	k := Key{
		Kind: TokenKey, User: u, APIKey: c.Params.Get(wire.ParamAPIKey),
		By: by, Expiry: bounded(v.base.o.Token, tokenIdle),
	}
	value, err := v.users.IssueKey(ctx, k)
	if err != nil {
		return err
	}
	h.Key = &mediasock.Key{Value: value, Expiry: mediasock.Expiry{Idle: k.Expiry.Idle}}
	return nil
}

// Revoke ends the token that c bears.
func (v *hstVerifier) Revoke(ctx context.Context, c *wire.Call, _ http.Header) error {
	key, err := v.token(c)
	if err != nil || key == "" {
		return err
	}
	return v.users.RevokeKey(ctx, TokenKey, key)
}

func (v *hstVerifier) announce(c *wire.Call) []string { return v.ifOpen(c, "auth.hst") }
