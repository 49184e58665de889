package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/client"
)

// newClient returns the client of the command line.
func (p *program) newClient(policy client.Policy) (*client.Client, error) {
	log, err := p.logger()
	if err != nil {
		return nil, err
	}
	c := &client.Client{Mechanisms: auth.All(), APIKey: "mediasock", Policy: policy, Log: log}
	if kept := p.discoveries(log); kept != nil {
		c.Cache = kept
	}
	return c, nil
}

// A connection is a session and the account that it belongs to.
type connection struct {
	signIn  signIn
	site    *client.Site
	session *client.Session
}

// connect signs in to the service of a domain with the credentials that are
// kept for it; "" means the only one there is.
func (p *program) connect(ctx context.Context, domain string) (*connection, error) {
	return p.connectBy(ctx, domain)
}

// connectBy is connect by one of the mechanisms named, by any if none is.
func (p *program) connectBy(ctx context.Context, domain string, mechanisms ...string) (*connection, error) {
	in, password, err := p.kept(domain)
	if err != nil {
		return nil, err
	}
	if in.Driver != "" {
		return nil, fmt.Errorf("%s is signed in to as %s, not by MediaSock", in.Domain, in.Driver)
	}
	c, err := p.newClient(client.Policy{ClearText: in.ClearText})
	if err != nil {
		return nil, err
	}
	if len(mechanisms) > 0 {
		c.Mechanisms = slices.DeleteFunc(c.Mechanisms, func(m auth.Mechanism) bool { return !slices.Contains(mechanisms, m.Sock) })
	}
	site, err := c.Open(ctx, in.Domain)
	if err != nil {
		return nil, noService(in.Domain, err)
	}
	return p.signInTo(ctx, in, site, password)
}

// signInTo opens the session. The credentials go to the origin that they were
// given for and to no other (XS-5).
func (p *program) signInTo(ctx context.Context, in signIn, site *client.Site, password string) (*connection, error) {
	if site.Origin() != in.Origin {
		return nil, &exitError{exitSignIn, fmt.Errorf("%s is now at %s, not at %s; run mediasock login %s if that is right",
			in.Domain, site.Origin(), in.Origin, in.Domain)}
	}
	session, err := site.SignIn(ctx, mediasock.Credentials{Username: in.User, Password: password})
	if err != nil {
		return nil, fmt.Errorf("sign in to %s: %w", in.Domain, err)
	}
	return &connection{signIn: in, site: site, session: session}, nil
}

// patience is how long the end of a session may take.
const patience = 5 * time.Second

// close ends the session, even after the context was cancelled; the service
// forgets it by itself if that fails.
func (c *connection) close(ctx context.Context, log *slog.Logger) { signOut(ctx, c.session, log) }

func signOut(ctx context.Context, s mediasock.Session, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := s.Signout(ctx); err != nil {
		log.DebugContext(ctx, "sign out", "error", err)
	}
}

// noService gives an error of discovery its exit code, and the name of the
// domain if it does not tell that itself.
func noService(domain string, err error) error {
	if errors.Is(err, client.ErrNoService) {
		return &exitError{exitNoService, fmt.Errorf("%s offers no MediaSock service", domain)}
	}
	if strings.Contains(err.Error(), domain) {
		return err
	}
	return fmt.Errorf("%s: %w", domain, err)
}
