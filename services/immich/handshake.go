package immich

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/services"
)

// oldest is the oldest version of the API that is spoken.
const oldest = 2

// Handshake implements mediasock.Service. A stranger is told to sign in.
func (s *Service) Handshake(ctx context.Context, c mediasock.Credentials) (mediasock.Session, error) {
	if c.Password == "" {
		return nil, mediasock.ErrAuthRequired
	}
	w, err := s.newWeb()
	if err != nil {
		return nil, err
	}
	v := &Session{web: w}
	if err := w.call(ctx, http.MethodGet, "/server/version", nil, &v.version); err != nil {
		return nil, err
	}
	if v.version.Major < oldest {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: fmt.Sprintf("version %d of Immich is too old", v.version.Major)}
	}
	if err := v.enter(ctx, c); err != nil {
		return nil, err
	}
	return v, v.introduce(ctx)
}

// enter signs in by password, else by the password as an API key of the same
// user.
func (v *Session) enter(ctx context.Context, c mediasock.Credentials) error {
	if c.Username != "" {
		err := v.login(ctx, c)
		if !services.Answered(err, mediasock.CodeCredentials) {
			return err
		}
	}
	v.web.proof = http.Header{"X-Api-Key": {c.Password}}
	if err := wrong(v.web.call(ctx, http.MethodGet, "/users/me", nil, &v.me)); err != nil {
		return err
	}
	if c.Username != "" && !strings.EqualFold(c.Username, v.me.Email) && !strings.EqualFold(c.Username, v.me.Name) {
		return mediasock.ErrCredentials
	}
	return nil
}

// login begins a session that ends with Signout.
func (v *Session) login(ctx context.Context, c mediasock.Credentials) error {
	var in immichwire.SignIn
	err := v.web.call(ctx, http.MethodPost, "/auth/login", immichwire.Login{Email: c.Username, Password: c.Password}, &in)
	if services.Answered(err, mediasock.CodeUnsupported) {
		return mediasock.ErrCredentials // a name that is no e-mail address
	}
	if err != nil {
		return wrong(err)
	}
	v.web.proof = http.Header{"Authorization": {"Bearer " + in.AccessToken}}
	return v.web.call(ctx, http.MethodGet, "/users/me", nil, &v.me)
}

// wrong turns the state of an answer to credentials: those are what is refused.
func wrong(err error) error {
	if services.Answered(err, mediasock.CodeAuth) {
		return mediasock.ErrCredentials
	}
	return err
}

// introduce learns what the user may do and what the server can.
func (v *Session) introduce(ctx context.Context) error {
	var key immichwire.APIKey
	scope := mediasock.ScopeManage
	err := v.web.call(ctx, http.MethodGet, "/api-keys/me", nil, &key)
	switch {
	case err == nil:
		scope = scopeOf(key.Permissions)
	case mediasock.StatOf(err).Code == mediasock.CodeTemporary:
		return err
	}
	var can immichwire.Features
	if err := v.web.call(ctx, http.MethodGet, "/server/features", nil, &can); err != nil {
		return err
	}
	v.smart = can.SmartSearch
	v.offer = &mediasock.Handshake{
		Service: mediasock.Identity{Value: v.web.base.Host, Title: "Immich"},
		User:    &mediasock.User{ID: v.me.ID, Name: v.me.Email, Scope: scope},
		Sock:    mediasock.Sock{"type.img", "type.mov"},
	}
	return nil
}

// scopeOf returns what permissions amount to.
func scopeOf(permissions []string) mediasock.Scope {
	has := func(p string) bool { return slices.Contains(permissions, p) || slices.Contains(permissions, "all") }
	switch {
	case has("asset.update"):
		return mediasock.ScopeManage
	case has("asset.upload"):
		return mediasock.ScopeUpload
	case has("asset.read"):
		return mediasock.ScopeRead
	}
	return mediasock.ScopeNone
}
