package library

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/alexedwards/argon2id"
	"golang.org/x/crypto/argon2"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// Account implements auth.Passwords. For a name that nobody has it hashes all
// the same.
func (a *Accounts) Account(ctx context.Context, name, password string) (*mediasock.User, error) {
	u, err := a.find(ctx, name)
	if err != nil {
		return nil, err
	}
	hash := a.dummy
	if u != nil && u.Password != "" {
		hash = u.Password
	}
	match, outdated, err := a.compare(ctx, password, hash)
	if err != nil {
		return nil, err
	}
	if !match || u == nil || u.Password == "" {
		return nil, mediasock.ErrCredentials
	}
	if err := u.enabled(); err != nil {
		return nil, err
	}
	if outdated {
		err = a.rehash(ctx, u, password)
	}
	return u.as(mediasock.ScopeManage), err
}

// rehash stores a password under the present parameters, unless it has been
// changed meanwhile.
func (a *Accounts) rehash(ctx context.Context, u *User, password string) error {
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	_, err = a.index.UpdateUser(ctx, u.ID, func(now *User) error {
		if now.Password == u.Password {
			now.Password = hash
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("library: rehash password: %w", err)
	}
	return nil
}

// compare reports whether hash is that of password, once there is a slot, and
// whether it was made with other parameters than are used now.
func (a *Accounts) compare(ctx context.Context, password, hash string) (match, outdated bool, err error) {
	if len(password) > maxPasswordBytes {
		password, hash = "", a.dummy
	}
	if err := a.enter(ctx); err != nil {
		return false, false, err
	}
	defer a.leave()
	match, p, err := argon2id.CheckHash(password, hash)
	if err != nil {
		return false, false, fmt.Errorf("library: stored password: %w", err)
	}
	now := a.o.Hash
	return match, p.Memory != now.Memory || p.Iterations != now.Iterations || p.Parallelism != now.Parallelism, nil
}

func (a *Accounts) hash(ctx context.Context, password string) (string, error) {
	if err := a.enter(ctx); err != nil {
		return "", err
	}
	defer a.leave()
	hash, err := argon2id.CreateHash(password, a.o.Hash)
	if err != nil {
		return "", fmt.Errorf("library: hash password: %w", err)
	}
	return hash, nil
}

// enter waits for one of the slots that bound how much memory and how many
// processors passwords take.
func (a *Accounts) enter(ctx context.Context) error {
	select {
	case a.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("library: password: %w", ctx.Err())
	}
}

func (a *Accounts) leave() { <-a.slots }

// noPassword returns a hash that costs what a real one does and that no password
// has.
func (a *Accounts) noPassword() (string, error) {
	p := a.o.Hash
	b, err := a.random(int(p.SaltLength + p.KeyLength))
	if err != nil {
		return "", err
	}
	encode := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.Memory, p.Iterations, p.Parallelism, encode(b[:p.SaltLength]), encode(b[p.SaltLength:])), nil
}

// App implements auth.Passwords.
func (a *Accounts) App(ctx context.Context, name, password string) (*auth.Secret, error) {
	return a.app(ctx, password, func(u *User) bool { return FoldName(u.Name) == FoldName(name) })
}

// AppAlone returns whose app password it is, as App does: it alone names its
// owner.
func (a *Accounts) AppAlone(ctx context.Context, password string) (*auth.Secret, error) {
	return a.app(ctx, password, func(*User) bool { return true })
}

func (a *Accounts) app(ctx context.Context, password string, of func(*User) bool) (*auth.Secret, error) {
	lookup := mac(a.keys.lookup, appKind, plainAppPassword(password))
	k, err := a.index.Key(ctx, appKind, lookup, a.o.Clock())
	if err != nil {
		return nil, wrong("app password", err, mediasock.ErrCredentials)
	}
	u, err := a.index.User(ctx, User{ID: k.User})
	if err != nil {
		return nil, wrong("app password", err, mediasock.ErrCredentials)
	}
	if !of(u) {
		return nil, mediasock.ErrCredentials
	}
	if err := u.enabled(); err != nil {
		return nil, err
	}
	if err := a.touch(ctx, k.ID); err != nil {
		return nil, err
	}
	return &auth.Secret{ID: k.ID.String(), User: u.as(k.Scope)}, nil
}

// wrong returns told for a row that is not there, and any other error wrapped.
func wrong(doing string, err, told error) error {
	if isUnknown(err) {
		return told
	}
	return fmt.Errorf("library: %s: %w", doing, err)
}

// Secrets implements auth.Passwords.
func (a *Accounts) Secrets(ctx context.Context, name string) ([]auth.Secret, error) {
	return a.clear(ctx, appKind, name)
}

// clear returns the sealed keys of a kind and a user, whose name may be nobody's.
func (a *Accounts) clear(ctx context.Context, kind, name string) ([]auth.Secret, error) {
	u, err := a.find(ctx, name)
	if err != nil {
		return nil, err
	}
	if u == nil || u.Disabled {
		u = &User{ID: maxID + 1} // nobody's: asked for so that it takes as long
	}
	var secrets []auth.Secret
	for k, err := range a.index.Keys(ctx, kind, u.ID, "", a.o.Clock()) {
		if err != nil {
			return nil, fmt.Errorf("library: secrets: %w", err)
		}
		value, err := a.unsealed(k)
		if err != nil {
			return nil, err
		}
		secrets = append(secrets, auth.Secret{ID: k.ID.String(), Password: value, User: u.as(k.Scope)})
	}
	return secrets, nil
}

// Name implements auth.Passwords.
func (a *Accounts) Name(ctx context.Context, cipher, ciphered string) (string, error) {
	sought := User{}
	switch cipher {
	case "ciph.md5":
		sought.MD5 = mac(a.keys.names, cipher, strings.ToLower(ciphered))
	case "ciph.cry":
		sought.Crypt = mac(a.keys.names, cipher, ciphered)
	default:
		return "", nil
	}
	u, err := a.index.User(ctx, sought)
	if err != nil {
		return "", wrong("ciphered name", err, nil)
	}
	return u.Name, nil
}
