package matrix

import (
	"errors"
	"strings"

	"github.com/mediasock/mediasock"
)

// strangers: who bears nothing gets state 1, but under auth.pub.
func (c *conversation) strangers() {
	if c.way.mechanism == "pub" {
		c.tally.skip("MS-203: under auth.pub a stranger is let in")
		return
	}
	s, err := c.site.Handshake(c.t.Context(), mediasock.Credentials{})
	if err != nil {
		c.t.Fatalf("a stranger's Handshake: %v", err)
	}
	c.methods(s, mediasock.CodeAuth)
}

// wrongPassword: state 2, for a name that nobody has too.
func (c *conversation) wrongPassword() {
	if c.way.secretless() {
		c.tally.skip("MS-203, MS-204: auth.pub and auth.exa ask for no password")
		return
	}
	wrong := strings.ToUpper(c.guest.app[:4]) + "x" + c.guest.app
	_, err := c.signIn(wrong)
	c.want(mediasock.MethodHandshake, err, mediasock.CodeCredentials)
	_, err = c.site.SignIn(c.t.Context(), mediasock.Credentials{Username: "nobody", Password: c.guest.app})
	c.want(mediasock.MethodHandshake, err, mediasock.CodeCredentials)
}

// notOffered: a service that does not take the mechanism any more says so with
// state 3, also to calls of a session; the client finds no other way.
// auth.pub bears nothing that could be told from a stranger's call.
func (c *conversation) notOffered() {
	code := mediasock.CodeRenegotiate
	switch c.way.mechanism {
	case "exa":
		c.tally.skip("MS-204: auth.exa signs no call")
		return
	case "pub":
		code = mediasock.CodeAuth
	}
	s := c.mustSignIn()
	c.lens.deaf.Store(true)
	defer c.lens.deaf.Store(false)
	c.methods(s, code)
	if c.way.mechanism == "hdi" {
		code = mediasock.CodeAuth // nothing is signed before there is a challenge
	}
	_, err := c.signIn(c.guest.app)
	c.want(mediasock.MethodHandshake, err, code)
}

// expired: what was granted and then ended gets state 1. The session has
// no password to sign in with again.
func (c *conversation) expired() {
	if !c.way.granted() {
		c.tally.skip("MS-191, MS-200 to MS-203: the mechanism grants nothing that could expire")
		return
	}
	s := c.mustSignIn()
	saved, err := s.Save()
	if err != nil {
		c.t.Fatalf("Save: %v", err)
	}
	back, err := c.site.Restore(c.t.Context(), mediasock.Credentials{}, saved)
	if err != nil {
		c.t.Fatalf("Restore: %v", err)
	}
	if _, err := back.TaxaAppend(c.t.Context(), &mediasock.Taxon{Title: "before"}); err != nil {
		c.t.Errorf("TaxaAppend of a restored session = %v, want nil", err)
	}
	if err := s.Unlink(c.t.Context()); err != nil {
		c.t.Errorf("Unlink = %v, want nil", err)
	}
	c.methods(back, mediasock.CodeAuth)
	c.want(mediasock.MethodSignout, back.Unlink(c.t.Context()), mediasock.CodeSuccess) // it has ended
}

// revoked: without its app password a session ends, with state 2: the client
// tries to sign in again where it gets state 1.
func (c *conversation) revoked() {
	if c.way.secretless() {
		return
	}
	s := c.mustSignIn()
	c.place.revoke(c.t, c.guest)
	c.methods(s, mediasock.CodeCredentials)
	err := s.Unlink(c.t.Context())
	if c.way.granted() {
		c.want(mediasock.MethodSignout, err, mediasock.CodeSuccess) // it has ended
		return
	}
	c.want(mediasock.MethodSignout, err, mediasock.CodeCredentials)
	if _, err := c.signIn(c.guest.app); !errors.Is(err, mediasock.ErrCredentials) {
		c.t.Errorf("SignIn with a revoked password = %v, want state 2", err)
	}
}
