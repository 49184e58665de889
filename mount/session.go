package mount

import (
	"context"
	"iter"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/server"
)

// A backend opens the sessions of a site.
type backend struct{ Site }

var _ server.Backend = (*backend)(nil)

// Session implements server.Backend.
func (b *backend) Session(_ context.Context, u *mediasock.User) (mediasock.Session, error) {
	s := session{Site: &b.Site}
	if u != nil {
		s.user, s.offer.User = u.ID, u
	}
	s.offer.APIs = mediasock.APIs{{Name: mediasock.MethodMediaAppend}}
	s.can(mediasock.MethodMediaUpdate, b.Update != nil)
	s.can(mediasock.MethodTaxaList, b.Albums != nil)
	s.can(mediasock.MethodTaxaAppend, b.AddAlbum != nil)
	return &s, nil
}

// A session is a user's, for one call.
type session struct {
	*Site
	user  string
	offer mediasock.Handshake
}

// can offers a method where the site is able to.
func (s *session) can(method string, able bool) {
	if able {
		s.offer.APIs = append(s.offer.APIs, mediasock.API{Name: method})
	}
}

var (
	_ mediasock.Session      = (*session)(nil)
	_ mediasock.MediaUpdater = (*session)(nil)
)

// Offer implements mediasock.Session.
func (s *session) Offer() *mediasock.Handshake { return &s.offer }

// MediaAppend implements mediasock.Session.
func (s *session) MediaAppend(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if s.user == "" {
		return nil, mediasock.ErrAuthRequired
	}
	if s.NeedsOne && len(m.Parents) == 0 {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "an upload goes into an album here"} // MS-164
	}
	if err := s.known(ctx, m.Parents); err != nil {
		return nil, err
	}
	return s.Upload(ctx, s.user, m, d)
}

// known returns an error unless the user has all of the albums.
func (s *session) known(ctx context.Context, albums mediasock.List) error {
	missing := map[string]bool{}
	for _, id := range albums {
		missing[id] = true
	}
	if len(missing) == 0 {
		return nil
	}
	if s.Albums == nil {
		return mediasock.ErrUnknownTaxon
	}
	for t, err := range s.Albums(ctx, s.user) {
		if err != nil {
			return err
		}
		if delete(missing, t.ID); len(missing) == 0 {
			return nil
		}
	}
	return mediasock.ErrUnknownTaxon
}

// MediaUpdate implements mediasock.MediaUpdater.
func (s *session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	switch {
	case s.Update == nil:
		return nil, mediasock.ErrUnsupported
	case s.user == "":
		return nil, mediasock.ErrAuthRequired
	}
	if err := s.known(ctx, m.Parents); err != nil {
		return nil, err
	}
	return s.Update(ctx, s.user, m, d)
}

// TaxaList implements mediasock.Session.
func (s *session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	switch {
	case s.Albums == nil:
		return func(yield func(mediasock.Taxon, error) bool) { yield(mediasock.Taxon{}, mediasock.ErrUnsupported) }
	case s.user == "":
		return func(yield func(mediasock.Taxon, error) bool) { yield(mediasock.Taxon{}, mediasock.ErrAuthRequired) }
	}
	return s.Albums(ctx, s.user)
}

// TaxaAppend implements mediasock.Session.
func (s *session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	switch {
	case s.AddAlbum == nil:
		return nil, mediasock.ErrUnsupported
	case s.user == "":
		return nil, mediasock.ErrAuthRequired
	}
	return s.AddAlbum(ctx, s.user, t)
}

// Signout implements mediasock.Session; the handler revokes what it granted.
func (s *session) Signout(context.Context) error { return nil }
