package auth_test

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

// token signs alice in and returns the session token.
func (h *house) token(app string) string {
	h.t.Helper()
	s := h.choose("auth.hst", "", "alice", app)
	if _, err := h.send(s, h.call(handshake)); err != nil {
		h.t.Fatal(err)
	}
	key, ok := s.(auth.KeySigner).Key()
	if !ok {
		h.t.Fatal("the handshake granted no token")
	}
	return key.Value
}

func TestTokenSpellings_A1(t *testing.T) {
	h := newHouse(t)
	token := h.token(h.user("alice", mediasock.ScopeRead))
	for _, tt := range []struct {
		name   string
		params wire.Params
		query  bool
		want   mediasock.Code
	}{
		{"sock.key", wire.Params{{Name: "sock.key", Value: token}}, false, 0},
		{"sock-key", wire.Params{{Name: "sock-key", Value: token}}, false, 0},
		{"sock_key", wire.Params{{Name: "SOCK_KEY", Value: token}}, false, 0},
		{"both, equal", wire.Params{{Name: "sock.key", Value: token}, {Name: "sock-key", Value: token}}, false, 0},
		{"both, different", wire.Params{{Name: "sock.key", Value: token}, {Name: "sock-key", Value: "x"}}, false, 1},
		{"different, reversed", wire.Params{{Name: "sock.key", Value: "x"}, {Name: "sock-key", Value: token}}, false, 1},
		{"unknown", wire.Params{{Name: "sock.key", Value: "x" + token}}, false, 1},
		{"in the URL", wire.Params{{Name: "sock.key", Value: token}}, true, 1},
	} {
		c := h.call(upload)
		c.Params = append(c.Params, tt.params...)
		if tt.query {
			c.HTTPMethod = http.MethodGet
		}
		_, err := h.gate.Verify(t.Context(), h.arrive(c))
		wantCode(t, tt.name, err, tt.want)
	}
}

// A token must not outlive its session (CVE-2025-53826).
func TestTokenEnds_MS151(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	u, err := h.accounts.Lookup(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		end  func(c *wire.Call) error
	}{
		{"signout", func(c *wire.Call) error { return h.gate.Revoke(t.Context(), c, http.Header{}) }},
		{"a changed password", func(*wire.Call) error { return h.accounts.SetPassword(t.Context(), u.ID, "another password") }},
		{"61 idle minutes and one of grace", func(*wire.Call) error { h.now = h.now.Add(62 * time.Minute); return nil }},
	} {
		c := h.call(upload)
		c.Params.Add("sock.key", h.token(app))
		if _, err := h.gate.Verify(t.Context(), h.arrive(c)); err != nil {
			t.Fatalf("before %s: %v", tt.name, err)
		}
		if err := tt.end(h.last); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		_, err := h.gate.Verify(t.Context(), h.last)
		wantCode(t, "the token after "+tt.name, err, mediasock.CodeAuth)
	}
}

func TestClientTriesTheOtherSpelling_A1(t *testing.T) {
	for _, token := range []string{"auth.hst", "auth.hsk"} {
		h := newHouse(t)
		s := h.choose(token, "", "alice", "secret").(auth.KeySigner)
		s.SetKey(mediasock.Key{Value: "KEY"})
		learn := func(code mediasock.Code) bool {
			again, err := s.Learn(answered(401), &mediasock.Handshake{Stat: mediasock.Stat{Code: code}})
			if err != nil {
				t.Fatal(err)
			}
			return again
		}
		spelling := func() string {
			c := h.call(upload)
			sign(t, s, c)
			return c.Params[len(c.Params)-1].Name
		}
		if got := spelling(); got != "sock.key" {
			t.Errorf("%s: first call bears %q, want sock.key", token, got)
		}
		if !learn(1) || spelling() != "sock-key" {
			t.Errorf("%s: after state 1 the call is not sent again with sock-key", token)
		}
		if learn(0); spelling() != "sock-key" {
			t.Errorf("%s: the spelling that was accepted is not remembered", token)
		}
		if learn(1) {
			t.Errorf("%s: an expired key is sent again", token)
		}
		if _, ok := s.Key(); ok {
			t.Errorf("%s: an expired key is kept", token)
		}
	}
}

// answered returns a response to a call without credentials.
func answered(status int) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Request: &http.Request{Header: http.Header{}}}
}

// signingKey signs alice in and returns her signing key.
func (h *house) signingKey(app string) string {
	h.t.Helper()
	s := h.choose("auth.hsk", "", "alice", app)
	if _, err := h.send(s, h.call(handshake)); err != nil {
		h.t.Fatal(err)
	}
	key, ok := s.(auth.KeySigner).Key()
	if !ok || !key.Expiry.Permanent() {
		h.t.Fatalf("the handshake granted %v, want a permanent key (MS-197)", key)
	}
	return key.Value
}

