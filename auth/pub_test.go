package auth_test

import (
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

func TestPublic_MS203(t *testing.T) {
	guest := &mediasock.User{ID: "9", Name: "guest"}
	near := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32")}
	for _, tt := range []struct {
		name, peer, header string
		o                  auth.Options
		want               string
		scope              mediasock.Scope
	}{
		{"anybody", "203.0.113.9", "", auth.Options{Public: guest}, "guest", mediasock.ScopeRead},
		{"may upload if told so", "203.0.113.9", "", auth.Options{Public: &mediasock.User{ID: "9", Name: "guest", Scope: mediasock.ScopeUpload}}, "guest", mediasock.ScopeUpload},
		{"a near address", "192.0.2.1", "", auth.Options{Public: guest, PublicFrom: near}, "guest", mediasock.ScopeRead},
		{"mapped to IPv6", "::ffff:192.0.2.1", "", auth.Options{Public: guest, PublicFrom: near}, "guest", mediasock.ScopeRead},
		{"IPv6 with a zone", "2001:db8::1%eth0", "", auth.Options{Public: guest, PublicFrom: near}, "guest", mediasock.ScopeRead},
		{"a far one", "203.0.113.9", "", auth.Options{Public: guest, PublicFrom: near}, "", 0},
		{"a far one that says it is near", "203.0.113.9", "192.0.2.1", auth.Options{Public: guest, PublicFrom: near}, "", 0},
		{"no guest configured", "192.0.2.1", "", auth.Options{}, "", 0},
	} {
		h := newHouse(t)
		h.open(tt.o, "all")
		h.peer = netip.MustParseAddr(tt.peer)
		c := h.call(upload)
		if tt.header != "" {
			c.Header.Set("X-Forwarded-For", tt.header)
		}
		u, err := h.gate.Verify(t.Context(), h.arrive(c))
		name, scope := "", mediasock.ScopeNone
		if u != nil {
			name, scope = u.Name, u.Scope
		}
		if err != nil || name != tt.want || scope != tt.scope {
			t.Errorf("%s: Verify = %v, %v, want %q with scope %v", tt.name, u, err, tt.want, tt.scope)
		}
		if announced := h.gate.Announce(h.last).Has("auth.pub"); announced != (tt.want != "") {
			t.Errorf("%s: announced %v", tt.name, announced)
		}
		c.Params.Set("username", "alice")
		c.Params.Set("password", "wrong")
		_, err = h.gate.Verify(t.Context(), h.arrive(c))
		wantCode(t, tt.name+", with a wrong password", err, mediasock.CodeCredentials)
	}
}

func TestExternal_MS204_A71(t *testing.T) {
	h := newHouse(t)
	page, err := auth.NewExternal("https://example.com/signin?for=client")
	if err != nil {
		t.Fatal(err)
	}
	h.open(auth.Options{External: page}, "exa,hsc")
	s := auth.EXA(auth.Options{}).Signer(mediasock.Credentials{})
	_, err = h.send(s, h.call(handshake))
	var external *auth.ExternalError
	if !errors.As(err, &external) {
		t.Fatalf("handshake = %v, want an ExternalError", err)
	}
	u, err := url.Parse(external.Resource)
	if err != nil || u.Host != "example.com" || u.Path != "/signin" || u.Query().Get("for") != "client" {
		t.Fatalf("resource = %q, want the page", external.Resource)
	}
	state := u.Query().Get("state")
	if err := page.Redeem(t.Context(), h.accounts, state, h.now.Add(9*time.Minute)); err != nil {
		t.Errorf("Redeem = %v, want nil", err)
	}
	other, err := auth.NewExternal("https://example.com/signin")
	if err != nil {
		t.Fatal(err)
	}
	stateOf := func(address string) string {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return u.Query().Get("state")
	}
	for _, tt := range []struct {
		name, state string
		after       time.Duration
	}{
		{"used before", state, 9 * time.Minute},
		{"begun elsewhere", stateOf(other.Begin(h.now)), 0},
		{"too old", stateOf(page.Begin(h.now)), 11 * time.Minute},
		{"empty", "", 0},
		{"no base64", "!!", 0},
	} {
		err := page.Redeem(t.Context(), h.accounts, tt.state, h.now.Add(tt.after))
		wantCode(t, "Redeem of a state that is "+tt.name, err, mediasock.CodeAuth)
	}
	for _, bad := range []string{"", "/signin", "javascript:alert(1)", "ftp://example.com/"} {
		if _, err := auth.NewExternal(bad); err == nil {
			t.Errorf("NewExternal(%q) = nil, want an error", bad)
		}
	}
}

func TestExternalMethods_A71(t *testing.T) {
	offer := &mediasock.Handshake{Stat: mediasock.Stat{Code: mediasock.CodeAuth, Resource: "javascript:alert(1)"}}
	offer.APIs, offer.Sock = mediasock.ParseOffer("flickr.auth.getToken:https://example.com/", "auth.exa;auth.hsc;openid.login", "https://example.com/")
	_, err := auth.EXA(auth.Options{}).Signer(mediasock.Credentials{}).Learn(answered(http.StatusUnauthorized), offer)
	var external *auth.ExternalError
	if !errors.As(err, &external) || external.Resource != "" {
		t.Fatalf("Learn = %v, want an ExternalError without a resource", err)
	}
	if len(external.Methods) != 2 || external.Methods[0] != "openid.login" || external.Methods[1] != "flickr.auth.getToken" {
		t.Errorf("Methods = %q, want those of sock and of apis", external.Methods)
	}
}
