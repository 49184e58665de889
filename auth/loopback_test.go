package auth_test

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
	"github.com/mediasock/mediasock/wire"
)

// A house is a service without HTTP: real accounts behind a gate.
type house struct {
	t        *testing.T
	accounts *library.Accounts
	index    *mem.Index
	gate     *auth.Gate
	now      time.Time
	secure   bool
	peer     netip.Addr
	sock     mediasock.Sock // of its answers, beside what the gate announces
	last     *wire.Call     // as it arrived
	answer   *http.Response
	sent     int // calls that arrived
}

const (
	accountPassword = "correct horse battery"
	endpoint        = "https://example.com/mediasock/"
)

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{
		t: t, index: mem.NewIndex(), now: time.Date(2026, 7, 7, 12, 0, 0, 0, time.UTC),
		secure: true, peer: netip.MustParseAddr("192.0.2.7"),
	}
	h.index.Now = h.clock
	var err error
	h.accounts, err = library.NewAccounts(h.index, make([]byte, 32), library.AccountOptions{
		Clock: h.clock,
		Hash:  &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.open(auth.Options{Ciphers: auth.AllCiphers()})
	return h
}

func (h *house) clock() time.Time { return h.now }

// open sets the mechanisms, all by default.
func (h *house) open(o auth.Options, tokens ...string) {
	h.t.Helper()
	o.Now = h.clock
	mechanisms := auth.Default(o)
	if len(tokens) > 0 {
		mechanisms = nil
		for _, token := range tokens {
			m, err := auth.Parse(token, o)
			if err != nil {
				h.t.Fatal(err)
			}
			mechanisms = append(mechanisms, m...)
		}
	}
	h.gate = auth.NewGate(h.accounts, mechanisms...)
}

// user adds an account and an app password.
func (h *house) user(name string, scope mediasock.Scope) (app string) {
	h.t.Helper()
	u, err := h.accounts.AddUser(h.t.Context(), name, accountPassword)
	if err != nil {
		h.t.Fatal(err)
	}
	app, err = h.accounts.NewAppPassword(h.t.Context(), u.ID, "test", scope)
	if err != nil {
		h.t.Fatal(err)
	}
	return app
}

// call returns a client's call of the methods.
func (h *house) call(methods ...string) *wire.Call {
	address := endpoint
	if !h.secure {
		address = "http://example.com/mediasock/"
	}
	u, err := url.Parse(address)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &wire.Call{Methods: methods, HTTPMethod: http.MethodPost, URL: u, Header: http.Header{}}
	c.Params.Set("method", mediasock.List(methods).String())
	c.Params.Set("apikey", "demo")
	return c
}

// arrive returns c as a server reads it.
func (h *house) arrive(c *wire.Call) *wire.Call {
	h.sent++
	in := &wire.Call{
		Methods: c.Methods, HTTPMethod: c.HTTPMethod, URL: c.Target(), Header: c.Header.Clone(),
		Params: slices.Clone(c.Params), Data: c.Data, Peer: h.peer, Secure: h.secure,
	}
	if c.HTTPMethod == http.MethodGet {
		in.InQuery = slices.Clone(in.Params)
		in.Params.Del("password")
	}
	h.last = in
	return in
}

// serve answers a call that arrived.
func (h *house) serve(in *wire.Call) (*mediasock.User, *mediasock.Handshake, error) {
	ctx := auth.WithRequest(h.t.Context())
	offer := &mediasock.Handshake{Sock: append(h.gate.Announce(in), h.sock...), Endpoint: in.URL.String()}
	h.answer = &http.Response{StatusCode: 200, Header: http.Header{}, Request: &http.Request{URL: in.URL, Header: in.Header}}
	h.gate.Verify(ctx, in) // before the file, as a server may
	u, err := h.gate.Verify(ctx, in)
	if u == nil && err == nil {
		err = mediasock.ErrAuthRequired
	}
	handshake := slices.Contains(in.Methods, mediasock.MethodHandshake)
	if err == nil && handshake {
		err = h.gate.Grant(ctx, in, u, offer, h.answer.Header)
	}
	offer.Stat = mediasock.StatOf(err)
	if offer.Stat.Code == mediasock.CodeAuth {
		h.gate.Challenge(in, h.answer.Header)
		h.answer.StatusCode = http.StatusUnauthorized
	}
	if !handshake {
		offer = &mediasock.Handshake{Stat: offer.Stat}
	}
	return u, offer, err
}

// send has c signed and served, again while that is worth it.
func (h *house) send(s auth.Signer, c *wire.Call) (*mediasock.User, error) {
	h.t.Helper()
	for try := 1; ; try++ {
		if err := s.Sign(c); err != nil {
			return nil, err
		}
		u, offer, err := h.serve(h.arrive(c))
		again, learnErr := s.Learn(h.answer, offer)
		if learnErr != nil {
			return nil, learnErr
		}
		if !again || try == 4 {
			return u, err
		}
	}
}

// choose returns the client's end of a mechanism and a cipher.
func (h *house) choose(token, cipher, name, password string) auth.Signer {
	h.t.Helper()
	offer := &mediasock.Handshake{Endpoint: h.call().URL.String(), Sock: mediasock.Sock{token, "auth.hpo", "x-nonce"}}
	if cipher != "" {
		offer.Sock = append(offer.Sock, cipher)
	}
	known, err := auth.Parse("all", auth.Options{Now: h.clock})
	if err != nil {
		h.t.Fatal(err)
	}
	choices, err := auth.Rank(offer, known, auth.Policy{ClearText: true})
	if err != nil {
		h.t.Fatal(err)
	}
	i := slices.IndexFunc(choices, func(c *auth.Choice) bool { return c.Mechanism.Sock == token })
	if i < 0 {
		h.t.Fatalf("Rank does not offer %s", token)
	}
	return choices[i].Signer(mediasock.Credentials{Username: name, Password: password, APIKey: "demo"})
}

func wantCode(t *testing.T, what string, err error, want mediasock.Code) {
	t.Helper()
	if got := mediasock.StatOf(err).Code; got != want {
		t.Errorf("%s = %v (state %d), want state %d", what, err, got, want)
	}
}

const (
	handshake = mediasock.MethodHandshake
	upload    = mediasock.MethodMediaAppend
)

// Acceptance list 4: each auth.* with each ciph.* that applies, accept and refuse.
func TestEveryMechanismAndCipher_MS192_MS194_MS198_MS207_MS208(t *testing.T) {
	all := []struct{ name, token string }{
		{"MS-209 none", ""}, {"MS-209 txt", "ciph.txt"}, {"MS-210 md5", "ciph.md5"}, {"MS-211 cry", "ciph.cry"}, {"MS-212 ssl", "ciph.ssl"},
	}
	for _, mechanism := range []struct {
		name, token string
		parameters  bool // MS-207: credentials are parameters, which may be ciphered
	}{
		{"MS-191 hpo", "auth.hpo", true}, {"MS-193 hsc", "auth.hsc", true}, {"MS-199 hst", "auth.hst", true},
		{"MS-197 hsk", "auth.hsk", true}, {"MS-200 hdi", "auth.hdi", false}, {"MS-201 hba", "auth.hba", false},
		{"MS-202 hws", "auth.hws", false},
	} {
		token, ciphers := mechanism.token, all[:1]
		if mechanism.parameters {
			ciphers = all
		}
		for _, ciph := range ciphers {
			cipher := ciph.token
			t.Run(mechanism.name+"/"+ciph.name, func(t *testing.T) {
				h := newHouse(t)
				app := h.user("Älice", mediasock.ScopeUpload)
				s := h.choose(token, cipher, "Älice", app)
				for _, method := range []string{handshake, upload, upload} {
					u, err := h.send(s, h.call(method))
					if err != nil || u.Name != "Älice" || u.Scope != mediasock.ScopeUpload {
						t.Fatalf("%s = %v, %v, want Älice with scope upload", method, u, err)
					}
				}
				if h.last.Params.Get("password") != "" && token != "auth.hpo" {
					t.Errorf("a password travels after the handshake")
				}
				if cipher == "ciph.md5" && h.last.Params.Get("password") == app {
					t.Errorf("the password travels in clear")
				}
				wrong := h.choose(token, cipher, "Älice", app[:len(app)-8]+"xxxxxxxx")
				if cipher == "ciph.cry" {
					wrong = h.choose(token, cipher, "Älice", "xxxx"+app)
				}
				_, err := h.send(wrong, h.call(handshake))
				wantCode(t, "handshake with a wrong password", err, mediasock.CodeCredentials)
				_, err = h.send(h.choose(token, cipher, "nobody", app), h.call(handshake))
				wantCode(t, "handshake of an unknown user", err, mediasock.CodeCredentials)
				_, err = h.send(h.choose(token, cipher, "", ""), h.call(handshake))
				if err == nil {
					t.Errorf("handshake without name and password = nil, want an error")
				}
			})
		}
	}
}

func TestAccountPassword_A69(t *testing.T) {
	for _, token := range []string{"auth.hpo", "auth.hsc", "auth.hst", "auth.hsk", "auth.hba"} {
		t.Run(token, func(t *testing.T) {
			h := newHouse(t)
			h.user("alice", mediasock.ScopeRead)
			s := h.choose(token, "", "alice", accountPassword)
			u, err := h.send(s, h.call(handshake))
			if err != nil || u.Scope != mediasock.ScopeManage {
				t.Fatalf("handshake = %v, %v, want alice with scope manage", u, err)
			}
			_, err = h.send(s, h.call(upload))
			want := mediasock.CodeSuccess
			if token == "auth.hpo" || token == "auth.hba" {
				want = mediasock.CodeCredentials // a slow hash cannot serve every call
			}
			wantCode(t, "upload", err, want)
		})
	}
}

func TestAccountPasswordIsNoSecret_A69(t *testing.T) {
	for _, token := range []string{"auth.hdi", "auth.hws"} {
		h := newHouse(t)
		h.user("alice", mediasock.ScopeRead)
		_, err := h.send(h.choose(token, "", "alice", accountPassword), h.call(handshake))
		wantCode(t, token+" with the account's password", err, mediasock.CodeCredentials)
	}
}

func TestPlainHTTP_A63_A68(t *testing.T) {
	for _, tt := range []struct {
		token string
		want  mediasock.Code
	}{
		{"auth.hpo", mediasock.CodeRenegotiate}, {"auth.hsc", mediasock.CodeRenegotiate},
		{"auth.hst", mediasock.CodeRenegotiate}, {"auth.hba", mediasock.CodeRenegotiate},
		{"auth.hdi", mediasock.CodeSuccess}, {"auth.hws", mediasock.CodeSuccess},
	} {
		h := newHouse(t)
		app := h.user("alice", mediasock.ScopeRead)
		h.secure = false
		_, err := h.send(h.choose(tt.token, "", "alice", app), h.call(handshake))
		wantCode(t, tt.token+" over http", err, tt.want)
		h.open(auth.Options{InsecureHTTP: true})
		_, err = h.send(h.choose(tt.token, "", "alice", app), h.call(handshake))
		wantCode(t, tt.token+" over http with InsecureHTTP", err, mediasock.CodeSuccess)
		h.open(auth.Options{})
		h.last.Loopback = true
		in := h.arrive(h.last)
		in.Loopback = true
		if tt.token == "auth.hpo" || tt.token == "auth.hba" {
			_, err = h.gate.Verify(t.Context(), in)
			wantCode(t, tt.token+" over http from this machine", err, mediasock.CodeSuccess)
		}
	}
}

func TestAnnounce_MS189_MS208(t *testing.T) {
	h := newHouse(t)
	h.open(auth.Options{})
	for _, tt := range []struct {
		secure bool
		want   string
	}{
		{true, "auth.hsc;auth.hst;auth.hsk;x-nonce;auth.hpo;auth.hdi;auth.hba;auth.hws"},
		{false, "auth.hsk;x-nonce;auth.hdi;auth.hws"},
	} {
		if got := h.gate.Announce(&wire.Call{Secure: tt.secure}).String(); got != tt.want {
			t.Errorf("Announce(secure %v) = %q, want %q", tt.secure, got, tt.want)
		}
	}
	h.open(auth.Options{Ciphers: auth.AllCiphers()}, "hpo", "hdi")
	if got, want := h.gate.Announce(&wire.Call{Secure: true}).String(), "auth.hpo;auth.hdi;ciph.txt;ciph.md5;ciph.cry;ciph.ssl"; got != want {
		t.Errorf("Announce with ciphers = %q, want %q", got, want)
	}
	h.open(auth.Options{Ciphers: auth.AllCiphers()}, "hsk", "hdi")
	if got, want := h.gate.Announce(&wire.Call{}).String(), "auth.hsk;x-nonce;auth.hdi"; got != want {
		t.Errorf("Announce over http, where no password is taken = %q, want %q without ciphers", got, want)
	}
}

func TestTwoUsersAreRefused(t *testing.T) {
	h := newHouse(t)
	alice, bob := h.user("alice", mediasock.ScopeRead), h.user("bob", mediasock.ScopeRead)
	c := h.call(upload)
	sign(t, h.choose("auth.hba", "", "alice", alice), c)
	sign(t, h.choose("auth.hpo", "", "bob", bob), c)
	_, err := h.gate.Verify(t.Context(), h.arrive(c))
	wantCode(t, "Basic of alice, parameters of bob", err, mediasock.CodeCredentials)
}

func TestLesserScopeCounts(t *testing.T) {
	h := newHouse(t)
	read := h.user("alice", mediasock.ScopeRead)
	u, err := h.accounts.Lookup(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	manage, err := h.accounts.NewAppPassword(t.Context(), u.ID, "", mediasock.ScopeManage)
	if err != nil {
		t.Fatal(err)
	}
	c := h.call(upload)
	sign(t, h.choose("auth.hba", "", "alice", manage), c)
	sign(t, h.choose("auth.hpo", "", "alice", read), c)
	got, err := h.gate.Verify(t.Context(), h.arrive(c))
	if err != nil || got.Scope != mediasock.ScopeRead {
		t.Errorf("Verify = %v, %v, want scope read", got, err)
	}
}

func sign(t *testing.T, s auth.Signer, c *wire.Call) {
	t.Helper()
	if err := s.Sign(c); err != nil {
		t.Fatal(err)
	}
}

func TestNotOffered_A70(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	h.open(auth.Options{}, "hdi")
	for _, token := range []string{"auth.hpo", "auth.hba", "auth.hws"} {
		_, err := h.send(h.choose(token, "", "alice", app), h.call(handshake))
		wantCode(t, token+" where only hdi is offered", err, mediasock.CodeRenegotiate)
	}
	h.open(auth.Options{}, "hpo")
	_, err := h.send(h.choose("auth.hpo", "ciph.md5", "alice", app), h.call(handshake))
	wantCode(t, "ciph.md5 where it is not offered", err, mediasock.CodeRenegotiate)
}

func TestCredentialsInTheURL_A49_MS119(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	c := h.call(handshake)
	c.Params.Set("username", "alice")
	c.Params.Set("password", app)
	c.HTTPMethod = http.MethodGet
	_, err := h.gate.Verify(t.Context(), h.arrive(c))
	wantCode(t, "password in the query", err, mediasock.CodeAuth)

	c.HTTPMethod = http.MethodPost // and in the body: the query taints it
	in := h.arrive(c)
	in.InQuery = wire.Params{{Name: "password", Value: "x"}}
	if u, err := h.gate.Verify(t.Context(), in); u != nil || err == nil {
		t.Errorf("password in query and body: Verify = %v, %v, want an error", u, err)
	}
}

func TestGuessedMD5_A66(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	c := h.call(upload)
	c.Params.Set("username", auth.HexMD5("alice"))
	c.Params.Set("password", auth.HexMD5(app))
	u, err := h.gate.Verify(t.Context(), h.arrive(c))
	if err != nil || u.Name != "alice" {
		t.Errorf("undeclared md5: Verify = %v, %v, want alice", u, err)
	}
	c.Params.Set("username", auth.HexMD5("mallory"))
	c.Params.Set("password", auth.HexMD5(""))
	_, err = h.gate.Verify(t.Context(), h.arrive(c))
	wantCode(t, "md5 of an unknown user and an empty password", err, mediasock.CodeCredentials)
	h.open(auth.Options{})
	c.Params.Set("username", auth.HexMD5("alice"))
	c.Params.Set("password", auth.HexMD5(app))
	_, err = h.gate.Verify(t.Context(), h.arrive(c))
	wantCode(t, "undeclared md5 where it is off", err, mediasock.CodeCredentials)
}

// Users that do not exist, or have no app password, match nothing: no empty
// password and no stand-in (CVE-2025-27112).
func TestNobodyMatches(t *testing.T) {
	h := newHouse(t)
	if _, err := h.accounts.AddUser(t.Context(), "carol", accountPassword); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ token, cipher string }{
		{"auth.hpo", ""}, {"auth.hpo", "ciph.md5"}, {"auth.hpo", "ciph.cry"},
		{"auth.hba", ""}, {"auth.hdi", ""}, {"auth.hws", ""}, {"auth.hsk", ""},
	} {
		for _, name := range []string{"nobody", "carol"} {
			for _, password := range []string{"", "0000-0000-0000-0000-0000-0000-0000", "null"} {
				s := h.choose(tt.token, tt.cipher, name, password)
				if k, ok := s.(auth.KeySigner); ok {
					k.SetKey(mediasock.Key{Value: password})
				}
				if u, err := h.send(s, h.call(upload)); err == nil {
					t.Errorf("%s %s: %s with password %q signs in as %v", tt.token, tt.cipher, name, password, u)
				}
			}
		}
		h.now = h.now.Add(time.Hour) // the failures are not what is tested
	}
}

func TestRequiredCiphers_MS208_A74(t *testing.T) {
	for _, tt := range []struct {
		accepted, sent string
		want           mediasock.Code
	}{
		{"", "", 0}, {"", "ciph.txt", 0}, {"", "ciph.ssl", 0}, {"", "ciph.md5", 3},
		{"md5", "", 3}, {"md5", "ciph.txt", 3}, {"md5", "ciph.md5", 0}, {"md5", "ciph.ssl;ciph.md5", 0},
		{"ssl", "", 0}, {"ssl,md5", "", 3}, {"ssl,md5", "ciph.md5", 0}, {"txt,md5", "ciph.md5;ciph.txt", 3},
		{"cry", "ciph.md5", 3}, {"cry", "ciph.cry", 0},
	} {
		h := newHouse(t)
		app := h.user("alice", mediasock.ScopeRead)
		ciphers, err := auth.ParseCiphers(tt.accepted)
		if err != nil {
			t.Fatal(err)
		}
		h.open(auth.Options{Ciphers: ciphers})
		c := h.call(upload)
		name, password := "alice", app
		for _, cipher := range auth.AllCiphers() {
			if strings.HasSuffix(tt.sent, cipher.Sock) {
				if name, password, err = cipher.Write("alice", app); err != nil {
					t.Fatal(err)
				}
			}
		}
		c.Params.Set("username", name)
		c.Params.Set("password", password)
		c.Params.Set("sock", tt.sent)
		_, err = h.gate.Verify(t.Context(), h.arrive(c))
		wantCode(t, "sock "+tt.sent+" where "+tt.accepted+" is accepted", err, tt.want)
	}
}

// Too many wrong passwords from an address keep it from guessing on, told before
// any check of what can be guessed. App passwords cannot be: those that are right
// go on, so that nobody in a household can lock the others out.
func TestThrottledBeforeAnyCheck_XS3(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	var err error
	failures := 0
	for range 200 {
		if _, err = h.send(h.choose("auth.hpo", "", "alice", "wrong password"), h.call(upload)); errors.Is(err, auth.ErrThrottled) {
			break
		}
		failures++
	}
	if failures > 100 || !errors.Is(err, auth.ErrThrottled) {
		t.Fatalf("after %d failures: %v, want ErrThrottled by then", failures, err)
	}
	for _, token := range []string{"auth.hpo", "auth.hba", "auth.hdi", "auth.hws"} {
		if u, err := h.send(h.choose(token, "", "alice", app), h.call(upload)); err != nil || u == nil {
			t.Errorf("%s with the right app password while throttled: %v, %v", token, u, err)
		}
		_, err = h.send(h.choose(token, "", "alice", "0000-0000-0000-0000-0000-0000-0000"), h.call(upload))
		wantCode(t, token+" with a wrong one", err, mediasock.CodeTemporary)
	}
	_, err = h.send(h.choose("auth.hpo", "", "alice", accountPassword), h.call(mediasock.MethodHandshake))
	wantCode(t, "the account's own password while throttled", err, mediasock.CodeTemporary)
	h.peer = netip.MustParseAddr("198.51.100.1")
	if _, err = h.send(h.choose("auth.hpo", "", "alice", app), h.call(upload)); err != nil {
		t.Errorf("the owner from another address: %v, want nil", err)
	}
}
