package library

import (
	"context"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// The limits of granted keys.
const (
	maxGranted  = 100 // of a kind and an account; the oldest gives way
	maxSigning  = 64  // that are tried for one call
	keyBytes    = 32  // random bytes of a cookie or token
	signingByte = 20  // of a signing key
)

// IssueKey implements auth.Keys.
func (a *Accounts) IssueKey(ctx context.Context, k auth.Key) (string, error) {
	user, ok := ParseID(k.User.ID)
	if !ok {
		return "", fmt.Errorf("library: issue key: %w", ErrUnknownUser)
	}
	value, err := a.newValue(k.Kind)
	if err != nil {
		return "", err
	}
	row := &Key{
		User: user, Kind: string(k.Kind), Label: grantedBy(k.By), Scope: k.User.Scope, APIKey: clip(k.APIKey, 128),
		Lookup: mac(a.keys.lookup, string(k.Kind), value), Added: a.o.Clock(),
	}
	if k.Kind == auth.SigningKey {
		if row.Sealed, err = a.sealed(row, value); err != nil {
			return "", err
		}
	}
	row.limit(k.Expiry)
	if err := a.makeRoom(ctx, row); err != nil {
		return "", err
	}
	if err := a.index.AddKey(ctx, row); err != nil {
		return "", fmt.Errorf("library: issue key: %w", err)
	}
	return value, nil
}

// newValue returns a random value for a key of the kind.
func (a *Accounts) newValue(kind auth.KeyKind) (string, error) {
	switch kind {
	case auth.CookieKey, auth.TokenKey:
		b, err := a.random(keyBytes)
		return base64.RawURLEncoding.EncodeToString(b), err
	case auth.SigningKey:
		b, err := a.random(signingByte)
		return base32.StdEncoding.EncodeToString(b), err
	}
	return "", fmt.Errorf("library: issue key: no kind %q", kind)
}

// limit sets how long the key lives. LastUsed lags behind by up to touchEvery,
// which the idle time makes up for.
func (k *Key) limit(e mediasock.Expiry) {
	if e.Idle > 0 {
		k.Idle = max(e.Idle, mediasock.MinIdle) + touchEvery
	}
	if e.After > 0 {
		k.Expires = k.Added.Add(e.After)
	}
}

// grantedBy is the Label of a key that was granted for an app password.
func grantedBy(id string) string {
	if id == "" {
		return ""
	}
	return "app password " + id
}

// makeRoom deletes the keys of row's kind and user that have died, and the
// oldest beyond the limit.
func (a *Accounts) makeRoom(ctx context.Context, row *Key) error {
	var alive, drop []ID
	start := time.Unix(0, 0) // before which none has: dead keys come too
	for k, err := range a.index.Keys(ctx, row.Kind, row.User, "", start) {
		if err != nil {
			return fmt.Errorf("library: issue key: %w", err)
		}
		if k.dead(row.Added) {
			drop = append(drop, k.ID)
		} else {
			alive = append(alive, k.ID)
		}
	}
	drop = append(drop, alive[:max(0, len(alive)-maxGranted+1)]...)
	for _, id := range drop {
		if err := a.index.DeleteKey(ctx, id); err != nil {
			return fmt.Errorf("library: issue key: %w", err)
		}
	}
	return nil
}

// dead reports whether the key is not live at now, as KeyIndex says.
func (k *Key) dead(now time.Time) bool {
	used := k.LastUsed
	if used.IsZero() {
		used = k.Added
	}
	return !k.Expires.IsZero() && !now.Before(k.Expires) || k.Idle > 0 && !now.Before(used.Add(k.Idle))
}

// ahead reports whether a key that dies when it is idle was used in the future: a
// clock that was wrong for a while must not make a session live for years.
func (k *Key) ahead(now time.Time) bool {
	limit := now.Add(24 * time.Hour)
	return k.Idle > 0 && (k.LastUsed.After(limit) || k.Added.After(limit))
}

// Key implements auth.Keys.
func (a *Accounts) Key(ctx context.Context, kind auth.KeyKind, value string) (*mediasock.User, error) {
	k, err := a.index.Key(ctx, string(kind), mac(a.keys.lookup, string(kind), value), a.o.Clock())
	if err != nil {
		return nil, wrong("session", err, mediasock.ErrAuthRequired)
	}
	if k.ahead(a.o.Clock()) {
		return nil, mediasock.ErrAuthRequired
	}
	u, err := a.index.User(ctx, User{ID: k.User})
	if err != nil {
		return nil, wrong("session", err, mediasock.ErrAuthRequired)
	}
	if err := u.enabled(); err != nil {
		return nil, err
	}
	return u.as(k.Scope), a.touch(ctx, k.ID)
}

// SigningKeys implements auth.Keys.
func (a *Accounts) SigningKeys(ctx context.Context, name, apikey string) ([]auth.Secret, error) {
	if name != "" || apikey == "" {
		return a.clear(ctx, string(auth.SigningKey), name)
	}
	var secrets []auth.Secret
	for k, err := range a.index.Keys(ctx, string(auth.SigningKey), 0, clip(apikey, 128), a.o.Clock()) {
		if err != nil {
			return nil, fmt.Errorf("library: signing keys: %w", err)
		}
		if len(secrets) == maxSigning {
			break
		}
		s, err := a.signingKey(ctx, k)
		if err != nil {
			return nil, err
		}
		if s != nil {
			secrets = append(secrets, *s)
		}
	}
	return secrets, nil
}

// signingKey returns a row's key in clear, nil if its account is disabled.
func (a *Accounts) signingKey(ctx context.Context, k *Key) (*auth.Secret, error) {
	u, err := a.index.User(ctx, User{ID: k.User})
	if err != nil {
		return nil, wrong("signing key", err, nil)
	}
	if u.Disabled {
		return nil, nil
	}
	value, err := a.unsealed(k)
	if err != nil {
		return nil, err
	}
	return &auth.Secret{ID: k.ID.String(), Password: value, User: u.as(k.Scope)}, nil
}

// RevokeKey implements auth.Keys. A key that is not there is no error.
func (a *Accounts) RevokeKey(ctx context.Context, kind auth.KeyKind, value string) error {
	k, err := a.index.Key(ctx, string(kind), mac(a.keys.lookup, string(kind), value), a.o.Clock())
	if err != nil {
		return wrong("revoke key", err, nil)
	}
	return a.index.DeleteKey(ctx, k.ID)
}
