package auth

import (
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A KeySigner is the Signer of a mechanism that signs with a key which a
// handshake grants (auth.hst, auth.hsk). The key can be kept between sessions.
type KeySigner interface {
	Signer
	// LoginBy sets what signs handshakes while there is no key.
	LoginBy(Signer)
	// Key returns the key; false if none has been granted yet.
	Key() (mediasock.Key, bool)
	// SetKey sets a key that was kept.
	SetKey(mediasock.Key)
}

// Signer returns the signer of a session of the user with these credentials. It
// refuses ([*RefusalError]) to send in clear text what the choice was made to
// hide, wherever a call goes.
func (ch *Choice) Signer(credentials mediasock.Credentials) Signer {
	s := ch.Mechanism.Signer(credentials)
	if k, ok := s.(interface{ keepHidden() }); ok && ch.hidden && !ch.clear {
		k.keepHidden()
	}
	if k, ok := s.(KeySigner); ok {
		login := HPO(Options{}).Signer(credentials)
		if ch.Login.Signer != nil {
			login = ch.Login.Signer(credentials)
		}
		k.LoginBy(ch.wrap(login))
		return k
	}
	return ch.wrap(s)
}

func (ch *Choice) wrap(s Signer) Signer {
	return &carefulSigner{Signer: s, cipher: ch.Cipher, clear: ch.clear}
}

// A carefulSigner writes the parameters that another signer set in a cipher, and
// keeps passwords off the open network.
type carefulSigner struct {
	Signer
	cipher Cipher
	clear  bool
}

// Sign writes what the mechanism adds in the chosen cipher, and refuses to send a
// password in clear text where that is not allowed.
func (s *carefulSigner) Sign(c *wire.Call) error {
	if err := s.Signer.Sign(c); err != nil {
		return err
	}
	_, _, params := login(c)
	if params && s.cipher.Match != nil {
		return s.encrypt(c)
	}
	_, basic := authorization(c.Header, "Basic")
	if (params || basic) && !s.clear && !hiddenURL(c.URL) {
		c.Params.Del(paramPassword)
		c.Header.Del("Authorization")
		return &RefusalError{Reason: "the password would travel in clear text to " + c.URL.Host}
	}
	return nil
}

func (s *carefulSigner) encrypt(c *wire.Call) error {
	name, password, err := s.cipher.Write(c.Params.Get(paramUsername), c.Params.Get(paramPassword))
	if err != nil {
		return err
	}
	c.Params.Set(paramUsername, name)
	c.Params.Set(paramPassword, password)
	addSock(c, s.cipher.Sock)
	return nil
}

// Learn passes on what the response says.
func (s *carefulSigner) Learn(resp *http.Response, h *mediasock.Handshake) (bool, error) {
	return s.Signer.Learn(resp, h)
}
