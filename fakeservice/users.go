package fakeservice

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/hex"
	"net/netip"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

const maxFailures = 10 // sign-ins that may fail before they are throttled

// Users keeps accounts in memory, passwords in clear: it is for tests.
type Users struct {
	mu       sync.Mutex
	accounts map[string]*account
	keys     map[string]*key
	nonces   map[string]bool
	failures map[string]int
}

var _ auth.Users = (*Users)(nil)

type account struct {
	user     *mediasock.User
	password string
	app      auth.Secret
}

type key struct {
	auth.Key
	id      string
	expired bool
}

func newUsers() *Users {
	return &Users{accounts: map[string]*account{}, keys: map[string]*key{}, nonces: map[string]bool{}, failures: map[string]int{}}
}

func (u *Users) add(name, password string, user *mediasock.User) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	app := auth.Secret{ID: strconv.Itoa(len(u.accounts) + 1), Password: rand.Text(), User: user}
	u.accounts[name] = &account{user: user, password: password, app: app}
	return app.Password
}

// ExpireKeys lets every cookie, token and signing key expire.
func (u *Users) ExpireKeys() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, k := range u.keys {
		k.expired = true
	}
}

// LiveKeys returns how many keys of a kind have been issued and hold.
func (u *Users) LiveKeys(kind auth.KeyKind) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	n := 0
	for _, k := range u.keys {
		if k.Kind == kind && !k.expired {
			n++
		}
	}
	return n
}

// Account implements auth.Users.
func (u *Users) Account(_ context.Context, name, password string) (*mediasock.User, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if a := u.accounts[name]; a != nil && a.password == password {
		return a.user, nil
	}
	return nil, mediasock.ErrCredentials
}

// App implements auth.Users.
func (u *Users) App(_ context.Context, name, password string) (*auth.Secret, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if a := u.accounts[name]; a != nil && a.app.Password == password {
		app := a.app
		return &app, nil
	}
	return nil, mediasock.ErrCredentials
}

// Secrets implements auth.Users.
func (u *Users) Secrets(_ context.Context, name string) ([]auth.Secret, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if a := u.accounts[name]; a != nil {
		return []auth.Secret{a.app}, nil
	}
	return nil, nil
}

// Name implements auth.Users, for ciph.md5.
func (u *Users) Name(_ context.Context, _, ciphered string) (string, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for name := range u.accounts {
		sum := md5.Sum([]byte(name))
		if hex.EncodeToString(sum[:]) == ciphered {
			return name, nil
		}
	}
	return "", nil
}

// MarkUsed implements auth.Users; nothing is kept of it.
func (u *Users) MarkUsed(context.Context, string) error { return nil }

// IssueKey implements auth.Users.
func (u *Users) IssueKey(_ context.Context, k auth.Key) (string, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	value := rand.Text()
	u.keys[string(k.Kind)+" "+value] = &key{Key: k, id: value}
	return value, nil
}

// Key implements auth.Users.
func (u *Users) Key(_ context.Context, kind auth.KeyKind, value string) (*mediasock.User, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if k := u.keys[string(kind)+" "+value]; k != nil && !k.expired {
		return k.User, nil
	}
	return nil, mediasock.ErrAuthRequired
}

// SigningKeys implements auth.Users.
func (u *Users) SigningKeys(_ context.Context, name, apikey string) ([]auth.Secret, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	var secrets []auth.Secret
	for _, k := range u.keys {
		of := k.User.Name == name || (name == "" && k.APIKey == apikey)
		if k.Kind == auth.SigningKey && of && !k.expired && len(secrets) < 64 {
			secrets = append(secrets, auth.Secret{ID: k.id, Password: k.id, User: k.User})
		}
	}
	slices.SortFunc(secrets, func(a, b auth.Secret) int { return len(a.ID) - len(b.ID) })
	return secrets, nil
}

// RevokeKey implements auth.Users.
func (u *Users) RevokeKey(_ context.Context, kind auth.KeyKind, value string) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.keys, string(kind)+" "+value)
	return nil
}

// UseNonce implements auth.Users.
func (u *Users) UseNonce(_ context.Context, name, nonce string, _ time.Time) (bool, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	seen := u.nonces[name+" "+nonce]
	u.nonces[name+" "+nonce] = true
	return !seen, nil
}

// Allow implements auth.Users.
func (u *Users) Allow(_ context.Context, name string, _ netip.Addr) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.failures[name] >= maxFailures {
		return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "too many failed sign-ins"}
	}
	return nil
}

// Note implements auth.Users.
func (u *Users) Note(_ context.Context, name string, _ netip.Addr, ok bool) error {
	u.mu.Lock()
	defer u.mu.Unlock()
	if ok {
		u.failures[name] = 0
	} else {
		u.failures[name]++
	}
	return nil
}
