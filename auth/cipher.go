package auth

import (
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A Cipher is a way to write a user name and a password that travel as
// parameters (MS-207), with both of its ends.
type Cipher struct {
	Sock string // its sock token, such as "ciph.md5"

	// Write returns the name and password as a client sends them.
	Write func(username, password string) (string, string, error)

	// Match reports, for the server, whether what was sent stands for password.
	// It is nil where what is sent is the password itself.
	Match func(sent, password string) bool
}

// Ciphers are those that a server accepts.
type Ciphers []Cipher

// AllCiphers returns every cipher.
func AllCiphers() Ciphers { return Ciphers{TXT(), MD5(), CRY(), SSL()} }

// ParseCiphers reads a list of cipher tokens, with or without "ciph.", such as
// "txt,md5". An empty list is ciph.txt alone, "all" is every one.
func ParseCiphers(list string) (Ciphers, error) {
	var ciphers Ciphers
	for _, token := range split(list, "ciph.") {
		if token == "ciph.all" {
			return AllCiphers(), nil
		}
		i := slices.IndexFunc(AllCiphers(), func(c Cipher) bool { return c.Sock == token })
		if i < 0 {
			return nil, fmt.Errorf("auth: unknown cipher %q", token)
		}
		if !ciphers.Has(token) {
			ciphers = append(ciphers, AllCiphers()[i])
		}
	}
	if len(ciphers) == 0 {
		return Ciphers{TXT()}, nil
	}
	return ciphers, nil
}

// split parts a list of tokens and gives each its prefix.
func split(list, prefix string) []string {
	tokens := strings.FieldsFunc(strings.ToLower(list), func(r rune) bool {
		return r == ',' || r == ';' || r == ' '
	})
	for i, token := range tokens {
		if !strings.HasPrefix(token, prefix) {
			tokens[i] = prefix + token
		}
	}
	return tokens
}

// Has reports whether the cipher with this token is among them.
func (cs Ciphers) Has(token string) bool {
	return slices.ContainsFunc(cs, func(c Cipher) bool { return c.Sock == token })
}

// Tokens returns the sock tokens that announce the ciphers; none if plain text
// is all, which needs no announcement (MS-209).
func (cs Ciphers) Tokens() []string {
	var tokens []string
	for _, c := range cs {
		tokens = append(tokens, c.Sock)
	}
	if len(tokens) == 1 && tokens[0] == "ciph.txt" {
		return nil
	}
	return tokens
}

func (o *Options) ciphers() Ciphers {
	if len(o.Ciphers) == 0 {
		return Ciphers{TXT()}
	}
	return o.Ciphers
}

// of returns the cipher that c's sock declares for its credentials (MS-105),
// plain text if none. ciph.ssl says how c travels, not how values are written
//
func (cs Ciphers) of(c *wire.Call) (cipher Cipher, declared bool, err error) {
	cipher = TXT()
	for _, token := range c.Sock().Family("ciph") {
		if token == "ciph.ssl" {
			continue
		}
		i := slices.IndexFunc(cs, func(c Cipher) bool { return c.Sock == token })
		if i < 0 || declared {
			return cipher, true, errCipher(token)
		}
		cipher, declared = cs[i], true
	}
	if !declared && !cs.Has("ciph.txt") && !onlySSL(cs) {
		return cs.guess(c)
	}
	return cipher, declared, nil
}

// guess returns the cipher of a call that declares none although plain text is
// not accepted: md5 where it looks like that.
func (cs Ciphers) guess(c *wire.Call) (Cipher, bool, error) {
	name, password, _ := login(c)
	if cs.Has("ciph.md5") && isHex32(name) && isHex32(password) {
		return MD5(), true, nil
	}
	return TXT(), false, errCipher("ciph.txt")
}

func onlySSL(cs Ciphers) bool { return len(cs) == 1 && cs[0].Sock == "ciph.ssl" }

func errCipher(token string) error {
	return &mediasock.Error{
		Code:    mediasock.CodeRenegotiate,
		Message: fmt.Sprintf("credentials are not taken as %.20q", token),
	}
}

// equal compares in constant time.
func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// cipherTokens announces the ciphers of a verifier that takes parameters.
func (d *doorman) cipherTokens() []string { return d.o.ciphers().Tokens() }
