package auth

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/url"
	"time"
)

// An External is a page on which users sign in in a browser for auth.exa. Each
// is sent there with a state that this process made, that lives ten minutes and
// works once, so that nobody is lured into a sign-in that another began.
type External struct {
	page   url.URL
	secret []byte
}

const externalLife = 10 * time.Minute

// NewExternal returns the External whose page is at an absolute http or https
// URL; it gets a parameter "state".
func NewExternal(page string) (*External, error) {
	u, err := url.Parse(page)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, fmt.Errorf("auth: external sign-in: %q is no http URL", page)
	}
	secret := make([]byte, sha256.Size)
	rand.Read(secret) // never fails
	return &External{page: *u, secret: secret}, nil
}

// Begin returns the URL, with a new state, that a user is to open.
func (e *External) Begin(now time.Time) string {
	state := binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))
	state = append(state, rand.Text()...)
	state = append(state, e.sum(state)...)
	u := e.page
	query := u.Query()
	query.Set("state", base64.RawURLEncoding.EncodeToString(state))
	u.RawQuery = query.Encode()
	return u.String()
}

// Redeem checks a state that comes back and uses it up. The error has state 1.
func (e *External) Redeem(ctx context.Context, nonces Nonces, state string, now time.Time) error {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(state)
	if err != nil || len(raw) < 8+sha256.Size || len(raw) > 128 {
		return errAgain("malformed state")
	}
	body, sum := raw[:len(raw)-sha256.Size], raw[len(raw)-sha256.Size:]
	if !hmac.Equal(sum, e.sum(body)) {
		return errAgain("this sign-in was not begun here")
	}
	made := time.Unix(int64(binary.BigEndian.Uint64(body)), 0)
	if age := now.Sub(made); age < -time.Minute || age > externalLife {
		return errAgain("this sign-in has taken too long")
	}
	return useNonce(ctx, nonces, "", "exa:"+state, made.Add(externalLife+time.Second))
}

func (e *External) sum(body []byte) []byte {
	mac := hmac.New(sha256.New, e.secret)
	mac.Write(body)
	return mac.Sum(nil)
}
