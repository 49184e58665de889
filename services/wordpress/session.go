package wordpress

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/openmedia"
)

// A Session is a user's use of a site.
type Session struct {
	web   *web
	me    user
	offer *mediasock.Handshake
}

var (
	_ mediasock.Session      = (*Session)(nil)
	_ mediasock.MediaUpdater = (*Session)(nil)
	_ mediasock.MediaLister  = (*Session)(nil)
	_ mediasock.MediaGetter  = (*Session)(nil)
	_ mediasock.MediaOpener  = (*Session)(nil)
	_ mediasock.MediaDeleter = (*Session)(nil)
	_ mediasock.TaxaUpdater  = (*Session)(nil)
	_ openmedia.Itemizer     = (*Session)(nil)
)

// A user is who is signed in.
type user struct {
	ID           int
	Name         string
	Username     string
	Link         string
	Capabilities map[string]bool
}

// Handshake implements mediasock.Service. A stranger is told to sign in.
func (s *Service) Handshake(ctx context.Context, c mediasock.Credentials) (mediasock.Session, error) {
	if c.Username == "" || c.Password == "" {
		return nil, mediasock.ErrAuthRequired
	}
	w, err := s.newWeb(c)
	if err != nil {
		return nil, err
	}
	v := &Session{web: w}
	if _, err := w.call(ctx, http.MethodGet, "/wp/v2/users/me", edit(), nil, &v.me); err != nil {
		return nil, err
	}
	var root index
	if _, err := w.call(ctx, http.MethodGet, "/", url.Values{"_fields": {"name"}}, nil, &root); err != nil {
		return nil, err
	}
	scope := mediasock.ScopeRead
	if v.me.Capabilities["upload_files"] {
		scope = mediasock.ScopeManage // of what is the user's own
	}
	v.offer = &mediasock.Handshake{
		Service: mediasock.Identity{Value: s.root.Host, Title: root.Name},
		User:    &mediasock.User{ID: strconv.Itoa(v.me.ID), Name: c.Username, Scope: scope},
		Sock:    mediasock.Sock{"type.img", "type.mov"},
	}
	return v, nil
}

// edit asks for texts as they were written.
func edit() url.Values { return url.Values{"context": {"edit"}} }

// Offer implements mediasock.Session.
func (v *Session) Offer() *mediasock.Handshake { return v.offer }

// Signout implements mediasock.Session: an application password stays.
func (v *Session) Signout(context.Context) error { return nil }

// number returns an id of WordPress's, 0 if it is none.
func number(id string) int {
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 || strconv.Itoa(n) != id {
		return 0
	}
	return n
}
