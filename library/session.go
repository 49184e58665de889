package library

import (
	"cmp"
	"context"

	"github.com/mediasock/mediasock"
)

// A session is one user's use of a library, or a stranger's.
type session struct {
	lib    *Library
	viewer Viewer
	scope  mediasock.Scope
	base   string // of URLs, unless the call names another
	offer  *mediasock.Handshake
}

var (
	_ mediasock.Session      = (*session)(nil)
	_ mediasock.MediaUpdater = (*session)(nil)
	_ mediasock.MediaLister  = (*session)(nil)
	_ mediasock.MediaGetter  = (*session)(nil)
	_ mediasock.MediaFiler   = (*session)(nil)
	_ mediasock.MediaOpener  = (*session)(nil)
	_ mediasock.MediaFinder  = (*session)(nil)
	_ mediasock.MediaDeleter = (*session)(nil)
	_ mediasock.TaxaUpdater  = (*session)(nil)
	_ mediasock.Reporter     = (*session)(nil)
)

// Session opens the session of a verified user, or of a stranger if u is nil:
// she sees what is public and is told to sign in for the rest. It has every
// optional ability, and costs nothing. URLs that it returns are under
// mediasock.Base of ctx, or of the call's own.
func (l *Library) Session(ctx context.Context, u *mediasock.User) (mediasock.Session, error) {
	s := &session{lib: l, viewer: ViewerOf(u), base: mediasock.Base(ctx)}
	s.offer = &mediasock.Handshake{
		Service: l.identity.service(),
		Sock:    mediasock.Sock{"type.any"},
	}
	if u == nil {
		s.offer.Stat = mediasock.Stat{Code: mediasock.CodeAuth}
		return s, nil
	}
	if _, ok := ParseID(u.ID); !ok {
		return nil, mediasock.ErrCredentials
	}
	s.scope = u.Scope
	s.offer.User = s.account(u)
	return s, nil
}

// account returns the user as the handshake tells of her.
func (s *session) account(u *mediasock.User) *mediasock.User {
	a := *u
	if s.base != "" {
		a.Home = cmp.Or(a.Home, s.base+"/")
		if s.lib.conf != "" {
			a.Conf = cmp.Or(a.Conf, s.base+s.lib.conf)
		}
	}
	return &a
}

// Offer returns the library's identity, the user and what may be uploaded; the
// server adds what it speaks.
func (s *session) Offer() *mediasock.Handshake { return s.offer }

// Report says how much of the user's quota is left.
func (s *session) Report(ctx context.Context) (string, error) {
	if s.viewer.User == 0 {
		return "", nil
	}
	used, quota, err := s.lib.Usage(ctx, s.viewer)
	if err != nil || quota == 0 {
		return "", err
	}
	return byteCount(max(0, quota-used)) + " available", nil
}

// Signout ends nothing: what the user signs in with is ended by its mechanism.
func (s *session) Signout(context.Context) error { return nil }

// may is the one place that says what a sign-in allows.
func (s *session) may(scope mediasock.Scope) error {
	switch {
	case s.offer.User == nil:
		return mediasock.ErrAuthRequired
	case s.scope < scope:
		return mediasock.ErrForbidden
	}
	return nil
}

// mayRead lets strangers in, who see what is public.
func (s *session) mayRead() error {
	if s.offer.User == nil {
		return nil
	}
	return s.may(mediasock.ScopeRead)
}

// itemURL returns the URL of an item's page, "" where no base is known.
func (s *session) itemURL(ctx context.Context, id ID) string { return s.url(ctx, "/i/", id) }

// albumURL returns the URL of an album's page.
func (s *session) albumURL(ctx context.Context, id ID) string { return s.url(ctx, "/a/", id) }

func (s *session) url(ctx context.Context, path string, id ID) string {
	base := cmp.Or(mediasock.Base(ctx), s.base)
	if base == "" {
		return ""
	}
	return base + path + id.String()
}
