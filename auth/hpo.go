package auth

import (
	"context"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// HPO returns auth.hpo: a user name and a password as parameters POSTed with
// every call (MS-191). It is the default where a service lists none (MS-190).
func HPO(o Options) Mechanism {
	return Mechanism{
		Sock:     "auth.hpo",
		Signer:   func(c mediasock.Credentials) Signer { return &hpoSigner{c} },
		Verifier: func(u Users) Verifier { return &hpoVerifier{base{o: o}, doorman{u, &o}} },
	}
}

type hpoSigner struct{ credentials mediasock.Credentials }

var _ Signer = (*hpoSigner)(nil)

// Sign names hpo in a handshake that names no other, so that no cookie or token
// is granted in vain.
func (s *hpoSigner) Sign(c *wire.Call) error {
	signIn(c, s.credentials)
	if isHandshake(c) && len(c.Sock().Family("auth")) == 0 {
		addSock(c, "auth.hpo")
	}
	return nil
}

// Learn has nothing to learn.
func (s *hpoSigner) Learn(*http.Response, *mediasock.Handshake) (bool, error) { return false, nil }

// signIn puts the name and password into c, which is POSTed then (MS-118).
func signIn(c *wire.Call, credentials mediasock.Credentials) {
	c.HTTPMethod = http.MethodPost
	c.Params.Set(paramUsername, credentials.Username)
	c.Params.Set(paramPassword, credentials.Password)
}

type hpoVerifier struct {
	base
	doorman
}

var _ Verifier = (*hpoVerifier)(nil)

// Verify checks the name and password among the parameters.
func (v *hpoVerifier) Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	return v.params(ctx, c)
}

func (v *hpoVerifier) announce(c *wire.Call) []string { return v.ifOpen(c, "auth.hpo") }
