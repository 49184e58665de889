package auth

import (
	"fmt"
	"strings"
	"sync"

	"github.com/sergeymakinen/go-crypt/des"
	"github.com/sergeymakinen/go-crypt/hash"
	cryptmd5 "github.com/sergeymakinen/go-crypt/md5"
	"github.com/sergeymakinen/go-crypt/sha256"
	"github.com/sergeymakinen/go-crypt/sha512"
)

// maxRounds is how often a sender may let the server hash (C-6).
const maxRounds = 100_000

// CRY returns ciph.cry: UNIX crypt (MS-211). It is sent as traditional DES
// crypt with a salt out of the user name, for no salt is negotiated and a random
// one could not be looked up; accepted are DES, $1$, $5$ and $6$ with any
// salt. DES sees the first eight bytes of a password only.
func CRY() Cipher {
	return Cipher{Sock: "ciph.cry", Write: writeCrypt, Match: matchCrypt}
}

func writeCrypt(username, password string) (string, string, error) {
	name, err := Crypt(username, username)
	if err != nil {
		return "", "", err
	}
	password, err = Crypt(username, password)
	return name, password, err
}

// Crypt returns the DES crypt of value, salted with the first two characters of
// username.
func Crypt(username, value string) (string, error) {
	salt := []byte("..")
	for i := range min(2, len(username)) {
		if c := username[i]; isSalt(c) {
			salt[i] = c
		}
	}
	key, err := des.Key(cut(value, des.MaxPasswordLength), salt)
	if err != nil {
		return "", fmt.Errorf("auth: crypt: %w", err)
	}
	return string(salt) + hash.BigEndianEncoding.EncodeToString(key), nil
}

func isSalt(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '.' <= c && c <= '9'
}

func cut(s string, n int) []byte { return []byte(s[:min(n, len(s))]) }

// oneCrypt lets one check be made at a time: go-crypt 1.0.0 writes to a cache
// that its goroutines share, and the sender chooses how much work a check is.
var oneCrypt sync.Mutex

// matchCrypt reports whether sent is a crypt form of password.
func matchCrypt(sent, password string) bool {
	oneCrypt.Lock()
	defer oneCrypt.Unlock()
	switch {
	case strings.HasPrefix(sent, cryptmd5.Prefix):
		return cryptmd5.Check(sent, password) == nil
	case strings.HasPrefix(sent, sha256.Prefix):
		_, rounds, err := sha256.Params(sent)
		return bearable(rounds, err) && sha256.Check(sent, password) == nil
	case strings.HasPrefix(sent, sha512.Prefix):
		_, rounds, err := sha512.Params(sent)
		return bearable(rounds, err) && sha512.Check(sent, password) == nil
	case len(sent) != 13 || strings.HasPrefix(sent, "$"):
		return false
	}
	return des.Check(sent, string(cut(password, des.MaxPasswordLength))) == nil
}

func bearable(rounds uint32, err error) bool { return err == nil && rounds <= maxRounds }
