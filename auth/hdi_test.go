package auth_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

func TestChallengeOrder(t *testing.T) {
	h := newHouse(t)
	h.open(auth.Options{Realm: `a "realm"`})
	header := http.Header{}
	h.gate.Challenge(&wire.Call{Secure: true, Header: http.Header{}}, header)
	want := []string{
		`^WSSE realm="a \\"realm\\"", profile="UsernameToken"$`,
		`^Basic realm="a \\"realm\\"", charset="UTF-8"$`,
		`^Digest realm="a \\"realm\\"", qop="auth", algorithm=SHA-256, nonce="[^"]+", opaque="[^"]+", charset=UTF-8$`,
		`^Digest realm="a \\"realm\\"", qop="auth", algorithm=MD5, nonce="[^"]+", opaque="[^"]+", charset=UTF-8$`,
	}
	lines := header.Values("WWW-Authenticate")
	if len(lines) != len(want) {
		t.Fatalf("%d challenges, want %d: %q", len(lines), len(want), lines)
	}
	for i, pattern := range want {
		if !regexp.MustCompile(pattern).MatchString(lines[i]) {
			t.Errorf("challenge %d = %s, want %s", i, lines[i], pattern)
		}
	}
	header = http.Header{}
	h.gate.Challenge(&wire.Call{Header: http.Header{}}, header)
	if got := strings.Join(header.Values("WWW-Authenticate"), "\n"); strings.Contains(got, "Basic") {
		t.Errorf("over plain http the challenge offers Basic:\n%s", got)
	}
}

// nonce returns a nonce of the service.
func (h *house) nonce() string {
	header := http.Header{}
	h.gate.Challenge(&wire.Call{Header: http.Header{}}, header)
	for _, line := range header.Values("WWW-Authenticate") {
		if _, rest, ok := strings.Cut(line, `nonce="`); ok {
			nonce, _, _ := strings.Cut(rest, `"`)
			return nonce
		}
	}
	h.t.Fatal("no nonce in the challenges")
	return ""
}

// A digest is a Digest call as some client writes it.
type digest struct {
	user, password, realm, nonce, uri, nc, cnonce, algorithm, method string
	layout                                                           string
}

// The ways in which clients write the header.
const (
	byRFC7616 = `Digest username="%[1]s", realm="%[2]s", nonce="%[3]s", uri="%[4]s", response="%[5]s", algorithm=%[8]s, qop=auth, nc=%[6]s, cnonce="%[7]s"`
	byWget    = `Digest username="%[1]s", realm="%[2]s", nonce="%[3]s", uri="%[4]s", response="%[5]s", opaque="mediasock", algorithm="%[8]s", qop=auth, nc=%[6]s, cnonce="%[7]s"`
	byRFC2069 = `Digest username="%[1]s", realm="%[2]s", nonce="%[3]s", uri="%[4]s", response="%[5]s"`
)

func (d digest) header() string {
	algorithm := d.algorithm
	if d.layout == byRFC2069 {
		algorithm = "MD5"
	}
	sum := func(parts ...string) string { return auth.UserHash(algorithm, parts[0], strings.Join(parts[1:], ":")) }
	a1, a2 := sum(d.user, d.realm, d.password), sum(d.method, d.uri)
	response := sum(a1, d.nonce, d.nc, d.cnonce, "auth", a2)
	if d.layout == byRFC2069 {
		response = sum(a1, d.nonce, a2)
		return fmt.Sprintf(strings.ReplaceAll(d.layout, "%[5]s", response), d.user, d.realm, d.nonce, d.uri)
	}
	return fmt.Sprintf(d.layout, d.user, d.realm, d.nonce, d.uri, response, d.nc, d.cnonce, d.algorithm)
}

func (h *house) verify(header string) (stale bool, err error) {
	c := h.call(upload)
	c.Header.Set("Authorization", header)
	in := h.arrive(c)
	_, err = h.gate.Verify(h.t.Context(), in)
	answer := http.Header{}
	h.gate.Challenge(in, answer)
	return strings.Contains(strings.Join(answer.Values("WWW-Authenticate"), ""), "stale=true"), err
}

