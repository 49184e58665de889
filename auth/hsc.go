package auth

import (
	"context"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// HSC returns auth.hsc: a handshake with user name and password sets a cookie,
// which the later calls bear (MS-193 to MS-196).
func HSC(o Options) Mechanism {
	return Mechanism{
		Sock:   "auth.hsc",
		Signer: func(c mediasock.Credentials) Signer { return newHSCSigner(c) },
		Verifier: func(u Users) Verifier {
			return &hscVerifier{base{o}, doorman{u, &o}, Cookies{u, o.Cookie}}
		},
	}
}

// An hscSigner has a jar of its own: one an account.
type hscSigner struct {
	credentials mediasock.Credentials
	jar         http.CookieJar
	hide        bool // cookies are not to be seen on the network
}

var _ Signer = (*hscSigner)(nil)

func newHSCSigner(c mediasock.Credentials) *hscSigner {
	jar, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List})
	if err != nil {
		panic(fmt.Sprintf("auth: %v", err)) // never: New fails on nothing
	}
	return &hscSigner{credentials: c, jar: jar}
}

// Sign adds name and password to a handshake, and to every call its cookies.
func (s *hscSigner) Sign(c *wire.Call) error {
	if isHandshake(c) {
		signIn(c, s.credentials)
		addSock(c, "auth.hsc")
	}
	var pairs []string
	for _, k := range s.jar.Cookies(c.URL) {
		pairs = append(pairs, k.Name+"="+k.Value)
	}
	c.Header.Del("Cookie")
	if len(pairs) > 0 {
		if s.hide && !hiddenURL(c.URL) {
			return &RefusalError{Reason: "the session's cookie would travel in clear text to " + c.URL.Host}
		}
		c.Header.Set("Cookie", strings.Join(pairs, "; "))
	}
	return nil
}

func (s *hscSigner) keepHidden() { s.hide = true }

// Learn keeps the cookies of a response.
func (s *hscSigner) Learn(resp *http.Response, _ *mediasock.Handshake) (bool, error) {
	if resp.Request != nil && resp.Request.URL != nil {
		s.jar.SetCookies(resp.Request.URL, resp.Cookies())
	}
	return false, nil
}

type hscVerifier struct {
	base
	doorman
	cookies Cookies
}

var _ Verifier = (*hscVerifier)(nil)

// Verify checks the password of a handshake, whatever cookies come along
// (MS-196), and the cookie of other calls.
func (v *hscVerifier) Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	if _, _, ok := login(c); ok {
		if !isHandshake(c) {
			return nil, nil
		}
		return v.params(ctx, c)
	}
	if conn(c).value(c.Header) != "" && !v.base.o.open(c) {
		return nil, errPlain()
	}
	return v.cookies.User(ctx, c.Header, conn(c))
}

// Grant sets the cookie of a new session.
func (v *hscVerifier) Grant(ctx context.Context, c *wire.Call, u *mediasock.User, _ *mediasock.Handshake, header http.Header) error {
	if _, password := credentialOf(ctx, u); !password || !wants(c, "auth.hsc") || !v.base.o.open(c) {
		return nil
	}
	return v.cookies.Issue(ctx, u, c.Header, header, conn(c))
}

// Revoke ends the session whose cookie c bears.
func (v *hscVerifier) Revoke(ctx context.Context, c *wire.Call, header http.Header) error {
	return v.cookies.Revoke(ctx, c.Header, header, conn(c))
}

func (v *hscVerifier) announce(c *wire.Call) []string { return v.ifOpen(c, "auth.hsc") }

func conn(c *wire.Call) Conn { return Conn{Secure: secure(c), Loopback: c.Loopback} }
