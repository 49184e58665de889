package facade

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// A Door lets users in by the ways that foreign protocols have. All fields are
// needed but Challenge.
type Door struct {
	Users auth.Users
	// User returns who asks as far as the request's own headers prove it (Basic,
	// Digest, WSSE, the pages' cookie), or nil.
	User func(*http.Request) *mediasock.User
	// Open reports whether a password may come by this connection.
	Open func(*http.Request) bool
	// Peer returns where the request comes from.
	Peer func(*http.Request) netip.Addr
	// Challenge adds to an answer of 401 how one may sign in; may be nil.
	Challenge func(*http.Request, http.Header)
}

// An AppFinder finds the owner of an app password by the password alone, as
// protocols need it whose clients know nothing but a key.
type AppFinder interface {
	// AppAlone returns whose app password it is, and marks it used. The error is
	// mediasock.ErrCredentials where it is nobody's.
	AppAlone(ctx context.Context, password string) (*auth.Secret, error)
}

// errClear refuses a password that others on the way could have read.
var errClear = &mediasock.Error{Code: mediasock.CodePermanent, Message: "passwords are taken over an encrypted connection only"}

// Password returns whose name and app password these are. The error is state 2
// where they are wrong, state 6 ([auth.ErrThrottled]) after too many wrong ones,
// and state 8 over a connection that others can read.
func (d *Door) Password(r *http.Request, name, password string) (*auth.Secret, error) {
	return d.try(r, name, func(ctx context.Context) (*auth.Secret, error) {
		return d.Users.App(ctx, name, password)
	})
}

// Key returns whose app password key is, as Password does.
func (d *Door) Key(r *http.Request, key string) (*auth.Secret, error) {
	finder, ok := d.Users.(AppFinder)
	if !ok {
		return nil, mediasock.ErrUnsupported
	}
	return d.try(r, "", func(ctx context.Context) (*auth.Secret, error) {
		return finder.AppAlone(ctx, key)
	})
}

// maxCredential bounds a name or password.
const maxCredential = 1024

// try checks credentials unless too many have failed, and counts how it ended.
func (d *Door) try(r *http.Request, name string, check func(context.Context) (*auth.Secret, error)) (*auth.Secret, error) {
	ctx, peer := r.Context(), d.Peer(r)
	if !d.Open(r) {
		return nil, errClear
	}
	if len(name) > maxCredential {
		return nil, mediasock.ErrCredentials
	}
	if err := d.Users.Allow(ctx, name, peer); errors.Is(err, auth.ErrThrottled) {
		// An app password cannot be guessed: one that is right goes on, so that
		// nobody in a household can lock out the others.
		if secret, failed := check(ctx); failed == nil {
			return secret, nil
		}
		return nil, err
	} else if err != nil {
		return nil, err
	}
	secret, err := check(ctx)
	if err == nil || errors.Is(err, mediasock.ErrCredentials) {
		if noted := d.Users.Note(ctx, name, peer, err == nil); noted != nil {
			return nil, errors.Join(err, noted)
		}
	}
	return secret, err
}

// How long a session lives.
const (
	sessionIdle = time.Hour
	sessionLife = 7 * 24 * time.Hour
)

// Begin begins a session for what Password or Key returned, and returns the token
// that resumes it: for protocols that sign in once. It ends with its app
// password, after an idle hour (MS-205) or a week, or by End.
func (d *Door) Begin(ctx context.Context, s *auth.Secret) (token string, err error) {
	return d.Users.IssueKey(ctx, auth.Key{
		Kind: auth.TokenKey, User: s.User, By: s.ID,
		Expiry: mediasock.Expiry{Idle: sessionIdle, After: sessionLife},
	})
}

// Resume returns the user of a session; state 1 where it has ended.
func (d *Door) Resume(ctx context.Context, token string) (*mediasock.User, error) {
	if len(token) > maxCredential {
		return nil, mediasock.ErrAuthRequired
	}
	return d.Users.Key(ctx, auth.TokenKey, token)
}

// End ends a session. One that has ended already is no error.
func (d *Door) End(ctx context.Context, token string) error {
	return d.Users.RevokeKey(ctx, auth.TokenKey, token)
}