func TestDigestClients_MS200(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	good := func() digest {
		return digest{
			user: "alice", password: app, realm: "mediasock", nonce: h.nonce(), uri: "/mediasock/",
			nc: "00000001", cnonce: "abc", algorithm: "SHA-256", method: "POST", layout: byRFC7616,
		}
	}
	for _, tt := range []struct {
		name  string
		edit  func(*digest)
		want  mediasock.Code
		stale bool
	}{
		{"RFC 7616", func(d *digest) {}, 0, false},
		{"RFC 2617, MD5", func(d *digest) { d.algorithm = "MD5" }, 0, false},
		{"wget quotes the algorithm", func(d *digest) { d.algorithm, d.layout = "MD5", byWget }, 0, false},
		{"RFC 2069", func(d *digest) { d.layout = byRFC2069 }, 0, false},
		{"D-6 a proxy cut the path", func(d *digest) { d.uri = "/photos/mediasock/" }, 0, false},
		{"D-6 absolute", func(d *digest) { d.uri = "https://example.com/mediasock/" }, 0, false},
		{"D-6 another path", func(d *digest) { d.uri = "/other/" }, 1, false},
		{"D-6 another query", func(d *digest) { d.uri = "/mediasock/?a=b" }, 1, false},
		{"wrong password", func(d *digest) { d.password = "wrong" }, 2, false},
		{"unknown user", func(d *digest) { d.user = "nobody" }, 2, false},
		{"another HTTP method", func(d *digest) { d.method = "GET" }, 2, false},
		{"another realm", func(d *digest) { d.realm = "other" }, 1, false},
		{"D-3 nc of 7 digits", func(d *digest) { d.nc = "0000001" }, 1, false},
		{"D-3 nc 0", func(d *digest) { d.nc = "00000000" }, 1, false},
		{"no cnonce", func(d *digest) { d.cnonce = "" }, 1, false},
		{"SHA-512-256 is not offered", func(d *digest) { d.algorithm = "SHA-512-256" }, 1, false},
		{"foreign nonce", func(d *digest) { d.nonce = "MTIz" }, 1, true},
		{"D-5 foreign nonce, wrong password", func(d *digest) { d.nonce, d.password = "MTIz", "wrong" }, 1, true},
	} {
		d := good()
		tt.edit(&d)
		stale, err := h.verify(d.header())
		wantCode(t, tt.name, err, tt.want)
		if stale != tt.stale && tt.want != 0 {
			t.Errorf("%s: stale = %v, want %v", tt.name, stale, tt.stale)
		}
	}
}

func TestDigestNonceLife_D5_D11(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	d := digest{user: "alice", password: app, realm: "mediasock", nonce: h.nonce(), uri: "/mediasock/",
		nc: "00000001", cnonce: "abc", algorithm: "MD5", method: "POST", layout: byRFC7616}
	h.now = h.now.Add(10 * time.Minute)
	if _, err := h.verify(d.header()); err != nil {
		t.Errorf("after ten minutes: %v, want nil", err)
	}
	h.now, d.nc = h.now.Add(time.Second), "00000002"
	stale, err := h.verify(d.header())
	wantCode(t, "after ten minutes and a second", err, mediasock.CodeAuth)
	if !stale {
		t.Error("an expired nonce is not called stale")
	}
	d.nonce = h.nonce()
	h.open(auth.Options{}) // a restart
	if stale, err = h.verify(d.header()); err == nil || !stale {
		t.Errorf("a nonce of before the restart: %v, stale %v, want state 1 and stale", err, stale)
	}
}

func TestDigestReplay_D3(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	d := digest{user: "alice", password: app, realm: "mediasock", nonce: h.nonce(), uri: "/mediasock/",
		cnonce: "abc", algorithm: "SHA-256", method: "POST", layout: byRFC7616}
	for _, tt := range []struct {
		nc   int
		want mediasock.Code
	}{
		{1, 0}, {1, 1}, {3, 0}, {2, 0}, {2, 1}, {3, 1}, {70, 0}, {7, 0}, {6, 1}, {7, 1}, {69, 0}, {1000, 0}, {70, 1}, {937, 0}, {936, 1},
	} {
		d.nc = fmt.Sprintf("%08x", tt.nc)
		stale, err := h.verify(d.header())
		wantCode(t, fmt.Sprintf("nc %d", tt.nc), err, tt.want)
		if stale != (tt.want != 0) && tt.want != 0 {
			t.Errorf("nc %d: a used count is not called stale, so that users would be asked", tt.nc)
		}
	}
	d.layout, d.nonce = byRFC2069, h.nonce()
	for i, want := range []mediasock.Code{0, 1} {
		_, err := h.verify(d.header())
		wantCode(t, fmt.Sprintf("RFC 2069, call %d with a nonce", i+1), err, want)
	}
}

