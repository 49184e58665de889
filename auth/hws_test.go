package auth_test

import (
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// wsse returns an X-WSSE header; literal digests the nonce's text.
func wsse(user, password, nonce string, created string, literal bool) string {
	input := nonce
	if !literal {
		raw, _ := base64.StdEncoding.DecodeString(nonce)
		input = string(raw)
	}
	sum := sha1.Sum([]byte(input + created + password))
	return `UsernameToken Username="` + user + `", PasswordDigest="` + base64.StdEncoding.EncodeToString(sum[:]) +
		`", Nonce="` + nonce + `", Created="` + created + `"`
}

func TestWSSE_MS202_W3_W7(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	at := func(d time.Duration) string { return h.now.Add(d).Format("2006-01-02T15:04:05Z") }
	for _, tt := range []struct {
		name, header string
		want         mediasock.Code
	}{
		{"decoded", wsse("alice", app, "AAEC", at(0), false), 0},
		{"W-7 the same again", wsse("alice", app, "AAEC", at(0), false), 1},
		{"W-7 the same nonce, another time", wsse("alice", app, "AAEC", at(time.Second), false), 1},
		{"literal", wsse("alice", app, "bbbb", at(0), true), 0},
		{"literal, no base64", wsse("alice", app, "d36e3162-829", at(0), true), 0},
		{"the bytes of a literal nonce as base64", wsse("alice", app, base64.StdEncoding.EncodeToString([]byte("bbbb")), at(0), false), 1},
		{"padded", wsse("alice", app, "AAE=", at(0), false), 0},
		{"the same bytes in other base64", wsse("alice", app, "AAF=", at(0), false), 1},
		{"W-7 five minutes old", wsse("alice", app, "cccc", at(-5*time.Minute), false), 0},
		{"W-7 older", wsse("alice", app, "dddd", at(-5*time.Minute-time.Second), false), 1},
		{"W-7 five minutes ahead", wsse("alice", app, "eeee", at(5*time.Minute), false), 0},
		{"W-7 further", wsse("alice", app, "ffff", at(5*time.Minute+time.Second), false), 1},
		{"W-5 sloppy date", wsse("alice", app, "gggg", "2026-7-7T12:00:00Z", false), 0},
		{"W-5 offset and fraction", wsse("alice", app, "hhhh", "2026-07-07T14:00:00.25+02:00", false), 0},
		{"W-6 other order, no spaces", `UsernameToken Created="` + at(0) + `",Nonce="iiii",` + between(wsse("alice", app, "iiii", at(0), false), `PasswordDigest="`, `"`, `PasswordDigest="`, `",Username="alice"`), 0},
		{"wrong password", wsse("alice", "wrong", "jjjj", at(0), false), 2},
		{"unknown user", wsse("nobody", app, "kkkk", at(0), false), 2},
		{"no date", wsse("alice", app, "llll", "", false), 1},
		{"date with something before", wsse("alice", app, "mmmm", "x"+at(0), true), 1},
		{"no nonce", wsse("alice", app, "", at(0), false), 1},
		{"no token", "Something else", 1},
	} {
		c := h.call(upload)
		c.Header.Set("X-WSSE", tt.header)
		_, err := h.gate.Verify(t.Context(), h.arrive(c))
		wantCode(t, tt.name, err, tt.want)
	}
}

// between cuts what is between two marks out of s and puts it between others.
func between(s, from, to, before, after string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return before + s + after
}

func TestWSSEReplayAfterRestart_W7(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	c := h.call(upload)
	c.Header.Set("X-WSSE", wsse("alice", app, "AAEC", h.now.Format(time.RFC3339), false))
	if _, err := h.gate.Verify(t.Context(), h.arrive(c)); err != nil {
		t.Fatal(err)
	}
	h.open(auth.Options{}) // the index stays
	for _, wait := range []time.Duration{0, 4 * time.Minute, time.Minute} {
		h.now = h.now.Add(wait)
		_, err := h.gate.Verify(t.Context(), h.arrive(c))
		wantCode(t, "replay after a restart", err, mediasock.CodeAuth)
	}
}

func TestWSSEClientSwitchesOnce_W3(t *testing.T) {
	s := auth.HWS(auth.Options{}).Signer(mediasock.Credentials{Username: "alice", Password: "pw"})
	literal := func() bool {
		c := (&house{t: t, secure: true}).call(upload)
		sign(t, s, c)
		header := c.Header.Get("X-WSSE")
		if c.Header.Get("Authorization") != `WSSE profile="UsernameToken"` {
			t.Errorf("W-1 Authorization = %q", c.Header.Get("Authorization"))
		}
		nonce, created := between(header, `Nonce="`, `"`, "", ""), between(header, `Created="`, `"`, "", "")
		return header == wsse("alice", "pw", nonce, created, true)
	}
	learn := func(status int) bool {
		again, err := s.Learn(&http.Response{StatusCode: status, Header: http.Header{}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return again
	}
	if literal() {
		t.Error("the first call digests the nonce's text, want its bytes")
	}
	if !learn(403) || !literal() {
		t.Error("after a refusal the call is not sent again with the nonce's text")
	}
	if learn(200) || !literal() {
		t.Error("the reading that was accepted is not remembered")
	}
	if learn(401) || !literal() {
		t.Error("a later refusal switches the reading")
	}
}

func TestBasic_MS201_B1(t *testing.T) {
	h := newHouse(t)
	app := h.user("Älice", mediasock.ScopeRead)
	encode := base64.StdEncoding.EncodeToString
	for _, tt := range []struct {
		name, header string
		want         mediasock.Code
	}{
		{"UTF-8", "Basic " + encode([]byte("Älice:"+app)), 0},
		{"Latin-1, as npm webdav", "Basic " + encode([]byte("\xc4lice:"+app)), 0},
		{"scheme in lower case", "basic " + encode([]byte("älice:"+app)), 0},
		{"without padding", "Basic " + strings.TrimRight(encode([]byte("Älice:"+app)), "="), 0},
		{"wrong", "Basic " + encode([]byte("Älice:wrong")), 2},
		{"empty", "Basic " + encode([]byte(":")), 2},
		{"no colon", "Basic " + encode([]byte("Älice")), 2},
		{"no base64", "Basic !!!", 2},
		{"too long", "Basic " + encode(make([]byte, 10_000)), 3},
	} {
		c := h.call(upload)
		c.Header.Set("Authorization", tt.header)
		_, err := h.gate.Verify(t.Context(), h.arrive(c))
		wantCode(t, tt.name, err, tt.want)
	}
	c := h.call(upload)
	err := auth.HBA(auth.Options{}).Signer(mediasock.Credentials{Username: "a:b"}).Sign(c)
	if err == nil {
		t.Error("a user name with a colon is sent by Basic")
	}
}
