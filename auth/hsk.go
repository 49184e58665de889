package auth

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"net/http"
	"sync/atomic"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// HSK returns auth.hsk: a handshake by another mechanism grants a permanent key,
// with which later calls are signed (MS-197, MS-198, A-61 to A-63).
func HSK(o Options) Mechanism {
	return Mechanism{
		Sock:     "auth.hsk",
		Signer:   func(c mediasock.Credentials) Signer { return newHSKSigner(c, o) },
		Verifier: func(u Users) Verifier { return &hskVerifier{base{o}, doorman{u, &o}} },
	}
}

type hskSigner struct {
	keyring
	o     Options
	name  string
	login Signer
	nonce atomic.Bool // the service knows x.nonce
}

var _ KeySigner = (*hskSigner)(nil)

func newHSKSigner(c mediasock.Credentials, o Options) *hskSigner {
	return &hskSigner{o: o, name: c.Username, login: &hpoSigner{c}}
}

// LoginBy sets what signs handshakes while there is no key.
func (s *hskSigner) LoginBy(login Signer) { s.login = login }

// Sign signs with the key. While there is none it signs handshakes as another
// mechanism does, and names the key that it wants.
func (s *hskSigner) Sign(c *wire.Call) error {
	c.Params.Del(paramKey)
	c.Params.Del(paramNonce)
	key, ok := s.Key()
	if !ok {
		if !isHandshake(c) {
			return nil
		}
		addSock(c, "auth.hsk")
		return s.login.Sign(c)
	}
	if s.nonce.Load() || !hiddenURL(c.URL) {
		c.Params.Add(paramNonce, fmt.Sprintf("%d.%x", s.o.now().Unix(), s.o.random(12)))
	}
	c.Params.Set(paramUsername, s.name)
	c.Params.Del(paramPassword)
	s.put(c, SignKey(key.Value, c.Params))
	return nil
}

// Learn notes whether the service knows nonces, and what becomes of the key.
func (s *hskSigner) Learn(resp *http.Response, h *mediasock.Handshake) (bool, error) {
	if h != nil && h.Sock.Has("x-nonce") {
		s.nonce.Store(true)
	}
	if s.learn(h) {
		return true, nil
	}
	return s.login.Learn(resp, h)
}

// SignKey returns the signature of a call's parameters under key: the MD5
// of the key and of each parameter's name and value, sorted by name, without
// those that every call has and without the file.
func SignKey(key string, params wire.Params) string {
	return digestOf(key, signed{}.of(params, false))
}

func digestOf(key, text string) string {
	sum := md5.Sum([]byte(key + text))
	return hex.EncodeToString(sum[:])
}
