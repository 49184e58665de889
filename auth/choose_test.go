package auth_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/wire"
)

func TestChoose_MS189_MS206_A65_A67_A68(t *testing.T) {
	const https, http = "https://example.com/", "http://example.com/"
	for _, tt := range []struct {
		name, endpoint, sock string
		policy               auth.Policy
		want                 string // mechanism, login, cipher; or "" and
		reason               string
	}{
		{"MS-190 nothing listed", https, "", auth.Policy{}, "auth.hpo  ciph.txt", ""},
		{"everything, https", https, "auth.hpo;auth.hsc;auth.hst;auth.hdi;auth.hba;auth.hws;auth.hsk", auth.Policy{}, "auth.hst auth.hpo ciph.txt", ""},
		{"everything, http", http, "auth.hpo;auth.hsc;auth.hst;auth.hdi;auth.hba;auth.hws;auth.hsk", auth.Policy{}, "auth.hdi  ciph.txt", ""},
		{"everything, this machine", "http://127.0.0.1:8080/", "auth.hsc;auth.hdi", auth.Policy{}, "auth.hsc  ciph.txt", ""},
		{"A-65 first listed", https, "auth.hst;auth.hba;auth.hdi", auth.Policy{}, "auth.hst auth.hba ciph.txt", ""},
		{"A-65 none listed", https, "auth.hst", auth.Policy{}, "auth.hst auth.hpo ciph.txt", ""},
		{"A-65 http passes over Basic", http, "auth.hst;auth.hba;auth.hws", auth.Policy{Except: []string{"auth.hws"}}, "", "clear text"},
		{"http, WSSE", http, "auth.hws;auth.hpo", auth.Policy{}, "auth.hws  ciph.txt", ""},
		{"http, a key by WSSE", http, "auth.hst;auth.hws", auth.Policy{Except: []string{"auth.hdi"}}, "auth.hws  ciph.txt", ""},
		{"A-63 http, signed without nonce", http, "auth.hsk;auth.hpo;ciph.md5", auth.Policy{}, "auth.hpo  ciph.md5", ""},
		{"A-63 http, signed with nonce", http, "auth.hsk;auth.hpo;ciph.md5;x-nonce", auth.Policy{}, "auth.hsk auth.hpo ciph.md5", ""},
		{"http, md5 before txt", http, "auth.hpo;ciph.txt;ciph.md5", auth.Policy{}, "auth.hpo  ciph.md5", ""},
		{"https, txt before md5", https, "auth.hpo;ciph.md5;ciph.txt", auth.Policy{}, "auth.hpo  ciph.txt", ""},
		{"A-67 cry alone", http, "auth.hpo;ciph.cry", auth.Policy{}, "auth.hpo  ciph.cry", ""},
		{"A-67 cry not alone", http, "auth.hpo;ciph.cry;ciph.md5", auth.Policy{}, "auth.hpo  ciph.md5", ""},
		{"clear text refused", http, "auth.hpo", auth.Policy{}, "", "clear text"},
		{"Basic refused", http, "auth.hba", auth.Policy{}, "", "clear text"},
		{"clear text allowed", http, "auth.hpo", auth.Policy{ClearText: true}, "auth.hpo  ciph.txt", ""},
		{"A-74 ssl over http", http, "auth.hpo;ciph.ssl", auth.Policy{ClearText: true}, "", "https"},
		{"A-74 ssl and md5 over https", https, "auth.hpo;ciph.ssl;ciph.md5", auth.Policy{}, "auth.hpo  ciph.md5", ""},
		{"unknown cipher", https, "auth.hpo;ciph.xyz", auth.Policy{}, "", "cipher"},
		{"A-8 old names", https, "auth.stk", auth.Policy{}, "auth.hst auth.hpo ciph.txt", ""},
		{"public", http, "auth.pub", auth.Policy{}, "auth.pub  ciph.txt", ""},
		{"external last", https, "auth.exa;auth.hsc", auth.Policy{}, "auth.hsc  ciph.txt", ""},
		{"external alone", https, "auth.exa", auth.Policy{}, "auth.exa  ciph.txt", ""},
		{"unknown mechanism", https, "auth.xyz", auth.Policy{}, "", "auth.xyz"},
		{"failed before", https, "auth.hst;auth.hsc", auth.Policy{Except: []string{"auth.hst"}}, "auth.hsc  ciph.txt", ""},
		{"another endpoint", https, "auth.hpo", auth.Policy{Endpoint: http}, "", "clear text"},
	} {
		offer := &mediasock.Handshake{Endpoint: tt.endpoint, Sock: mediasock.ParseSock(tt.sock)}
		choice, err := auth.Choose(offer, auth.All(), tt.policy)
		if tt.want == "" {
			var refused *auth.RefusalError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), tt.reason) {
				t.Errorf("%s: Choose = %v, %v, want a refusal that says %q", tt.name, choice, err, tt.reason)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: Choose: %v, want %s", tt.name, err, tt.want)
			continue
		}
		if got := choice.Mechanism.Sock + " " + choice.Login.Sock + " " + choice.Cipher.Sock; got != tt.want {
			t.Errorf("%s: Choose = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestSecureEndpoint_A9_MS213(t *testing.T) {
	for _, tt := range []struct{ endpoint, apis, sock, want string }{
		{"http://a.example/mediasock/", "", "", "https://a.example/mediasock/"},
		{"http://a.example:80/x", "", "", "https://a.example/x"},
		{"http://a.example/", "", "ciph.ssl:https://s.example/in", "https://s.example/in"},
		{"http://a.example/", "mediasock.handshake:https://h.example/", "ciph.ssl:https://s.example/in", "https://h.example/"},
		{"http://a.example/", "", "ciph.ssl:ftp://s.example/in", "https://a.example/"},
		{"", "", "", ""},
	} {
		h := &mediasock.Handshake{Endpoint: tt.endpoint}
		h.APIs, h.Sock = mediasock.ParseOffer(tt.apis, tt.sock, tt.endpoint)
		if got := auth.SecureEndpoint(h); got != tt.want {
			t.Errorf("SecureEndpoint(%q, %q, %q) = %q, want %q", tt.endpoint, tt.apis, tt.sock, got, tt.want)
		}
	}
}

// A password chosen for https must not follow an apis URL to http.
func TestSignerKeepsPasswordsOffTheOpenNetwork_XS5(t *testing.T) {
	for _, token := range []string{"auth.hpo", "auth.hsc", "auth.hst", "auth.hba"} {
		offer := &mediasock.Handshake{Endpoint: endpoint, Sock: mediasock.Sock{token}}
		choice, err := auth.Choose(offer, auth.All(), auth.Policy{})
		if err != nil {
			t.Fatal(err)
		}
		s := choice.Signer(mediasock.Credentials{Username: "alice", Password: "s3cret"})
		c := &wire.Call{Methods: []string{handshake}, HTTPMethod: "POST", URL: &url.URL{Scheme: "http", Host: "example.com"}, Header: http.Header{}}
		var refused *auth.RefusalError
		if err := s.Sign(c); !errors.As(err, &refused) {
			t.Errorf("%s: Sign to http = %v, want a refusal", token, err)
		}
		if c.Params.Get("password") != "" || c.Header.Get("Authorization") != "" {
			t.Errorf("%s: the password stays in a call that was refused", token)
		}
	}
}

// Nor may what a sign-in over https has granted.
func TestSignerKeepsGrantedSecretsOffTheOpenNetwork_XS5(t *testing.T) {
	for _, token := range []string{"auth.hsc", "auth.hst"} {
		for _, clear := range []bool{false, true} {
			h := newHouse(t)
			app := h.user("alice", mediasock.ScopeRead)
			choice, err := auth.Choose(&mediasock.Handshake{Endpoint: endpoint, Sock: mediasock.Sock{token}}, auth.All(), auth.Policy{ClearText: clear})
			if err != nil {
				t.Fatal(err)
			}
			s := choice.Signer(mediasock.Credentials{Username: "alice", Password: app})
			if _, err := h.send(s, h.call(handshake)); err != nil {
				t.Fatal(err)
			}
			h.answer.Header.Add("Set-Cookie", "old=1; Path=/") // of a site that does not say Secure
			if _, err := s.Learn(h.answer, nil); err != nil {
				t.Fatal(err)
			}
			h.secure = false
			var refused *auth.RefusalError
			if err := s.Sign(h.call(upload)); errors.As(err, &refused) == clear {
				t.Errorf("%s: Sign to http = %v, want a refusal: %v", token, err, !clear)
			}
		}
	}
}

func TestParse(t *testing.T) {
	names := func(list []auth.Mechanism) string {
		var tokens []string
		for _, m := range list {
			tokens = append(tokens, strings.TrimPrefix(m.Sock, "auth."))
		}
		return strings.Join(tokens, " ")
	}
	const standard = "hsc hst hsk hpo hdi hba hws"
	for _, tt := range []struct{ list, want string }{
		{"", standard}, {"default", standard}, {"all", standard + " pub exa"},
		{"hdi,auth.HSC; hdi", "hdi hsc"}, {"default,pub", standard + " pub"},
	} {
		got, err := auth.Parse(tt.list, auth.Options{})
		if err != nil || names(got) != tt.want {
			t.Errorf("Parse(%q) = %s, %v, want %s", tt.list, names(got), err, tt.want)
		}
	}
	if _, err := auth.Parse("hsc,xyz", auth.Options{}); err == nil {
		t.Error(`Parse("hsc,xyz") = nil, want an error`)
	}
	for _, tt := range []struct{ list, want string }{
		{"", ""}, {"txt", ""}, {"md5,txt", "ciph.md5 ciph.txt"}, {"all", "ciph.txt ciph.md5 ciph.cry ciph.ssl"}, {"ssl", "ciph.ssl"},
	} {
		got, err := auth.ParseCiphers(tt.list)
		if err != nil || strings.Join(got.Tokens(), " ") != tt.want {
			t.Errorf("ParseCiphers(%q).Tokens() = %v, %v, want %q", tt.list, got.Tokens(), err, tt.want)
		}
	}
	if _, err := auth.ParseCiphers("rot13"); err == nil {
		t.Error(`ParseCiphers("rot13") = nil, want an error`)
	}
}
