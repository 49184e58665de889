package auth_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// setCookie returns the only cookie that the last answer sets.
func (h *house) setCookie() *http.Cookie {
	h.t.Helper()
	cookies := h.answer.Cookies()
	if len(cookies) != 1 {
		h.t.Fatalf("the answer sets %d cookies, want 1: %v", len(cookies), h.answer.Header)
	}
	return cookies[0]
}

func TestCookie_MS193_MS195_A72(t *testing.T) {
	for _, tt := range []struct {
		name             string
		secure, loopback bool
		cookie           string
		flag             bool
	}{
		{"https", true, false, "__Host-mediasock", true},
		{"this machine", true, true, "mediasock", false},
		{"http, insisted", false, false, "mediasock", false},
	} {
		h := newHouse(t)
		h.open(auth.Options{InsecureHTTP: true})
		app := h.user("alice", mediasock.ScopeRead)
		c := h.call(handshake)
		sign(t, h.choose("auth.hsc", "", "alice", app), c)
		in := h.arrive(c)
		in.Secure, in.Loopback = tt.secure, tt.loopback
		if _, _, err := h.serve(in); err != nil {
			t.Fatalf("%s: handshake = %v", tt.name, err)
		}
		k := h.setCookie()
		if k.Name != tt.cookie || k.Secure != tt.flag || !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" {
			t.Errorf("%s: Set-Cookie %v, want %s, Secure %v, HttpOnly, SameSite=Lax, Path=/", tt.name, k, tt.cookie, tt.flag)
		}
		if len(k.Value) < 43 {
			t.Errorf("%s: cookie %q has less than 256 bits", tt.name, k.Value)
		}
	}
}

func TestCookieOfAnotherChannelIsIgnored(t *testing.T) {
	h := newHouse(t)
	h.user("alice", mediasock.ScopeRead)
	s := h.choose("auth.hsc", "", "alice", accountPassword)
	if _, err := h.send(s, h.call(handshake)); err != nil {
		t.Fatal(err)
	}
	value := h.setCookie().Value
	for _, tt := range []struct {
		name, cookie string
		want         bool
	}{
		{"as it was set", "__Host-mediasock=" + value, true},
		{"planted over http", "mediasock=" + value, false},
		{"two that differ", "__Host-mediasock=" + value + "; __Host-mediasock=x", false},
		{"twice the same", "a=b; __Host-mediasock=" + value + "; __Host-mediasock=" + value, true},
		{"endless", "x=" + strings.Repeat("y", 20_000) + "; __Host-mediasock=" + value, false},
		{"malformed neighbour", "bad cookie; __Host-mediasock=" + value, true},
	} {
		c := h.call(upload)
		c.Header.Set("Cookie", tt.cookie)
		u, err := h.gate.Verify(t.Context(), h.arrive(c))
		if (u != nil) != tt.want {
			t.Errorf("%s: Verify = %v, %v, want a user %v", tt.name, u, err, tt.want)
		}
	}
}

func TestCookieIsNewAtSignIn_MS196_XS2(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	s := h.choose("auth.hsc", "", "alice", app)
	var before string
	for range 2 {
		if _, err := h.send(s, h.call(handshake)); err != nil {
			t.Fatal(err)
		}
		k := h.setCookie()
		if k.Value == before {
			t.Errorf("the second sign-in keeps the session id: fixation")
		}
		if before != "" {
			c := h.call(upload)
			c.Header.Set("Cookie", "__Host-mediasock="+before)
			_, err := h.gate.Verify(t.Context(), h.arrive(c))
			wantCode(t, "the cookie of the first sign-in", err, mediasock.CodeAuth)
		}
		before = k.Value
	}
}

func TestCookieLife_MS205(t *testing.T) {
	h := newHouse(t)
	h.open(auth.Options{Cookie: mediasock.Expiry{Idle: time.Minute, After: 2 * time.Hour}})
	app := h.user("alice", mediasock.ScopeRead)
	s := h.choose("auth.hsc", "", "alice", app)
	if _, err := h.send(s, h.call(handshake)); err != nil {
		t.Fatal(err)
	}
	for h.now.Sub(time.Date(2026, 7, 7, 12, 0, 0, 0, time.UTC)) < 105*time.Minute {
		h.now = h.now.Add(15 * time.Minute)
		if _, err := h.send(s, h.call(upload)); err != nil {
			t.Fatalf("15 minutes after the last use: %v, want nil whatever was configured", err)
		}
	}
	h.now = h.now.Add(15 * time.Minute)
	_, err := h.send(s, h.call(upload))
	wantCode(t, "after the absolute limit", err, mediasock.CodeAuth)
}

func TestCookieSignout_MS151(t *testing.T) {
	h := newHouse(t)
	app := h.user("alice", mediasock.ScopeRead)
	s := h.choose("auth.hsc", "", "alice", app)
	if _, err := h.send(s, h.call(handshake)); err != nil {
		t.Fatal(err)
	}
	c := h.call(mediasock.MethodSignout)
	if _, err := h.send(s, c); err != nil {
		t.Fatal(err)
	}
	if err := h.gate.Revoke(t.Context(), h.last, h.answer.Header); err != nil {
		t.Fatal(err)
	}
	if k := h.setCookie(); k.MaxAge >= 0 {
		t.Errorf("signout sets %v, want a cookie that is gone", k)
	}
	_, err := h.gate.Verify(t.Context(), h.last)
	wantCode(t, "the cookie after signout", err, mediasock.CodeAuth)
}

