package mediasock

import (
	"slices"
	"strings"
)

// A Sock is a list of characteristics: of a service in a handshake, of a
// request and of the answer that it wants in a call (MS-97, MS-128). Its tokens
// have a family: "prot", "resp", "auth", "ciph", "type" or "feat".
type Sock []string

// ParseSock reads sock tokens. Those of the six families are made lower-case
// and their old spellings replaced: resp.js is resp.json, auth.stk
// auth.hst, auth.sck auth.hsc. Other tokens stay as they are, for a
// method of auth.exa may be among them.
func ParseSock(s string) Sock {
	var sock Sock
	for _, item := range ParseList(s) {
		if token := canonicalToken(item); !slices.Contains(sock, token) {
			sock = append(sock, token)
		}
		if len(sock) == 1000 {
			break
		}
	}
	return sock
}

// ParseOffer reads the values of the apis and sock elements of one handshake
// that came from endpoint. A feature that strayed into apis goes to the sock
//
func ParseOffer(apis, sock, endpoint string) (APIs, Sock) {
	tokens := ParseSock(sock)
	var methods APIs
	for _, item := range ParseAPIs(apis, endpoint) {
		token := strings.ToLower(item.Name)
		switch {
		case !strings.HasPrefix(token, "feat."):
			methods = append(methods, item)
		case !tokens.Has(token):
			tokens = append(tokens, token)
		}
	}
	return methods, tokens
}

// String writes the tokens as they are sent. What is no token is left out, and
// so is a URL after one: those are sent in apis.
func (s Sock) String() string {
	out := make([]string, 0, len(s))
	for _, item := range s {
		token, _ := splitToken(canonicalToken(item))
		if isToken(token) && !slices.Contains(out, token) {
			out = append(out, token)
		}
	}
	return strings.Join(out, ";")
}

// Has reports whether token is among the tokens, in any case.
func (s Sock) Has(token string) bool {
	token = canonicalToken(token)
	for _, item := range s {
		if name, _ := splitToken(canonicalToken(item)); name == token {
			return true
		}
	}
	return false
}

// Family returns the tokens of a family, such as "auth", whole ("auth.hsc")
// and in order.
func (s Sock) Family(family string) []string {
	var tokens []string
	for _, item := range s {
		token, _ := splitToken(canonicalToken(item))
		if name, _, ok := strings.Cut(token, "."); ok && name == family {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// URL returns what stands after token and a colon, as in "ciph.ssl:https://…"
// or "".
func (s Sock) URL(token string) string {
	for _, item := range s {
		if name, address := splitToken(canonicalToken(item)); name == canonicalToken(token) && address != "" {
			return address
		}
	}
	return ""
}

// splitToken parts a token from a URL after it.
func splitToken(item string) (token, address string) {
	token, address, _ = strings.Cut(item, ":")
	return token, address
}

func canonicalToken(item string) string {
	token, address, hasAddress := strings.Cut(strings.TrimSpace(item), ":")
	lower := strings.ToLower(strings.TrimSpace(token))
	switch family, _, _ := strings.Cut(lower, "."); family {
	case "prot", "resp", "auth", "ciph", "type", "feat", "x-struct", "x-nonce":
		token = lower
	}
	switch token {
	case "resp.js":
		token = "resp.json"
	case "auth.stk":
		token = "auth.hst"
	case "auth.sck":
		token = "auth.hsc"
	}
	if hasAddress {
		return token + ":" + strings.TrimSpace(address)
	}
	return token
}

func isToken(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
		case strings.IndexByte("-/+.*_", c) >= 0:
		default:
			return false
		}
	}
	return s != ""
}
