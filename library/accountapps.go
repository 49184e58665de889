package library

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// appKind is the kind of an app password's Key.
const appKind = "app"

// maxAppPasswords bounds those of an account: mechanisms that compute with them
// try each.
const maxAppPasswords = 64

// An AppPassword is what can be told of one; its value is shown once, when it is
// made.
type AppPassword struct {
	ID       ID
	Label    string
	Scope    mediasock.Scope
	Added    time.Time
	LastUsed time.Time // to about a minute; zero if never
}

// ErrTooMany refuses more app passwords than an account may have.
var ErrTooMany = errors.New("library: the account has too many app passwords; revoke one")

// NewAppPassword makes an app password for a device or program, named label, and
// returns it in clear: 140 random bits as 28 letters and digits in groups of
// four.
func (a *Accounts) NewAppPassword(ctx context.Context, user ID, label string, scope mediasock.Scope) (string, error) {
	if scope < mediasock.ScopeRead || scope > mediasock.ScopeManage {
		return "", fmt.Errorf("library: app password: no scope %d", scope)
	}
	if have, err := a.AppPasswords(ctx, user); err != nil {
		return "", err
	} else if len(have) >= maxAppPasswords {
		return "", ErrTooMany
	}
	random, err := a.random(28)
	if err != nil {
		return "", err
	}
	value := writeAppPassword(random)
	k := &Key{
		User: user, Kind: appKind, Label: cleanLabel(label), Scope: scope, Added: a.o.Clock(),
		Lookup: mac(a.keys.lookup, appKind, plainAppPassword(value)),
		MD5:    mac(a.keys.lookup, "md5", auth.HexMD5(value)),
	}
	if k.Sealed, err = a.sealed(k, value); err != nil {
		return "", err
	}
	if err := a.index.AddKey(ctx, k); err != nil {
		return "", fmt.Errorf("library: app password: %w", err)
	}
	return value, nil
}

// AppPasswords returns what an account's app passwords are, oldest first.
func (a *Accounts) AppPasswords(ctx context.Context, user ID) ([]AppPassword, error) {
	if user == 0 {
		return nil, ErrUnknownUser
	}
	var list []AppPassword
	for k, err := range a.index.Keys(ctx, appKind, user, "", a.o.Clock()) {
		if err != nil {
			return nil, fmt.Errorf("library: app passwords: %w", err)
		}
		list = append(list, AppPassword{ID: k.ID, Label: k.Label, Scope: k.Scope, Added: k.Added, LastUsed: k.LastUsed})
	}
	return list, nil
}

// RevokeAppPassword ends one of the account's app passwords and every session
// and key that was granted for it; ErrUnknownKey if the account has no such.
func (a *Accounts) RevokeAppPassword(ctx context.Context, user, id ID) error {
	list, err := a.AppPasswords(ctx, user)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.ID == id {
			return a.revokeApp(ctx, user, id)
		}
	}
	return ErrUnknownKey
}

// revokeApp deletes the app password first, so that it grants nothing more.
func (a *Accounts) revokeApp(ctx context.Context, user, id ID) error {
	if err := a.index.DeleteKey(ctx, id); err != nil {
		return fmt.Errorf("library: revoke app password: %w", err)
	}
	for _, kind := range grantedKinds() {
		for k, err := range a.index.Keys(ctx, kind, user, "", a.o.Clock()) {
			if err == nil && k.Label == grantedBy(id.String()) {
				err = a.index.DeleteKey(ctx, k.ID)
			}
			if err != nil {
				return fmt.Errorf("library: revoke app password: %w", err)
			}
		}
	}
	return nil
}

// appAlphabet leaves out i, l, o and u, which are misread or make words.
const appAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// writeAppPassword writes five bits of each byte.
func writeAppPassword(random []byte) string {
	var b strings.Builder
	for i, c := range random {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(appAlphabet[c&31])
	}
	return b.String()
}

// plainAppPassword returns what counts of an app password that a person typed:
// no hyphens and spaces, and letters for digits that look like them undone.
func plainAppPassword(s string) string {
	return strings.Map(func(r rune) rune {
		switch r = unicode.ToLower(r); {
		case r == '-' || unicode.IsSpace(r):
			return -1
		case r == 'o':
			return '0'
		case r == 'i' || r == 'l':
			return '1'
		}
		return r
	}, s)
}

// cleanLabel makes a label one short line.
func cleanLabel(label string) string {
	label = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, label)), " ")
	if label == "" {
		return "app password"
	}
	return clip(label, 128)
}
