package client

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// Handshake signs in with c by the best mechanism that the site offers, and
// returns a [*Session]. Without a username it returns a stranger's session.
func (s *Site) Handshake(ctx context.Context, c mediasock.Credentials) (mediasock.Session, error) {
	session, err := s.SignIn(ctx, c)
	if err != nil {
		return nil, err
	}
	return session, nil
}

// SignIn is Handshake with the client's own type. A site that is known from an
// earlier run and has changed since is discovered anew.
func (s *Site) SignIn(ctx context.Context, c mediasock.Credentials) (*Session, error) {
	session, err := s.open(c)
	if err == nil && session.signer != nil {
		err = session.handshake(ctx, nil)
	}
	switch {
	case err == nil:
		return session, nil
	case s.cached && stale(err):
		fresh, err := s.refresh(ctx)
		if err != nil {
			return nil, err
		}
		if !sameOrUpgraded(s.Origin(), fresh.Origin()) { // who asked to sign in asked for that one (XS-5)
			return nil, &RefusalError{Reason: s.Origin() + " is at " + fresh.Origin() + " now, which was not agreed to"}
		}
		return fresh.SignIn(ctx, c)
	}
	return nil, err
}

// stale reports whether what was known of a site may have caused err: anything
// but a refusal of the user (MS-134).
func stale(err error) bool {
	return !errors.Is(err, mediasock.ErrCredentials) && !errors.Is(err, mediasock.ErrPermanent) &&
		!errors.Is(err, context.Canceled)
}

// open returns a session that has not signed in yet.
func (s *Site) open(c mediasock.Credentials) (*Session, error) {
	c.APIKey = cmp.Or(c.APIKey, s.client.apiKey())
	session := &Session{site: s, creds: c, offer: s.offer, before: s.offer}
	if c.Username == "" {
		return session, nil
	}
	if err := session.choose(); err != nil {
		return nil, err
	}
	return session, nil
}

// handshake signs in and takes over what the site answers. Where it asks for
// another mechanism it is given that, once (MS-134, A-70). So it is where it
// refuses the password by one that hides it and the user allows clear text: an
// account's own password is kept so that nothing but itself can be compared. others are methods to
// combine with it; taken gets their results (MS-106).
func (s *Session) handshake(ctx context.Context, taken func(*wire.Reply), others ...string) error {
	ctx, cancel := s.site.client.limit(ctx, nil)
	defer cancel()
	for try := 0; ; try++ {
		reply, err := s.knock(ctx, others)
		if err != nil {
			return err
		}
		err = s.adopt(reply)
		if err == nil && taken != nil {
			taken(reply)
		}
		reply.Close()
		if try > 0 || !errors.Is(err, mediasock.ErrRenegotiate) && !s.hidden(err) {
			return err
		}
		s.refused = append(s.refused, s.Mechanism())
		if errors.Is(err, mediasock.ErrCredentials) {
			s.refused = append(s.refused, proving()...)
		}
		if s.choose() != nil {
			return err
		}
	}
}

// hidden reports whether err refuses a password that was proved, not sent, where it
// might be sent in clear.
func (s *Session) hidden(err error) bool {
	return errors.Is(err, mediasock.ErrCredentials) && s.site.client.Policy.ClearText && slices.Contains(proving(), s.Mechanism())
}

// proving are the mechanisms that prove a password and do not send it.
func proving() []string { return []string{"auth.hdi", "auth.hws"} }

// knock sends the handshake to where it is offered.
func (s *Session) knock(ctx context.Context, others []string) (*wire.Reply, error) {
	urls, err := s.targets(mediasock.MethodHandshake)
	if err != nil {
		return nil, err
	}
	for i, u := range urls {
		reply, err := s.knockAt(ctx, u, others)
		if err == nil || i == len(urls)-1 || !errors.Is(err, wire.ErrNoBlock) {
			return reply, err
		}
	}
	return nil, mediasock.ErrUnsupported
}

// knockAt sends it to one URL. Pages that know urlencoded forms only get one
// when they have not understood the first.
func (s *Session) knockAt(ctx context.Context, u *url.URL, others []string) (*wire.Reply, error) {
	c := s.newCall(mediasock.MethodHandshake, u)
	c.Methods = append(c.Methods, others...)
	c.Params.Set(wire.ParamMethod, mediasock.List(c.Methods).String())
	c.Form = s.site.form.Load()
	reply, err := s.exchange(ctx, c)
	if c.Form || c.Protocol != wire.REST || understood(reply, err) {
		return reply, err
	}
	closeReply(reply)
	c.Form = true
	if reply, err = s.exchange(ctx, c); understood(reply, err) {
		s.site.form.Store(true)
	}
	return reply, err
}

// understood reports whether an answer shows that the credentials were read.
func understood(reply *wire.Reply, err error) bool {
	if err != nil {
		return !errors.Is(err, wire.ErrNoBlock)
	}
	r := reply.Result(mediasock.MethodHandshake)
	return r != nil && r.Stat.Code != mediasock.CodeAuth
}

// adopt takes over the offer in a reply to a handshake. What a login reply does
// not repeat stays as it was before.
func (s *Session) adopt(reply *wire.Reply) error {
	offer, err := offerOf(reply)
	if err != nil {
		if errors.Is(err, ErrNoService) {
			return fmt.Errorf("client: %s does not answer the handshake", s.site.endpoint.Host)
		}
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(offer.APIs) == 0 {
		offer.APIs, offer.Endpoint = s.offer.APIs, s.offer.Endpoint
	}
	if len(offer.Sock) == 0 {
		offer.Sock = s.offer.Sock
	}
	switch offer.Stat.Code {
	case mediasock.CodeSuccess:
		s.turn++
		s.offer = offer
	case mediasock.CodeRenegotiate:
		s.offer, s.before = offer, offer
	}
	return offer.Stat.Err()
}

// renew signs in again unless another call has done so since turn.
func (s *Session) renew(ctx context.Context, turn int) error {
	s.signing.Lock()
	defer s.signing.Unlock()
	if s.handshakes() != turn {
		return nil
	}
	if s.creds.Password == "" {
		return &mediasock.Error{Code: mediasock.CodeAuth, Message: "the sign-in has expired; sign in again"}
	}
	return s.handshake(ctx, nil)
}
