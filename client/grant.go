package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// A grant is what a session can go on with in another run: never a password.
type grant struct {
	Origin    string   `json:"origin"` // whose it is
	Mechanism string   `json:"mechanism"`
	Username  string   `json:"username"`
	Key       string   `json:"key,omitempty"`
	Expiry    string   `json:"expiry,omitempty"`
	Cookies   []string `json:"cookies,omitempty"` // as Set-Cookie headers
	APIs      string   `json:"apis"`
	Sock      string   `json:"sock"`
	Serial    string   `json:"serial,omitempty"`
	Endpoint  string   `json:"endpoint"`
}

// ErrNothingGranted is the error of Save for a session whose mechanism signs
// every call with the password itself.
var ErrNothingGranted = errors.New("client: the service granted nothing that can be kept in place of the password")

// Save returns what the service granted: a cookie or a key, for [Site.Restore]
// in another run. It is a secret, as good as a sign-in until it is signed out,
// and holds no password.
func (s *Session) Save() ([]byte, error) {
	offer := s.Offer()
	g := grant{
		Origin: s.site.Origin(), Mechanism: s.Mechanism(), Username: s.creds.Username,
		APIs: offer.APIs.At(offer.Endpoint).String(), Sock: offer.Sock.String(),
		Serial: offer.Stat.Serial, Endpoint: offer.Endpoint,
	}
	if signer, ok := s.by().(auth.KeySigner); ok {
		if key, ok := signer.Key(); ok {
			g.Key, g.Expiry = key.Value, key.Expiry.String()
		}
	}
	if s.Mechanism() == "auth.hsc" {
		g.Cookies = s.keptCookies()
	}
	if g.Key == "" && len(g.Cookies) == 0 {
		return nil, ErrNothingGranted
	}
	return json.Marshal(g)
}

// Restore returns the session that Save kept, without a request. Where c has a
// password the session signs in again when what was granted has expired; without
// one its calls fail with [mediasock.ErrAuthRequired] then. What was granted by
// another origin is refused.
func (s *Site) Restore(_ context.Context, c mediasock.Credentials, saved []byte) (*Session, error) {
	var g grant
	if err := json.Unmarshal(saved, &g); err != nil {
		return nil, fmt.Errorf("client: the kept sign-in cannot be read: %w", err)
	}
	if g.Origin != s.Origin() {
		return nil, &RefusalError{Reason: "the kept sign-in is of " + g.Origin + ", not of " + s.Origin()}
	}
	i := slices.IndexFunc(s.client.Mechanisms, func(m auth.Mechanism) bool { return m.Sock == g.Mechanism && m.Signer != nil })
	if i < 0 {
		return nil, fmt.Errorf("client: the kept sign-in is by %q, which is not known here", g.Mechanism)
	}
	if c.Username == "" {
		c.Username = g.Username
	}
	if c.APIKey == "" {
		c.APIKey = s.client.apiKey()
	}
	session := &Session{site: s, creds: c, offer: g.offer(s.offer), before: s.offer}
	if err := session.choose(); err != nil || session.token != g.Mechanism {
		session.token, session.signer = g.Mechanism, s.client.Mechanisms[i].Signer(c)
	}
	return session, session.resume(g)
}

// offer returns the handshake as it was when the session was saved.
func (g *grant) offer(site *mediasock.Handshake) *mediasock.Handshake {
	o := *site
	o.Endpoint, o.Stat = g.Endpoint, mediasock.Stat{Serial: g.Serial}
	o.APIs, o.Sock = mediasock.ParseOffer(g.APIs, g.Sock, g.Endpoint)
	return &o
}

// resume gives the signer what was granted.
func (s *Session) resume(g grant) error {
	if signer, ok := s.signer.(auth.KeySigner); ok && g.Key != "" {
		expiry, err := mediasock.ParseExpiry(g.Expiry)
		if err != nil {
			return fmt.Errorf("client: the kept sign-in cannot be read: %w", err)
		}
		signer.SetKey(mediasock.Key{Value: g.Key, Expiry: expiry})
		return nil
	}
	resp := &http.Response{Header: http.Header{"Set-Cookie": g.Cookies}, Request: &http.Request{URL: s.site.endpoint}}
	_, err := s.learn(resp, nil)
	return err
}

// noteCookies remembers the cookies that the site's own origin set, for Save.
func (s *Session) noteCookies(resp *http.Response) {
	if s.Mechanism() != "auth.hsc" || resp.Request == nil || originOf(resp.Request.URL) != s.site.Origin() {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range resp.Cookies() {
		s.cookies = slices.DeleteFunc(s.cookies, func(have *http.Cookie) bool { return have.Name == k.Name && have.Path == k.Path })
		if k.MaxAge >= 0 && k.Value != "" {
			s.cookies = append(s.cookies, k)
		}
	}
}

func (s *Session) keptCookies() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []string
	for _, k := range s.cookies {
		if k.Path == "" {
			at := *k
			at.Path = "/"
			k = &at
		}
		lines = append(lines, k.String())
	}
	return lines
}
