package auth

import (
	"crypto/md5"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"net/url"
	"strconv"
	"strings"
)

// newDigestHash returns the hash of an algorithm and whether it is one of those
// for a session; absent is MD5 (D-4).
func newDigestHash(algorithm string) (h hash.Hash, session, ok bool) {
	name, session := strings.CutSuffix(strings.ToUpper(algorithm), "-SESS")
	switch name {
	case "", "MD5":
		return md5.New(), session, true
	case "SHA-256":
		return sha256.New(), session, true
	case "SHA-512-256":
		return sha512.New512_256(), session, true
	}
	return nil, false, false
}

// joined returns the hash of the parts with colons between them, in hexadecimal.
func joined(h hash.Hash, parts ...string) string {
	h.Reset()
	h.Write([]byte(strings.Join(parts, ":")))
	return hex.EncodeToString(h.Sum(nil))
}

// digestFields are the fields of a Digest Authorization header.
type digestFields struct {
	username, realm, nonce, uri, response string
	algorithm, cnonce, opaque, qop, nc    string
	userhash                              bool
	encoded                               bool // username* instead of username
}

// response returns what the response must be (D-1): by RFC 7616 and 2617 with
// qop, by RFC 2069 without. name is the user's, whatever form username has.
func (f *digestFields) compute(name, password, method string) (string, bool) {
	h, session, ok := newDigestHash(f.algorithm)
	if !ok {
		return "", false
	}
	a1 := joined(h, name, f.realm, password)
	if session {
		a1 = joined(h, a1, f.nonce, f.cnonce)
	}
	a2 := joined(h, method, f.uri)
	if f.qop == "" {
		return joined(h, a1, f.nonce, a2), true
	}
	return joined(h, a1, f.nonce, f.nc, f.cnonce, f.qop, a2), true
}

// parseDigest reads the credentials after "Digest". Which fields are quoted is
// not looked at: wget quotes the algorithm.
func parseDigest(credentials string) (*digestFields, bool) {
	fields := parseFields(credentials)
	f := &digestFields{
		username: fields["username"], realm: fields["realm"], nonce: fields["nonce"], uri: fields["uri"],
		response: strings.ToLower(fields["response"]), algorithm: fields["algorithm"], cnonce: fields["cnonce"],
		opaque: fields["opaque"], qop: fields["qop"], nc: fields["nc"],
		userhash: strings.EqualFold(fields["userhash"], "true"),
	}
	if value, ok := fields["username*"]; ok && f.username == "" {
		f.username, f.encoded = extendedValue(value), true
	}
	if f.username == "" || len(f.username) > maxName || f.nonce == "" || f.uri == "" || f.response == "" {
		return nil, false
	}
	return f, f.qop == "" || f.qop == "auth" && f.cnonce != "" && isCount(f.nc)
}

// extendedValue decodes UTF-8”text of RFC 5987, as username* has it (D-7).
func extendedValue(s string) string {
	charset, rest, _ := strings.Cut(s, "'")
	_, text, found := strings.Cut(rest, "'")
	if !found || !strings.EqualFold(charset, "UTF-8") {
		return ""
	}
	value, err := url.PathUnescape(text)
	if err != nil {
		return ""
	}
	return value
}

// isCount reports whether s is a nonce count: exactly 8 hexadecimal digits, not
// zero (D-3).
func isCount(s string) bool {
	n, err := strconv.ParseUint(s, 16, 32)
	return err == nil && n > 0 && len(s) == 8
}

// String writes the credentials with the quotes that RFC 7616 wants (D-2).
func (f *digestFields) String() string {
	var b strings.Builder
	b.WriteString("Digest ")
	if f.encoded {
		b.WriteString("username*=UTF-8''" + percent(f.username))
	} else {
		b.WriteString("username=" + quote(f.username))
	}
	b.WriteString(", realm=" + quote(f.realm) + ", nonce=" + quote(f.nonce) + ", uri=" + quote(f.uri))
	b.WriteString(", response=" + quote(f.response))
	if f.algorithm != "" {
		b.WriteString(", algorithm=" + f.algorithm)
	}
	if f.qop != "" {
		b.WriteString(", qop=" + f.qop + ", nc=" + f.nc + ", cnonce=" + quote(f.cnonce))
	}
	if f.opaque != "" {
		b.WriteString(", opaque=" + quote(f.opaque))
	}
	if f.userhash {
		b.WriteString(", userhash=true")
	}
	return b.String()
}

// percent encodes all but unreserved characters.
func percent(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}