func TestDigestClientGoesOnWhenStale_D5(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	s := h.choose("auth.hdi", "", "alice", app)
	for i, want := range []int{2, 3, 4} { // the first is sent in vain
		if _, err := h.send(s, h.call(upload)); err != nil || h.sent != want {
			t.Fatalf("call %d: %v after %d sent, want nil after %d", i+1, err, h.sent, want)
		}
	}
	h.now = h.now.Add(time.Hour)
	if _, err := h.send(s, h.call(upload)); err != nil || h.sent != 6 {
		t.Errorf("with a stale nonce: %v after %d sent, want nil after 6", err, h.sent)
	}
	wrong := h.choose("auth.hdi", "", "alice", "wrong")
	h.sent = 0
	_, err := h.send(wrong, h.call(upload))
	wantCode(t, "wrong password", err, mediasock.CodeCredentials)
	if h.sent != 2 {
		t.Errorf("with a wrong password %d calls were sent, want 2", h.sent)
	}
}

func TestDigestClientReadsChallenges_D4_D7(t *testing.T) {
	for _, tt := range []struct {
		name   string
		lines  []string
		want   string // part of the header
		absent string
	}{
		{"first supported", []string{`Digest realm="r", nonce="n1", algorithm=SHA-999, qop="auth"`, `Digest realm="r", nonce="n2", algorithm=SHA-256, qop="auth,auth-int"`, `Digest realm="r", nonce="n3", qop="auth"`},
			`nonce="n2"`, "userhash"},
		{"joined by commas", []string{`Basic realm="a, Digest b", Digest realm="r", nonce="n4", qop="auth", Newauth x=y`}, `nonce="n4"`, ""},
		{"RFC 2069", []string{`Digest realm="r", nonce="n5"`}, `nonce="n5"`, "qop"},
		{"unquoted fields", []string{`Digest realm="r", nonce="n6", algorithm=MD5, qop="auth"`}, `algorithm=MD5, qop=auth, nc=00000001, cnonce="`, `nc="`},
		{"opaque is echoed", []string{`Digest realm="r", nonce="n7", opaque="o\"p"`}, `opaque="o\"p"`, ""},
		{"userhash", []string{`Digest realm="r", nonce="n8", algorithm=SHA-512-256, qop="auth", charset=UTF-8, userhash=true`}, `userhash=true`, "lice"},
		{"not ASCII", []string{`Digest realm="r", nonce="n9", qop="auth", charset=UTF-8`}, `username*=UTF-8''%C3%84lice`, ""},
		{"auth-int alone", []string{`Digest realm="r", nonce="n10", qop="auth-int"`}, "", "Digest"},
		{"not Digest", []string{`Basic realm="r"`, "Negotiate"}, "", "Digest"},
		{"no nonce", []string{`Digest realm="r"`}, "", "Digest"},
		{"unclosed", []string{`Digest realm="r, nonce="n"`}, "", "Digest"},
	} {
		s := auth.HDI(auth.Options{}).Signer(mediasock.Credentials{Username: "Älice", Password: "x"})
		resp := answered(401)
		resp.Header["Www-Authenticate"] = tt.lines
		again, err := s.Learn(resp, nil)
		if err != nil || again != (tt.want != "") {
			t.Errorf("%s: Learn = %v, %v, want %v, nil", tt.name, again, err, tt.want != "")
		}
		c := &wire.Call{HTTPMethod: "POST", URL: &url.URL{Path: "/x"}, Header: http.Header{}}
		sign(t, s, c)
		got := c.Header.Get("Authorization")
		if !strings.Contains(got, tt.want) || tt.absent != "" && strings.Contains(got, tt.absent) {
			t.Errorf("%s: Authorization = %s, want it to contain %q, not %q", tt.name, got, tt.want, tt.absent)
		}
	}
}

func TestDigestClientTakesNextNonce_D8(t *testing.T) {
	s := auth.HDI(auth.Options{}).Signer(mediasock.Credentials{Username: "a", Password: "x"})
	resp := answered(401)
	resp.Header.Set("WWW-Authenticate", `Digest realm="r", nonce="one", qop="auth"`)
	if _, err := s.Learn(resp, nil); err != nil {
		t.Fatal(err)
	}
	resp = answered(200)
	resp.Header.Set("Authentication-Info", `nextnonce="two", qop=auth`)
	if again, err := s.Learn(resp, nil); again || err != nil {
		t.Errorf("Learn of Authentication-Info = %v, %v, want false, nil", again, err)
	}
	c := &wire.Call{HTTPMethod: "POST", URL: &url.URL{Path: "/x"}, Header: http.Header{}}
	sign(t, s, c)
	if got := c.Header.Get("Authorization"); !strings.Contains(got, `nonce="two"`) || !strings.Contains(got, "nc=00000001") {
		t.Errorf("Authorization = %s, want nonce two, count 1", got)
	}
}
