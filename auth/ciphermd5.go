package auth

import (
	"crypto/md5"
	"encoding/hex"
	"strings"
)

// MD5 returns ciph.md5: lower-case hexadecimal MD5 of the UTF-8 bytes, without
// salt, of the name and of the password. It hides the password from who
// listens and is as good as one to sign in: servers accept it for app
// passwords alone.
func MD5() Cipher {
	return Cipher{Sock: "ciph.md5", Write: writeMD5, Match: matchMD5}
}

func writeMD5(username, password string) (string, string, error) {
	return HexMD5(username), HexMD5(password), nil
}

func matchMD5(sent, password string) bool {
	return equal(strings.ToLower(sent), HexMD5(password))
}

// HexMD5 returns the MD5 of s in lower-case hexadecimal.
func HexMD5(s string) string {
	sum := md5.Sum([]byte(s))
	return hex.EncodeToString(sum[:])
}
