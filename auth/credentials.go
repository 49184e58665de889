package auth

import (
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// The parameters that bear credentials.
const (
	paramUsername = wire.ParamUsername
	paramPassword = wire.ParamPassword
	paramKey      = wire.ParamSockKey
	paramNonce    = wire.ParamNonce
)

// posted returns a parameter that did not come in the URL's query, where
// credentials are ignored (A-49, MS-119).
func posted(c *wire.Call, name string) string {
	if _, ok := c.InQuery.Lookup(name); ok {
		return ""
	}
	return c.Params.Get(name)
}

// login returns the name and password that c has as parameters.
func login(c *wire.Call) (name, password string, ok bool) {
	name, password = posted(c, paramUsername), posted(c, paramPassword)
	return name, password, password != ""
}

// sessionKey returns the session key of c under whatever spelling. It
// refuses keys that differ.
func sessionKey(c *wire.Call) (string, error) {
	keys := c.Params.All(paramKey)
	for _, key := range keys {
		if key != keys[0] {
			return "", &mediasock.Error{Code: mediasock.CodeAuth, Message: "two session keys that differ"}
		}
	}
	if len(keys) == 0 || len(keys[0]) > maxKey {
		return "", nil
	}
	return keys[0], nil
}

// inQuery reports whether c has secrets in its URL.
func inQuery(c *wire.Call) bool {
	return c.InQuery.Get(paramPassword) != "" ||
		c.InQuery.Get(paramKey) != "" && !isDigestKey(c.InQuery.Get(paramKey))
}

// bears reports whether c has anything of any mechanism. A user name alone
// proves nothing and is none.
func bears(c *wire.Call) bool {
	return c.Params.Get(paramPassword) != "" || c.Params.Get(paramKey) != "" ||
		c.Header.Get("Authorization") != "" || c.Header.Get("X-WSSE") != "" ||
		cookieOf(c.Header, cookieSecure) != "" || cookieOf(c.Header, cookiePlain) != ""
}

// isHandshake reports whether c signs in: a handshake is among its methods.
func isHandshake(c *wire.Call) bool {
	return slices.Contains(c.Methods, mediasock.MethodHandshake)
}

// wants reports whether the mechanism token is to grant something to the user
// who signed in with c: where c names the mechanisms that it wants, those
// else whatever it may need after a sign-in by parameters.
func wants(c *wire.Call, token string) bool {
	if wanted := c.Sock().Family("auth"); len(wanted) > 0 {
		return slices.Contains(wanted, token)
	}
	_, _, ok := login(c)
	return ok
}

// grantsKey reports whether token is the mechanism whose key the handshake h
// grants to the sender of c: one that c names and h lists, else the first that h
// lists; none to who asks for none.
func grantsKey(c *wire.Call, h *mediasock.Handshake, token string) bool {
	wanted, listed := keyMechanisms(c.Sock()), keyMechanisms(h.Sock)
	if h.Key != nil || len(wanted) == 0 && !wants(c, token) {
		return false
	}
	if len(listed) == 0 {
		listed = []string{token}
	}
	for _, w := range wanted {
		if slices.Contains(listed, w) {
			return w == token
		}
	}
	return listed[0] == token
}

// keyMechanisms returns those of sock that sign with a granted key.
func keyMechanisms(sock mediasock.Sock) []string {
	return slices.DeleteFunc(sock.Family("auth"), func(t string) bool { return t != "auth.hst" && t != "auth.hsk" })
}

// addSock adds a token to the call's sock parameter.
func addSock(c *wire.Call, token string) {
	sock := c.Sock()
	if !sock.Has(token) {
		c.Params.Set("sock", append(sock, token).String())
	}
}

// isHex32 reports whether s is 32 hexadecimal digits.
func isHex32(s string) bool {
	return len(s) == 32 && strings.Trim(strings.ToLower(s), "0123456789abcdef") == ""
}

// isDigestKey reports whether a session key is a signature (auth.hsk), not a
// token; no token that is issued looks like one.
func isDigestKey(key string) bool { return isHex32(key) }
