package auth

import (
	"context"
	"sync"

	"github.com/mediasock/mediasock"
)

// WithRequest returns a context for one HTTP request, within which the same
// password is checked, the same nonce used and the same failure counted once,
// however often a call is verified: when its file begins, at its end, and for
// each call of a batch. It returns ctx if it is such a context already.
func WithRequest(ctx context.Context) context.Context {
	if _, ok := ctx.Value(requestKey{}).(*request); ok {
		return ctx
	}
	return context.WithValue(ctx, requestKey{}, &request{
		done: make(map[string]result),
		by:   make(map[*mediasock.User]string),
	})
}

type requestKey struct{}

// A request is what is known of the sign-ins of one HTTP request.
type request struct {
	mu   sync.Mutex
	done map[string]result
	by   map[*mediasock.User]string // whom a password has verified: the ID of an app password, "" for the account's own
}

type result struct {
	user *mediasock.User
	err  error
}

// once returns what check returned for key in this request, and calls it the
// first time.
func once(ctx context.Context, key string, check func() (*mediasock.User, error)) (*mediasock.User, error) {
	r, ok := ctx.Value(requestKey{}).(*request)
	if !ok {
		return check()
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	known, ok := r.done[key]
	if !ok {
		known.user, known.err = check()
		r.done[key] = known
	}
	return known.user, known.err
}

// verifiedBy notes which app password verified u, "" for the account's own. It
// is called from within a check of once.
func verifiedBy(ctx context.Context, u *mediasock.User, id string) {
	if r, ok := ctx.Value(requestKey{}).(*request); ok {
		r.by[u] = id
	}
}

// credentialOf returns the ID of the app password that verified u, and whether a
// password did at all. Who was verified by a cookie, token or signature is
// granted nothing more by it: that would outlive the password that it all began
// with.
func credentialOf(ctx context.Context, u *mediasock.User) (id string, password bool) {
	r, ok := ctx.Value(requestKey{}).(*request)
	if !ok {
		return "", false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	id, password = r.by[u]
	return id, password
}
