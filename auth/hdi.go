package auth

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"sync"

	"golang.org/x/text/unicode/norm"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// HDI returns auth.hdi: HTTP Digest headers on every call (MS-200, D-1 to D-12).
func HDI(o Options) Mechanism {
	return Mechanism{
		Sock:     "auth.hdi",
		Signer:   func(c mediasock.Credentials) Signer { return &hdiSigner{credentials: c, o: o} },
		Verifier: func(u Users) Verifier { return newHDIVerifier(u, o) },
	}
}

// An hdiSigner signs once it has seen a challenge. It takes one from any answer,
// that of a discovery too, so that no upload is sent in vain (D-10).
type hdiSigner struct {
	credentials mediasock.Credentials
	o           Options

	mu        sync.Mutex
	challenge *digestChallenge
	count     uint32 // of the challenge's nonce
}

var _ Signer = (*hdiSigner)(nil)

// Sign answers the last challenge; without one it adds nothing.
func (s *hdiSigner) Sign(c *wire.Call) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Header.Del("Authorization")
	if s.challenge == nil {
		return nil
	}
	s.count++
	f, ok := s.fields(c)
	if !ok {
		return fmt.Errorf("auth: digest algorithm %q is not known", s.challenge.algorithm)
	}
	c.Header.Set("Authorization", f.String())
	return nil
}

// fields answers the challenge for c.
func (s *hdiSigner) fields(c *wire.Call) (*digestFields, bool) {
	d := s.challenge
	name, password := s.credentials.Username, s.credentials.Password
	if d.utf8 {
		name, password = norm.NFC.String(name), norm.NFC.String(password)
	}
	f := &digestFields{
		username: name, realm: d.realm, nonce: d.nonce, uri: c.Target().RequestURI(),
		algorithm: d.algorithm, opaque: d.opaque,
	}
	_, session, _ := newDigestHash(d.algorithm)
	if d.qop || session {
		f.cnonce = hex.EncodeToString(s.o.random(16))
	}
	if d.qop {
		f.qop, f.nc = "auth", fmt.Sprintf("%08x", s.count)
	}
	var ok bool
	f.response, ok = f.compute(name, password, c.HTTPMethod)
	s.disguise(f)
	return f, ok
}

// disguise writes the user name as the challenge allows: hashed, or encoded
// where it is not ASCII (D-7).
func (s *hdiSigner) disguise(f *digestFields) {
	if s.challenge.userhash {
		f.username, f.userhash = UserHash(f.algorithm, f.username, f.realm), true
		return
	}
	for i := range len(f.username) {
		if f.username[i] >= 0x80 {
			f.encoded = s.challenge.utf8
			return
		}
	}
}

// UserHash returns what stands for a user name in a realm that wants it hashed
// (userhash of RFC 7616), or "" for an algorithm that is not known.
func UserHash(algorithm, username, realm string) string {
	h, _, ok := newDigestHash(algorithm)
	if !ok {
		return ""
	}
	return joined(h, username, realm)
}

// Learn takes a new nonce. The call is worth sending again where it was not
// signed, or its nonce stale (D-5); a second challenge that says nothing of that
// means a wrong password.
func (s *hdiSigner) Learn(resp *http.Response, h *mediasock.Handshake) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := findChallenge(resp.Header)
	signed := resp.Request != nil && resp.Request.Header.Get("Authorization") != ""
	if d == nil {
		s.next(resp.Header)
		return false, nil
	}
	if s.challenge == nil || d.nonce != s.challenge.nonce {
		s.challenge, s.count = d, 0
	}
	refused := resp.StatusCode == http.StatusUnauthorized || h != nil && h.Stat.Code == mediasock.CodeAuth
	return refused && (!signed || d.stale), nil
}

// next takes the nonce that Authentication-Info names for the next call (D-8).
func (s *hdiSigner) next(header http.Header) {
	info := header.Get("Authentication-Info")
	if s.challenge == nil || info == "" || len(info) > maxHeader {
		return
	}
	if nonce := parseFields(info)["nextnonce"]; nonce != "" && nonce != s.challenge.nonce {
		fresh := *s.challenge
		fresh.nonce = nonce
		s.challenge, s.count = &fresh, 0
	}
}