func TestSignedCalls_A62_A63(t *testing.T) {
	h := newHouse(t)
	key := h.signingKey(h.user("alice", mediasock.ScopeRead))
	at := func(d time.Duration) string { return fmt.Sprintf("%d.abc", h.now.Add(d).Unix()) }
	for _, tt := range []struct {
		name, username, apikey, nonce string
		secure                        bool
		want                          mediasock.Code
	}{
		{"A-62 by user name", "alice", "", "", true, 0},
		{"A-62 by apikey", "", "demo", "", true, 0},
		{"another user's name", "bob", "demo", "", true, 1},
		{"another apikey", "", "other", "", true, 1},
		{"neither", "", "", "", true, 1},
		{"A-63 http without nonce", "alice", "", "", false, 3},
		{"A-63 http with nonce", "alice", "", at(0), false, 0},
		{"used again", "alice", "", at(0), false, 1},
		{"used again over https", "alice", "", at(0), true, 1},
		{"X-3 600 s old", "alice", "", at(-600 * time.Second), false, 0},
		{"X-3 601 s old", "alice", "", at(-601 * time.Second), false, 1},
		{"X-3 600 s ahead", "alice", "", at(600 * time.Second), false, 0},
		{"X-3 601 s ahead", "alice", "", at(601 * time.Second), false, 1},
		{"X-3 malformed", "alice", "", "now.abc", false, 1},
		{"X-3 without random", "alice", "", fmt.Sprint(h.now.Unix()), false, 1},
	} {
		h.secure = tt.secure
		c := h.call(upload)
		c.Params.Set("apikey", tt.apikey)
		c.Params.Set("media.title", "Pier")
		if tt.username != "" {
			c.Params.Set("username", tt.username)
		}
		if tt.nonce != "" {
			c.Params.Set("x.nonce", tt.nonce)
		}
		c.Params.Set("sock.key", auth.SignKey(key, c.Params))
		_, err := h.gate.Verify(t.Context(), h.arrive(c))
		wantCode(t, tt.name, err, tt.want)
		c.Params.Set("media.title", "Pear")
		if _, err := h.gate.Verify(t.Context(), h.arrive(c)); err == nil {
			t.Errorf("%s: a changed title verifies", tt.name)
		}
	}
}

func TestSignedNonceIsUsedOnceByABatch_X3(t *testing.T) {
	h := newHouse(t)
	key := h.signingKey(h.user("alice", mediasock.ScopeRead))
	c := h.call(upload)
	c.Params.Set("username", "alice")
	c.Params.Set("x.nonce", fmt.Sprintf("%d.abc", h.now.Unix()))
	c.Params.Set("sock.key", auth.SignKey(key, c.Params))
	ctx := auth.WithRequest(t.Context())
	first, second := h.arrive(c), h.arrive(c)
	for range 2 {
		if _, err := h.gate.Verify(ctx, first); err != nil {
			t.Errorf("the same call of one request: %v, want nil", err)
		}
	}
	_, err := h.gate.Verify(ctx, second)
	wantCode(t, "its twin in the batch", err, mediasock.CodeAuth)
}

func TestSignedCallByGET_A48(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	s := h.choose("auth.hsk", "", "alice", app)
	if _, err := h.send(s, h.call(handshake)); err != nil {
		t.Fatal(err)
	}
	c := h.call(mediasock.MethodTaxaList)
	c.HTTPMethod = http.MethodGet
	if _, err := h.send(s, c); err != nil || h.last.HTTPMethod != http.MethodGet {
		t.Errorf("signed GET = %v by %s, want nil by GET", err, h.last.HTTPMethod)
	}
}

func TestSignoutDeletesTheSigningKey_A73(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	s := h.choose("auth.hsk", "", "alice", app)
	for _, method := range []string{handshake, mediasock.MethodSignout} {
		if _, err := h.send(s, h.call(method)); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.gate.Revoke(t.Context(), h.last, http.Header{}); err != nil {
		t.Fatal(err)
	}
	_, err := h.send(s, h.call(upload))
	wantCode(t, "a call signed with the deleted key", err, mediasock.CodeAuth)
}

// Of a file that comes before what signs it, the signature is seen at the end.
func TestSignedFile_A61(t *testing.T) {
	h := newHouse(t)
	key := h.signingKey(h.user("alice", mediasock.ScopeRead))
	ctx := auth.WithRequest(t.Context())
	in := h.arrive(h.call(upload))
	in.Methods = nil // not known yet
	if u, err := h.gate.Verify(ctx, in); u != nil || err != nil {
		t.Errorf("before the file: Verify = %v, %v, want nil, nil", u, err)
	}
	in.Methods, in.Data = []string{upload}, file("\xff\xd8\xff\xd9")
	sum := md5.Sum([]byte(key + "media.data\xff\xd8\xff\xd9" + "media.titlePier"))
	in.Params.Set("media.title", "Pier")
	in.Params.Set("username", "alice")
	in.Params.Set("sock.key", hex.EncodeToString(sum[:]))
	if u, err := h.gate.Verify(ctx, in); err != nil || u.Name != "alice" {
		t.Errorf("after the file: Verify = %v, %v, want alice", u, err)
	}
	in.Data = file("\xff\xd8\xff\xda")
	_, err := h.gate.Verify(ctx, in)
	wantCode(t, "with another file", err, mediasock.CodeAuth)
}

// file is a file in memory.
type file string

func (f file) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(string(f))), nil }
func (f file) Size() int64                  { return int64(len(f)) }
func (f file) Name() string                 { return "a.jpg" }
func (f file) Type() string                 { return "image/jpeg" }
