package immich

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// The headers that credentials come in.
const (
	keyHeader   = "X-Api-Key"
	tokenHeader = "X-Immich-User-Token"
)

// bearer returns the token of a request.
func bearer(r *http.Request) (token string, ok bool) {
	if token = r.Header.Get(tokenHeader); token != "" {
		return token, true
	}
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), ok && strings.EqualFold(scheme, "Bearer")
}

// who returns who asks: by an API key, a token, or what the service's own
// mechanisms know, nil for nobody.
func (x *exchange) who() (*mediasock.User, error) {
	if key := x.r.Header.Get(keyHeader); key != "" {
		secret, err := x.Door.Key(x.r, key)
		if err != nil {
			return nil, err
		}
		x.key = secret
		return secret.User, nil
	}
	if token, ok := bearer(x.r); ok {
		return x.Door.Resume(x.r.Context(), token)
	}
	return x.Door.User(x.r), nil
}

// email returns what is told as a user's address: nobody is reached by it.
func (s *service) email(name string) string {
	if strings.Contains(name, "@") {
		return name
	}
	return name + "@" + s.Service.Value
}

// login begins a session for a name and an app password.
func (x *exchange) login() (any, error) {
	var said immichwire.Login
	if err := x.read(&said); err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(said.Email, "@"+x.Service.Value)
	secret, err := x.Door.Password(x.r, name, said.Password)
	if err != nil {
		return nil, err
	}
	token, err := x.Door.Begin(x.r.Context(), secret)
	if err != nil {
		return nil, err
	}
	x.status = http.StatusCreated
	return immichwire.SignIn{
		AccessToken: token, IsOnboarded: true,
		Name: secret.User.Name, UserEmail: x.email(secret.User.Name), UserID: toUUID(userID, secret.User.ID),
	}, nil
}

// logout ends a session. A key ends nowhere but on the account's page.
func (x *exchange) logout() (any, error) {
	if token, ok := bearer(x.r); ok && x.key == nil {
		if err := x.Door.End(x.r.Context(), token); err != nil {
			return nil, err
		}
	}
	return immichwire.Logout{Successful: true, RedirectURI: x.Base(x.r) + "/"}, nil
}

// validate tells that the caller is somebody.
func (x *exchange) validate() (any, error) { return map[string]bool{"authStatus": true}, nil }

// epoch is told where a time is not known.
func epoch() string { return immichwire.Time(time.Unix(0, 0)) }

// account returns the user as others are told.
func (x *exchange) account() immichwire.User {
	return immichwire.User{
		ID: toUUID(userID, x.user.ID), Name: x.user.Name, Email: x.email(x.user.Name),
		AvatarColor: "primary", ProfileChangedAt: epoch(),
	}
}

// ownerOf returns the user with an id as others are told, the caller for "". Of other
// people's names a session tells nothing.
func (x *exchange) ownerOf(id string) immichwire.User {
	if id == "" || id == x.user.ID {
		return x.account()
	}
	return immichwire.User{
		ID: toUUID(userID, id), Name: "Somebody else", Email: x.email(id), AvatarColor: "gray", ProfileChangedAt: epoch(),
	}
}

// me tells who asks.
func (x *exchange) me() (any, error) {
	return immichwire.OwnUser{User: x.account(), Status: "active", CreatedAt: epoch(), UpdatedAt: epoch()}, nil
}

// myKey tells what the caller may do.
func (x *exchange) myKey() (any, error) {
	id := x.user.ID
	if x.key != nil {
		id = x.key.ID
	}
	return immichwire.APIKey{
		ID: toUUID(keyID, id), Name: x.user.Scope.String(), Permissions: permissions(x.user.Scope),
		CreatedAt: epoch(), UpdatedAt: epoch(),
	}, nil
}

// permissions returns what a scope is among Immich's permissions.
func permissions(scope mediasock.Scope) []string {
	read := []string{
		"user.read", "apiKey.read", "server.about", "asset.read", "asset.view", "asset.download",
		"asset.statistics", "album.read", "album.download", "tag.read",
	}
	switch scope {
	case mediasock.ScopeManage:
		return []string{"all"}
	case mediasock.ScopeUpload:
		return slices.Concat(read, []string{"asset.upload", "album.create", "albumAsset.create", "tag.create"})
	}
	return read
}
