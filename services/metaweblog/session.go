package metaweblog

import (
	"context"
	"errors"

	"github.com/mediasock/mediasock"
)

// A Session is a user's use of one weblog. There is no session on the other side:
// every call carries name and password.
type Session struct {
	web            *web
	blog           string
	name, password string
	offer          *mediasock.Handshake
}

var (
	_ mediasock.Session      = (*Session)(nil)
	_ mediasock.MediaUpdater = (*Session)(nil)
	_ mediasock.MediaLister  = (*Session)(nil)
	_ mediasock.MediaGetter  = (*Session)(nil)
	_ mediasock.MediaFiler   = (*Session)(nil)
	_ mediasock.MediaOpener  = (*Session)(nil)
	_ mediasock.MediaDeleter = (*Session)(nil)
	_ mediasock.TaxaUpdater  = (*Session)(nil)
)

// Handshake implements mediasock.Service. A stranger is told to sign in.
func (s *Service) Handshake(ctx context.Context, c mediasock.Credentials) (mediasock.Session, error) {
	if c.Username == "" || c.Password == "" {
		return nil, mediasock.ErrAuthRequired
	}
	w, err := s.newWeb()
	if err != nil {
		return nil, err
	}
	v := &Session{web: w, name: c.Username, password: c.Password}
	answer, err := w.call(ctx, "blogger.getUsersBlogs", "", v.name, v.password)
	if errors.Is(err, mediasock.ErrUnsupported) {
		answer, err = w.call(ctx, "wp.getUsersBlogs", v.name, v.password)
	}
	if err != nil {
		return nil, err
	}
	blog := s.choose(answer)
	if blog == nil {
		return nil, &mediasock.Error{Code: mediasock.CodePermanent, Message: "this user has no weblog there"}
	}
	v.introduce(blog)
	return v, nil
}

// choose returns the weblog that is written to at the endpoint, else the first.
func (s *Service) choose(answer any) members {
	list, _ := answer.([]any)
	for _, one := range list {
		if m := structOf(one); m.text("xmlrpc") == s.endpoint.String() {
			return m
		}
	}
	if len(list) == 0 {
		return nil
	}
	return structOf(list[0])
}

// introduce notes what is known of the weblog. What a user may do is not told:
// calls that are not allowed are refused.
func (v *Session) introduce(blog members) {
	v.blog = blog.text("blogid")
	scope := mediasock.ScopeUpload
	if blog.truth("isAdmin") {
		scope = mediasock.ScopeManage
	}
	v.offer = &mediasock.Handshake{
		Service: mediasock.Identity{Value: v.web.endpoint.Host, Title: blog.text("blogName")},
		User:    &mediasock.User{ID: v.name, Name: v.name, Scope: scope},
		Sock:    mediasock.Sock{"type.img"},
	}
}

// Offer implements mediasock.Session.
func (v *Session) Offer() *mediasock.Handshake { return v.offer }

// Signout implements mediasock.Session: there is nothing to end.
func (v *Session) Signout(context.Context) error { return nil }

// call calls a method whose first parameter is an id, before name and password.
func (v *Session) call(ctx context.Context, method, id string, params ...any) (any, error) {
	return v.web.call(ctx, method, append([]any{id, v.name, v.password}, params...)...)
}