func TestGrantOnlyWhatIsWanted_A64(t *testing.T) {
	for _, tt := range []struct {
		name, sock  string
		cookie, key bool
		permanent   bool
		offers      string
	}{
		{"names nothing", "", true, true, false, "default"},
		{"hpo", "auth.hpo", false, false, false, "default"},
		{"hsc", "auth.hsc", true, false, false, "default"},
		{"hst", "auth.hst", false, true, false, "default"},
		{"hsk", "auth.hsk", false, true, true, "default"},
		{"hsk where only hst is offered", "auth.hsk", false, true, false, "hsc,hst"},
		{"hst where only hsk is offered", "auth.hst", false, true, true, "hsc,hsk"},
		{"nothing where hsk comes first", "", false, true, true, "hsk,hst"},
		{"a key where none is offered", "auth.hst", false, false, false, "hpo"},
		{"hsk before hst", "auth.hsk;auth.hst", false, true, true, "default"},
	} {
		h := newHouse(t)
		h.open(auth.Options{}, tt.offers)
		app := h.user("alice", mediasock.ScopeRead)
		c := h.call(handshake)
		c.Params.Set("username", "alice")
		c.Params.Set("password", app)
		c.Params.Set("sock", tt.sock)
		_, offer, err := h.serve(h.arrive(c))
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		cookie := h.answer.Header.Get("Set-Cookie") != ""
		if cookie != tt.cookie || (offer.Key != nil) != tt.key {
			t.Errorf("%s: cookie %v, key %v, want %v, %v", tt.name, cookie, offer.Key, tt.cookie, tt.key)
		}
		if offer.Key != nil && (offer.Key.Expiry.String() == "0") != tt.permanent {
			t.Errorf("%s: expiry %q, want permanent %v (A-60)", tt.name, offer.Key.Expiry, tt.permanent)
		}
	}
}

// No key can do more than what it was granted for (CVE-2026-23896).
func TestKeyKeepsTheScope(t *testing.T) {
	for _, token := range []string{"auth.hsc", "auth.hst", "auth.hsk"} {
		h := newHouse(t)
		app := h.user("alice", mediasock.ScopeRead)
		s := h.choose(token, "", "alice", app)
		var scope mediasock.Scope
		for _, method := range []string{handshake, upload} {
			u, err := h.send(s, h.call(method))
			if err != nil {
				t.Fatalf("%s: %v", token, err)
			}
			scope = u.Scope
		}
		if scope != mediasock.ScopeRead {
			t.Errorf("%s granted by a reading password has scope %v, want read", token, scope)
		}
	}
}

func TestRevokedAppPasswordEndsWhatItGranted(t *testing.T) {
	for _, token := range []string{"auth.hsc", "auth.hst", "auth.hsk"} {
		for _, password := range []string{"app", "account"} {
			h := newHouse(t)
			app := h.user("alice", mediasock.ScopeRead)
			u, err := h.accounts.Lookup(t.Context(), "alice")
			if err != nil {
				t.Fatal(err)
			}
			secret, want := app, mediasock.CodeAuth
			if password == "account" {
				secret, want = accountPassword, mediasock.CodeSuccess
			}
			s := h.choose(token, "", "alice", secret)
			if _, err := h.send(s, h.call(handshake)); err != nil {
				t.Fatalf("%s: %v", token, err)
			}
			list, err := h.accounts.AppPasswords(t.Context(), u.ID)
			if err != nil || len(list) != 1 {
				t.Fatalf("AppPasswords = %v, %v, want one", list, err)
			}
			if err := h.accounts.RevokeAppPassword(t.Context(), u.ID, list[0].ID); err != nil {
				t.Fatal(err)
			}
			_, err = h.send(s, h.call(upload))
			wantCode(t, token+" granted by the "+password+" password after the app password was revoked", err, want)
		}
	}
}

// Otherwise what was granted would outlive the app password that it began with.
func TestGrantedKeysGrantNothing(t *testing.T) {
	for _, token := range []string{"auth.hsc", "auth.hst", "auth.hsk"} {
		h := newHouse(t)
		app := h.user("alice", mediasock.ScopeRead)
		s := h.choose(token, "", "alice", app)
		for _, method := range []string{handshake, upload} {
			if _, err := h.send(s, h.call(method)); err != nil {
				t.Fatalf("%s: %v", token, err)
			}
		}
		for _, wanted := range []string{"auth.hsc", "auth.hst", "auth.hsk"} {
			c := h.call(upload)
			sign(t, s, c)
			if token == "auth.hsk" {
				s = h.choose(token, "", "alice", "")
				s.(auth.KeySigner).SetKey(mediasock.Key{Value: h.signingKey(app)})
				c = h.call(handshake)
				c.Params.Set("sock", wanted)
				sign(t, s, c)
			}
			c.Methods = []string{handshake}
			c.Params.Set("sock", wanted)
			u, offer, err := h.serve(h.arrive(c))
			if err != nil || u == nil {
				t.Fatalf("handshake by %s: %v, want alice", token, err)
			}
			if offer.Key != nil || h.answer.Header.Get("Set-Cookie") != "" {
				t.Errorf("a handshake by %s is granted %s", token, wanted)
			}
		}
	}
}
