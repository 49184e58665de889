package library

import (
	"context"
	"encoding/base64"
	"fmt"
)

// setupKind is the kind of the Key that lets the first account be made.
const setupKind = "setup"

// SetupToken returns a token for a link by which the first account can be made,
// in place of any before it; ErrSetUp once there is an account.
func (a *Accounts) SetupToken(ctx context.Context) (string, error) {
	a.first.Lock()
	defer a.first.Unlock()
	if err := a.mustBeEmpty(ctx); err != nil {
		return "", err
	}
	if err := a.dropSetup(ctx); err != nil {
		return "", err
	}
	random, err := a.random(keyBytes)
	if err != nil {
		return "", err
	}
	token := base64.RawURLEncoding.EncodeToString(random)
	k := &Key{Kind: setupKind, Lookup: mac(a.keys.lookup, setupKind, token), Added: a.o.Clock()}
	if err := a.index.AddKey(ctx, k); err != nil {
		return "", fmt.Errorf("library: setup: %w", err)
	}
	return token, nil
}

// UseSetupToken makes the first account, an administrator's. It works once: the
// account itself is what ends it, so that neither two at a time nor a crash in
// between can make two, or none for ever. The error is ErrUnknownKey for a wrong
// token, ErrSetUp once there is an account, or one of AddUser.
func (a *Accounts) UseSetupToken(ctx context.Context, token, name, password string) (*User, error) {
	if err := a.checkSetup(ctx, token); err != nil {
		return nil, err
	}
	u, err := a.newUser(ctx, name, password)
	if err != nil {
		return nil, err
	}
	u.Admin = true
	a.first.Lock()
	defer a.first.Unlock()
	if err := a.checkSetup(ctx, token); err != nil {
		return nil, err
	}
	if err := a.index.AddUser(ctx, u); err != nil {
		return nil, fmt.Errorf("library: setup: %w", err)
	}
	return u, a.dropSetup(ctx)
}

// CheckSetupToken returns nil while token can make the first account.
func (a *Accounts) CheckSetupToken(ctx context.Context, token string) error {
	return a.checkSetup(ctx, token)
}

func (a *Accounts) checkSetup(ctx context.Context, token string) error {
	if err := a.mustBeEmpty(ctx); err != nil {
		return err
	}
	_, err := a.index.Key(ctx, setupKind, mac(a.keys.lookup, setupKind, token), a.o.Clock())
	if err != nil {
		return wrong("setup", err, ErrUnknownKey)
	}
	return nil
}

func (a *Accounts) mustBeEmpty(ctx context.Context) error {
	empty, err := a.Empty(ctx)
	if err == nil && !empty {
		return ErrSetUp
	}
	return err
}

func (a *Accounts) dropSetup(ctx context.Context) error {
	for k, err := range a.index.Keys(ctx, setupKind, 0, "", a.o.Clock()) {
		if err == nil {
			err = a.index.DeleteKey(ctx, k.ID)
		}
		if err != nil {
			return fmt.Errorf("library: setup: %w", err)
		}
	}
	return nil
}
