package auth

import (
	"context"
	"encoding/base64"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// HBA returns auth.hba: HTTP Basic headers on every call (MS-201, B-1).
func HBA(o Options) Mechanism {
	return Mechanism{
		Sock:     "auth.hba",
		Signer:   func(c mediasock.Credentials) Signer { return &hbaSigner{c} },
		Verifier: func(u Users) Verifier { return &hbaVerifier{base{o}, doorman{u, &o}} },
	}
}

type hbaSigner struct{ credentials mediasock.Credentials }

var _ Signer = (*hbaSigner)(nil)

// Sign sends the header before it is asked for.
func (s *hbaSigner) Sign(c *wire.Call) error {
	if strings.Contains(s.credentials.Username, ":") {
		return &RefusalError{Reason: "a user name with a colon cannot be sent by Basic"}
	}
	pair := s.credentials.Username + ":" + s.credentials.Password
	c.Header.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(pair)))
	return nil
}

// Learn has nothing to learn: Basic is sent unasked.
func (s *hbaSigner) Learn(*http.Response, *mediasock.Handshake) (bool, error) { return false, nil }

type hbaVerifier struct {
	base
	doorman
}

var _ Verifier = (*hbaVerifier)(nil)

// Verify checks the name and password of the Authorization header.
func (v *hbaVerifier) Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	credentials, ok := authorization(c.Header, "Basic")
	if !ok {
		return nil, nil
	}
	name, password, ok := parseBasic(credentials)
	if !ok {
		return nil, errWrong(c)
	}
	return v.check(ctx, c, attempt{name, password, TXT(), true})
}

// Challenge asks for Basic where a password may come.
func (v *hbaVerifier) Challenge(c *wire.Call, header http.Header) {
	if v.base.o.open(c) {
		header.Add("WWW-Authenticate", "Basic realm="+quote(v.base.o.realm())+`, charset="UTF-8"`)
	}
}

func (v *hbaVerifier) announce(c *wire.Call) []string { return v.ifOpen(c, "auth.hba") }

// parseBasic reads Basic credentials. Those that are no UTF-8 are Latin-1, as
// some clients write them.
func parseBasic(s string) (name, password string, ok bool) {
	if len(s) > maxHeader {
		return "", "", false
	}
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return "", "", false
	}
	pair := string(raw)
	if !utf8.Valid(raw) {
		pair = latin1(raw)
	}
	return strings.Cut(pair, ":")
}

func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
