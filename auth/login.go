package auth

import (
	"context"
	"errors"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A doorman checks names and passwords: throttled, at the same pace for names
// that nobody has, and each once a request.
type doorman struct {
	users Users
	o     *Options
}

// takes reports whether a password may come as a parameter of c. Where it may not
// no cipher is announced either: one that hides it would be sent in vain.
func (d *doorman) takes(c *wire.Call) bool { return d.o.open(c) }

// params checks the name and password that c has as parameters, in whatever
// accepted cipher. It returns nil, nil if there are none.
func (d *doorman) params(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	name, password, ok := login(c)
	if !ok {
		return nil, nil
	}
	cipher, declared, err := d.o.ciphers().of(c)
	if err != nil {
		return nil, err
	}
	return d.check(ctx, c, attempt{name, password, cipher, declared})
}

// An attempt is a name and a password as they were sent.
type attempt struct {
	name, password string
	cipher         Cipher
	declared       bool // the call names the cipher
}

func (d *doorman) check(ctx context.Context, c *wire.Call, a attempt) (*mediasock.User, error) {
	if !d.o.open(c) {
		return nil, errPlain()
	}
	if a.name == "" || len(a.name) > maxName || len(a.password) > maxPassword {
		return nil, errWrong(c)
	}
	key := "password\x00" + a.cipher.Sock + "\x00" + a.name + "\x00" + a.password
	if isHandshake(c) {
		key = "handshake " + key
	}
	return once(ctx, key, func() (*mediasock.User, error) {
		name, err := d.clearName(ctx, a)
		if err != nil {
			return nil, err
		}
		return d.throttled(ctx, c, name, func() (*mediasock.User, error) {
			return d.match(ctx, c, name, a)
		}, func() (*mediasock.User, error) {
			return d.device(ctx, c, name, a)
		})
	})
}

// throttled calls check unless too many have failed, and counts how it ended.
// After too many it calls device, which looks at nothing that can be guessed: a
// device that has a wrong password, or a guest who guesses, must not lock out the
// other devices of the household, which have the same address.
func (d *doorman) throttled(ctx context.Context, c *wire.Call, name string, check, device func() (*mediasock.User, error)) (*mediasock.User, error) {
	if err := d.users.Allow(ctx, name, c.Peer); errors.Is(err, ErrThrottled) {
		u, failed := device()
		if failed != nil || u == nil {
			return nil, err
		}
		return u, nil
	} else if err != nil {
		return nil, err
	}
	u, err := check()
	switch {
	case err == nil && u != nil:
		err = d.users.Note(ctx, name, c.Peer, true)
	case errors.Is(err, mediasock.ErrCredentials), errors.Is(err, mediasock.ErrAuthRequired):
		err = errors.Join(err, d.users.Note(ctx, name, c.Peer, false))
	}
	if err != nil {
		return nil, err
	}
	return u, nil
}

// clearName returns the name behind a.name, which may be ciphered or not.
func (d *doorman) clearName(ctx context.Context, a attempt) (string, error) {
	cipher := a.cipher
	if d.guessMD5(a) {
		cipher = MD5()
	}
	if cipher.Match == nil {
		return a.name, nil
	}
	name, err := d.users.Name(ctx, cipher.Sock, a.name)
	if err != nil || name == "" {
		return a.name, err
	}
	return name, nil
}

// guessMD5 reports whether a looks as if it were md5 although it does not say
// so.
func (d *doorman) guessMD5(a attempt) bool {
	return !a.declared && d.o.ciphers().Has("ciph.md5") && isHex32(a.name) && isHex32(a.password)
}

// match checks a password. The account's own is taken in a handshake only.
func (d *doorman) match(ctx context.Context, c *wire.Call, name string, a attempt) (*mediasock.User, error) {
	if a.cipher.Match != nil {
		return d.ciphered(ctx, c, name, a.password, a.cipher)
	}
	u, err := d.plain(ctx, c, a.name, a.password)
	if errors.Is(err, mediasock.ErrCredentials) && d.guessMD5(a) {
		return d.ciphered(ctx, c, name, a.password, MD5())
	}
	return u, err
}

// device is match for app passwords alone, which are too long to be guessed.
func (d *doorman) device(ctx context.Context, c *wire.Call, name string, a attempt) (*mediasock.User, error) {
	if a.cipher.Match != nil {
		return d.ciphered(ctx, c, name, a.password, a.cipher)
	}
	s, err := d.users.App(ctx, a.name, a.password)
	if err != nil {
		return nil, err
	}
	verifiedBy(ctx, s.User, s.ID)
	return s.User, nil
}

func (d *doorman) plain(ctx context.Context, c *wire.Call, name, password string) (*mediasock.User, error) {
	u, err := d.device(ctx, c, name, attempt{name: name, password: password})
	if err == nil {
		return u, nil
	}
	if !errors.Is(err, mediasock.ErrCredentials) {
		return nil, err
	}
	if !isHandshake(c) {
		return nil, errWrong(c)
	}
	u, err = d.users.Account(ctx, name, password)
	if err == nil {
		verifiedBy(ctx, u, "")
	}
	return u, err
}

func (d *doorman) ciphered(ctx context.Context, c *wire.Call, name, sent string, cipher Cipher) (*mediasock.User, error) {
	return d.secret(ctx, name, errWrong(c), func(password string) bool {
		return cipher.Match(sent, password)
	})
}

// secret returns the user of the app password of name that matches, or else
// wrong. A name without app passwords costs as much as one that has one.
func (d *doorman) secret(ctx context.Context, name string, wrong error, match func(password string) bool) (*mediasock.User, error) {
	secrets, err := d.users.Secrets(ctx, name)
	if err != nil {
		return nil, err
	}
	found := pick(secrets, match)
	if found == nil {
		return nil, wrong
	}
	verifiedBy(ctx, found.User, found.ID)
	return found.User, d.users.MarkUsed(ctx, found.ID)
}

// pick returns the secret that matches. It tries all of them, and one if there
// is none, so that its time tells little.
func pick(secrets []Secret, match func(password string) bool) *Secret {
	var found *Secret
	for i := range secrets {
		if match(secrets[i].Password) {
			found = &secrets[i]
		}
	}
	if len(secrets) == 0 {
		match("0000-0000-0000-0000-0000-0000-0000")
	}
	return found
}

// errWrong is the answer to a wrong name or password.
func errWrong(c *wire.Call) error {
	if isHandshake(c) {
		return mediasock.ErrCredentials
	}
	return &mediasock.Error{
		Code:    mediasock.CodeCredentials,
		Message: "wrong user name or password; calls other than a handshake take an app password",
	}
}

// errAgain is a cookie, token or digest that does not hold.
func errAgain(message string) error {
	return &mediasock.Error{Code: mediasock.CodeAuth, Message: message}
}
