package library

import (
	"context"
	"errors"
	"fmt"

	"github.com/mediasock/mediasock/auth"
)

// AddUser makes an account; the first one is an administrator's. The error is
// ErrBadName, ErrWeakPassword, or ErrNameTaken.
func (a *Accounts) AddUser(ctx context.Context, name, password string) (*User, error) {
	u, err := a.newUser(ctx, name, password)
	if err != nil {
		return nil, err
	}
	a.first.Lock()
	defer a.first.Unlock()
	empty, err := a.Empty(ctx)
	if err != nil {
		return nil, err
	}
	u.Admin = empty
	if err := a.index.AddUser(ctx, u); err != nil {
		return nil, fmt.Errorf("library: add user: %w", err)
	}
	return u, nil
}

// newUser returns the row of an account that is not there yet.
func (a *Accounts) newUser(ctx context.Context, name, password string) (*User, error) {
	name, err := CheckName(name)
	if err != nil {
		return nil, err
	}
	if err := CheckPassword(name, password); err != nil {
		return nil, err
	}
	u := &User{Name: name, Title: name, Added: a.o.Clock()}
	if err := a.nameForms(u); err != nil {
		return nil, err
	}
	u.Password, err = a.hash(ctx, password)
	return u, err
}

// SetPassword changes an account's password and ends all that was granted to
// whoever signed in before: cookies, tokens and signing keys. App passwords
// stay; they are listed and revoked one by one.
func (a *Accounts) SetPassword(ctx context.Context, user ID, password string) error {
	u, err := a.index.User(ctx, User{ID: user})
	if err != nil {
		return fmt.Errorf("library: set password: %w", err)
	}
	if err := CheckPassword(u.Name, password); err != nil {
		return err
	}
	hash, err := a.hash(ctx, password)
	if err != nil {
		return err
	}
	_, err = a.index.UpdateUser(ctx, user, func(u *User) error { u.Password = hash; return nil })
	if err == nil {
		err = a.EndSessions(ctx, user)
	}
	if err != nil {
		return fmt.Errorf("library: set password: %w", err)
	}
	return nil
}

// SetQuota sets how many bytes an account may keep; 0: any number.
func (a *Accounts) SetQuota(ctx context.Context, user ID, bytes int64) error {
	_, err := a.index.UpdateUser(ctx, user, func(u *User) error {
		u.Quota = max(bytes, 0)
		return nil
	})
	if err != nil {
		return fmt.Errorf("library: set quota: %w", err)
	}
	return nil
}

// EndSessions ends all cookies, tokens and signing keys of an account.
func (a *Accounts) EndSessions(ctx context.Context, user ID) error {
	return a.index.DeleteKeys(ctx, user, grantedKinds()...)
}

// grantedKinds are the kinds of keys that a sign-in grants.
func grantedKinds() []string {
	return []string{string(auth.CookieKey), string(auth.TokenKey), string(auth.SigningKey)}
}

// Lookup returns the account of a name, or ErrUnknownUser.
func (a *Accounts) Lookup(ctx context.Context, name string) (*User, error) {
	u, err := a.find(ctx, name)
	if err == nil && u == nil {
		return nil, ErrUnknownUser
	}
	return u, err
}

// Users returns every account, by name.
func (a *Accounts) Users(ctx context.Context) ([]*User, error) {
	var users []*User
	for u, err := range a.index.Users(ctx) {
		if err != nil {
			return nil, fmt.Errorf("library: users: %w", err)
		}
		users = append(users, u)
	}
	return users, nil
}

// SetDisabled locks an account out, sessions included, or lets it in again.
func (a *Accounts) SetDisabled(ctx context.Context, user ID, disabled bool) error {
	_, err := a.index.UpdateUser(ctx, user, func(u *User) error { u.Disabled = disabled; return nil })
	if err == nil && disabled {
		err = a.EndSessions(ctx, user)
	}
	if err != nil {
		return fmt.Errorf("library: disable user: %w", err)
	}
	return nil
}

// RemoveUser removes an account with all its keys; ErrNotEmpty while it owns
// items or albums, ErrLastAdmin for the only administrator of several accounts.
func (a *Accounts) RemoveUser(ctx context.Context, user ID) error {
	a.first.Lock()
	defer a.first.Unlock()
	if err := a.notLast(ctx, user); err != nil {
		return err
	}
	if err := a.index.DeleteUser(ctx, user); err != nil {
		return fmt.Errorf("library: remove user: %w", err)
	}
	return nil
}

// Empty reports whether there is no account yet.
func (a *Accounts) Empty(ctx context.Context) (bool, error) {
	for _, err := range a.index.Users(ctx) {
		if err != nil {
			return false, fmt.Errorf("library: users: %w", err)
		}
		return false, nil
	}
	return true, nil
}

// isUnknown reports whether err says that there is no such row.
func isUnknown(err error) bool {
	return errors.Is(err, ErrUnknownKey) || errors.Is(err, ErrUnknownUser)
}

// notLast returns ErrLastAdmin if user is the only administrator, and others
// would be left without one.
func (a *Accounts) notLast(ctx context.Context, user ID) error {
	admin, others, admins := false, 0, 0
	for u, err := range a.index.Users(ctx) {
		switch {
		case err != nil:
			return fmt.Errorf("library: users: %w", err)
		case u.ID == user:
			admin = u.Admin
		default:
			others++
			if u.Admin && !u.Disabled {
				admins++
			}
		}
	}
	if admin && others > 0 && admins == 0 {
		return ErrLastAdmin
	}
	return nil
}
