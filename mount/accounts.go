package mount

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// Limits of what is kept in memory.
const (
	maxKeys     = 100_000          // cookies and tokens
	maxTallies  = 100_000          // names and addresses that have failed
	maxFailures = 10               // of a name from an address, before it is refused
	window      = 15 * time.Minute // in which failures count
)

// accounts are the users of a site as the mechanisms ask for them: passwords are
// the site's matter, sign-ins are kept in memory.
type accounts struct {
	login func(ctx context.Context, name, password string) (string, error)
	now   func() time.Time

	mu      sync.Mutex
	keys    map[[sha256.Size]byte]*granted
	tallies map[tally]*failures
}

var _ auth.Users = (*accounts)(nil)

// granted is a key that a handshake granted; it is kept as its hash.
type granted struct {
	user     *mediasock.User
	expiry   mediasock.Expiry
	made     time.Time
	lastUsed time.Time
}

type (
	tally struct {
		name string
		peer netip.Addr
	}
	failures struct {
		n     int
		since time.Time
	}
)

func newAccounts(login func(ctx context.Context, name, password string) (string, error), now func() time.Time) *accounts {
	return &accounts{login: login, now: now, keys: map[[sha256.Size]byte]*granted{}, tallies: map[tally]*failures{}}
}

// Account implements auth.Passwords.
func (a *accounts) Account(ctx context.Context, name, password string) (*mediasock.User, error) {
	id, err := a.login(ctx, name, password)
	switch {
	case err != nil:
		return nil, err
	case id == "":
		return nil, mediasock.ErrCredentials
	}
	return &mediasock.User{ID: id, Name: name, Scope: mediasock.ScopeManage}, nil
}

// App implements auth.Passwords: a site has no app passwords.
func (a *accounts) App(context.Context, string, string) (*auth.Secret, error) {
	return nil, mediasock.ErrCredentials
}

// Secrets implements auth.Passwords.
func (a *accounts) Secrets(context.Context, string) ([]auth.Secret, error) { return nil, nil }

// Name implements auth.Passwords.
func (a *accounts) Name(context.Context, string, string) (string, error) { return "", nil }

// MarkUsed implements auth.Passwords.
func (a *accounts) MarkUsed(context.Context, string) error { return nil }

func keyHash(kind auth.KeyKind, value string) [sha256.Size]byte {
	return sha256.Sum256([]byte(string(kind) + "\x00" + value))
}

// IssueKey implements auth.Keys.
func (a *accounts) IssueKey(_ context.Context, k auth.Key) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.keys) >= maxKeys {
		a.sweep()
	}
	if len(a.keys) >= maxKeys {
		return "", &mediasock.Error{Code: mediasock.CodeTemporary, Message: "too many are signed in"}
	}
	value, now := rand.Text()+rand.Text(), a.now()
	a.keys[keyHash(k.Kind, value)] = &granted{user: k.User, expiry: k.Expiry, made: now, lastUsed: now}
	return value, nil
}

// Key implements auth.Keys.
func (a *accounts) Key(_ context.Context, kind auth.KeyKind, value string) (*mediasock.User, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	hash, now := keyHash(kind, value), a.now()
	k := a.keys[hash]
	if k == nil || k.over(now) {
		delete(a.keys, hash)
		return nil, mediasock.ErrAuthRequired
	}
	k.lastUsed = now
	return k.user, nil
}

// over reports whether a key has expired.
func (k *granted) over(now time.Time) bool {
	return k.expiry.Idle > 0 && now.Sub(k.lastUsed) > k.expiry.Idle || k.expiry.After > 0 && now.Sub(k.made) > k.expiry.After
}

// SigningKeys implements auth.Keys: none are granted.
func (a *accounts) SigningKeys(context.Context, string, string) ([]auth.Secret, error) {
	return nil, nil
}

// RevokeKey implements auth.Keys.
func (a *accounts) RevokeKey(_ context.Context, kind auth.KeyKind, value string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.keys, keyHash(kind, value))
	return nil
}

// UseNonce implements auth.Nonces: no mechanism of a site's has nonces.
func (a *accounts) UseNonce(context.Context, string, string, time.Time) (bool, error) {
	return false, nil
}

// Allow implements auth.Throttle. The try counts as failed until Note says how
// it ended.
func (a *accounts) Allow(_ context.Context, name string, peer netip.Addr) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.tallies) >= maxTallies {
		a.sweep()
	}
	key, now := tally{name, peer}, a.now()
	f := a.tallies[key]
	switch {
	case f == nil || now.Sub(f.since) > window:
		if f == nil && len(a.tallies) >= maxTallies {
			return auth.ErrThrottled
		}
		f = &failures{since: now}
		a.tallies[key] = f
	case f.n >= maxFailures:
		return auth.ErrThrottled
	}
	f.n++
	return nil
}

// Note implements auth.Throttle. A failure has been counted by Allow.
func (a *accounts) Note(_ context.Context, name string, peer netip.Addr, ok bool) error {
	if ok {
		a.mu.Lock()
		defer a.mu.Unlock()
		delete(a.tallies, tally{name, peer})
	}
	return nil
}

// sweep forgets what is over.
func (a *accounts) sweep() {
	now := a.now()
	for hash, k := range a.keys {
		if k.over(now) {
			delete(a.keys, hash)
		}
	}
	for key, f := range a.tallies {
		if now.Sub(f.since) > window {
			delete(a.tallies, key)
		}
	}
}
