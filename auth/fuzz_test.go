package auth

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mediasock/mediasock/wire"
)

func FuzzWSSE(f *testing.F) {
	f.Add(`UsernameToken Username="u", PasswordDigest="4SIc1K72TgCJu0wD0c0iHNFZfwk=", Nonce="AAEC", Created="2006-07-07T12:00:00Z"`)
	f.Add(`UsernameToken Username="a\"b",Nonce=x==,Created="2005-2-5T17:18:15Z",PasswordDigest="a="`)
	f.Add(`UsernameToken ,,, "="`)
	f.Fuzz(func(t *testing.T, header string) {
		token, ok := parseWSSE(header)
		if !ok {
			return
		}
		token.matches("password")
		again, ok := parseWSSE(token.String())
		if ok != printable(token.username, token.digest, token.nonce, token.created) || ok && *again != *token {
			t.Errorf("parseWSSE(%q) = %+v, %v, want %+v", token.String(), again, ok, token)
		}
	})
}

// printable reports whether the values survive being quoted, and are none too
// long for it.
func printable(values ...string) bool {
	size := 0
	for _, v := range values {
		size += 2 * len(v)
		if strings.ContainsFunc(v, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			return false
		}
	}
	return size < maxHeader-100
}

func FuzzDigest(f *testing.F) {
	f.Add(`username="Mufasa", realm="r", nonce="n", uri="/dir/", response="6629fae4", opaque="o", algorithm="MD5", qop=auth, nc=00000001, cnonce="c"`)
	f.Add(`username*=UTF-8''J%C3%A4s%C3%B8n, realm="r", nonce=n, uri=/, response=x, userhash=true`)
	f.Add(`username="\\\"", realm="", nonce="=", uri=",", response="a,b"`)
	f.Fuzz(func(t *testing.T, credentials string) {
		d, ok := parseDigest(credentials)
		if !ok {
			return
		}
		d.compute("alice", "password", "GET")
		if !printable(d.username, d.realm, d.nonce, d.uri, d.response, d.opaque, d.cnonce) || strings.ContainsAny(d.algorithm, ", \t\"=") {
			return
		}
		again, ok := parseDigest(strings.TrimPrefix(d.String(), "Digest "))
		if !ok || d.qop != "" && *again != *d {
			t.Errorf("parseDigest(%q) = %+v, %v, want %+v", d.String(), again, ok, d)
		}
	})
}

func FuzzChallenge(f *testing.F) {
	f.Add(`Basic realm="a, Digest b", Digest realm="r", nonce="n4", qop="auth, auth-int", algorithm=SHA-256`)
	f.Add(`Digest realm="r", nonce="n", stale=TRUE, userhash=true, charset=UTF-8`)
	f.Add(`Digest`)
	f.Fuzz(func(t *testing.T, line string) {
		if d := findChallenge(http.Header{"Www-Authenticate": {line}}); d != nil && d.nonce == "" {
			t.Errorf("findChallenge(%q) has no nonce", line)
		}
	})
}

func FuzzBasic(f *testing.F) {
	f.Add("QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
	f.Add("w4RsaWNlOjp4")
	f.Fuzz(func(t *testing.T, credentials string) {
		name, _, ok := parseBasic(credentials)
		if ok && strings.Contains(name, ":") {
			t.Errorf("parseBasic(%q): name %q with a colon", credentials, name)
		}
	})
}

func FuzzCookie(f *testing.F) {
	f.Add("__Host-mediasock=abc; mediasock=def")
	f.Add(`a="b;c; __Host-mediasock="x`)
	f.Fuzz(func(t *testing.T, line string) {
		value := cookieOf(http.Header{"Cookie": {line}}, cookieSecure)
		if !strings.Contains(line, value) {
			t.Errorf("cookieOf(%q) = %q, which is not in it", line, value)
		}
	})
}

func FuzzSignature(f *testing.F) {
	f.Add("key", "media.title", "Pier", "media_note", "a\r\nb")
	f.Add("", "", "", "x.nonce", "1.a")
	f.Fuzz(func(t *testing.T, key, name1, value1, name2, value2 string) {
		params := wire.Params{{Name: name1, Value: value1}, {Name: name2, Value: value2}}
		found, err := findKey([]Secret{{Password: key}}, &wire.Call{Params: params}, SignKey(key, params))
		if err != nil || found == nil {
			t.Errorf("findKey does not find what SignKey has signed: %v", err)
		}
	})
}

func FuzzCrypt(f *testing.F) {
	f.Add("al/Pai9bi5nNw", "s3cret")
	f.Add("$6$rounds=1000$a$b", "x")
	f.Add("$1$$", "")
	f.Fuzz(func(t *testing.T, sent, password string) {
		if len(sent) > 200 || len(password) > 100 || strings.Contains(sent, "rounds=") {
			return // what rounds cost is not what is tested
		}
		matchCrypt(sent, password)
	})
}
