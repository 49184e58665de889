package auth

import (
	"context"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// wsseWindow is how far the Created of a WSSE header may be off (W-7).
const wsseWindow = 5 * time.Minute

// HWS returns auth.hws: a WSSE UsernameToken in the X-WSSE header of every call
// (MS-202, W-1 to W-8).
func HWS(o Options) Mechanism {
	return Mechanism{
		Sock:     "auth.hws",
		Signer:   func(c mediasock.Credentials) Signer { return &hwsSigner{credentials: c, o: o} },
		Verifier: func(u Users) Verifier { return &hwsVerifier{base{o}, doorman{u, &o}} },
	}
}

// An hwsSigner digests the nonce's bytes, and its text as it stands in the
// header for a service that refused the first (W-3).
type hwsSigner struct {
	credentials mediasock.Credentials
	o           Options
	state       atomic.Int32
}

// What an hwsSigner knows of a service.
const (
	wsseUntold  int32 = iota // nothing yet
	wsseLiteral              // the first reading was refused, the second is tried
	wsseSettled              // the first was accepted
	wsseStays                // the second was tried: whatever it brings, it stays
)

var _ Signer = (*hwsSigner)(nil)

// Sign adds an X-WSSE header with a nonce of its own.
func (s *hwsSigner) Sign(c *wire.Call) error {
	nonce := s.o.random(20)
	t := wsseToken{
		username: s.credentials.Username,
		nonce:    base64.StdEncoding.EncodeToString(nonce),
		created:  s.o.now().UTC().Format("2006-01-02T15:04:05Z"),
	}
	input := string(nonce)
	if state := s.state.Load(); state == wsseLiteral || state == wsseStays {
		input = t.nonce
	}
	t.digest = wsseDigest(input, t.created, s.credentials.Password)
	c.Header.Set("Authorization", `WSSE profile="UsernameToken"`)
	c.Header.Set("X-WSSE", t.String())
	return nil
}

// Learn takes the other reading after one refusal.
func (s *hwsSigner) Learn(resp *http.Response, h *mediasock.Handshake) (bool, error) {
	refused := resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden
	if h != nil {
		refused = h.Stat.Code == mediasock.CodeAuth || h.Stat.Code == mediasock.CodeCredentials
	}
	if refused {
		again := s.state.CompareAndSwap(wsseUntold, wsseLiteral)
		if !again {
			s.state.CompareAndSwap(wsseLiteral, wsseStays)
		}
		return again, nil
	}
	s.state.CompareAndSwap(wsseUntold, wsseSettled)
	s.state.CompareAndSwap(wsseLiteral, wsseStays)
	return false, nil
}

// wsseDigest is base64(SHA-1(nonce, created, password)) (W-3, W-4).
func wsseDigest(nonce, created, password string) string {
	sum := sha1.Sum([]byte(nonce + created + password))
	return base64.StdEncoding.EncodeToString(sum[:])
}

type hwsVerifier struct {
	base
	doorman
}

var _ Verifier = (*hwsVerifier)(nil)

// Verify checks the digest by both readings of the nonce (W-3), and that it is new.
func (v *hwsVerifier) Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	header := c.Header.Get("X-WSSE")
	if header == "" {
		if _, ok := authorization(c.Header, "WSSE"); ok {
			return nil, errAgain("the X-WSSE header is missing")
		}
		return nil, nil
	}
	t, ok := parseWSSE(header)
	if !ok || len(c.Header.Values("X-WSSE")) > 1 {
		return nil, errAgain("malformed X-WSSE header")
	}
	if age := v.base.o.now().Sub(t.at); age > wsseWindow || age < -wsseWindow {
		return nil, errAgain("Created is not of this time: the clocks differ by more than five minutes")
	}
	return once(ctx, "wsse\x00"+header, func() (*mediasock.User, error) {
		token := func() (*mediasock.User, error) { return v.token(ctx, c, t) }
		return v.throttled(ctx, c, t.username, token, token)
	})
}

// token checks a token under both readings and uses its nonce.
func (v *hwsVerifier) token(ctx context.Context, c *wire.Call, t *wsseToken) (*mediasock.User, error) {
	input := ""
	u, err := v.secret(ctx, t.username, errWrong(c), func(password string) bool {
		nonce, ok := t.matches(password)
		if ok {
			input = nonce
		}
		return ok
	})
	if err != nil {
		return nil, err
	}
	// What is remembered are the bytes that were digested, for base64 can write
	// the same ones in several ways.
	sum := sha1.Sum([]byte(input))
	nonce := "hws:" + base64.RawStdEncoding.EncodeToString(sum[:])
	return u, useNonce(ctx, v.users, u.Name, nonce, t.at.Add(wsseWindow+time.Second))
}

// Challenge asks for WSSE.
func (v *hwsVerifier) Challenge(_ *wire.Call, header http.Header) {
	header.Add("WWW-Authenticate", "WSSE realm="+quote(v.base.o.realm())+`, profile="UsernameToken"`)
}

func (v *hwsVerifier) announce(*wire.Call) []string { return []string{"auth.hws"} }

// A wsseToken is what an X-WSSE header says.
type wsseToken struct {
	username string
	digest   string
	nonce    string // as it stands in the header
	created  string // likewise
	at       time.Time
}

// String writes the header.
func (t *wsseToken) String() string {
	return "UsernameToken Username=" + quote(t.username) + ", PasswordDigest=" + quote(t.digest) +
		", Nonce=" + quote(t.nonce) + ", Created=" + quote(t.created)
}

// parseWSSE reads an X-WSSE header (W-1, W-6).
func parseWSSE(header string) (*wsseToken, bool) {
	scheme, rest, found := strings.Cut(strings.TrimSpace(header), " ")
	if !found || len(header) > maxHeader || !strings.EqualFold(scheme, "UsernameToken") {
		return nil, false
	}
	fields := parseFields(rest)
	t := &wsseToken{
		username: fields["username"], digest: fields["passworddigest"],
		nonce: fields["nonce"], created: fields["created"],
	}
	at, ok := parseCreated(t.created)
	t.at = at
	if !ok || t.username == "" || len(t.username) > maxName || t.digest == "" || t.nonce == "" {
		return nil, false
	}
	return t, true
}

// parseCreated reads the date of a WSSE header, sloppy ones too (W-5). One that
// does not begin with a year of four digits is none: otherwise bytes could move
// from the nonce before it, with which it is digested.
func parseCreated(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, "2006-1-2T15:4:5Z07:00", "2006-01-02T15:04:05", "20060102T150405Z07:00", "2006-01-02T15:04Z07:00"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// matches reports whether the digest is that of password, and the nonce as it
// was digested: its bytes, or its text (W-3).
func (t *wsseToken) matches(password string) (nonce string, ok bool) {
	if raw, err := base64.StdEncoding.DecodeString(t.nonce); err == nil {
		if equal(wsseDigest(string(raw), t.created, password), t.digest) {
			return string(raw), true
		}
	}
	return t.nonce, equal(wsseDigest(t.nonce, t.created, password), t.digest)
}
