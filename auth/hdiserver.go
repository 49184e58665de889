package auth

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// opaque is of no use to us; clients send it back unchanged (D-7), and some want one.
const opaque = "mediasock"

type hdiVerifier struct {
	base
	doorman
	nonces *digestNonces
}

var _ Verifier = (*hdiVerifier)(nil)

func newHDIVerifier(u Users, o Options) *hdiVerifier {
	return &hdiVerifier{base{o}, doorman{u, &o}, newDigestNonces(&o)}
}

// Verify checks the response against each of the user's app passwords.
func (v *hdiVerifier) Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error) {
	credentials, ok := authorization(c.Header, "Digest")
	if !ok {
		return nil, nil
	}
	f, ok := parseDigest(credentials)
	if !ok || !v.known(f) {
		return nil, errAgain("the Digest header does not answer our challenge")
	}
	if c.URL == nil || !sameTarget(f.uri, c.URL) {
		return nil, errAgain("the Digest header is that of another URL")
	}
	return once(ctx, "digest\x00"+c.HTTPMethod+"\x00"+credentials, func() (*mediasock.User, error) {
		if v.nonces.stale(f.nonce) {
			return nil, errAgain("the nonce has expired")
		}
		response := func() (*mediasock.User, error) { return v.response(ctx, c, f) }
		return v.throttled(ctx, c, f.username, response, response)
	})
}

// known reports whether f answers a challenge of ours.
func (v *hdiVerifier) known(f *digestFields) bool {
	switch strings.ToUpper(f.algorithm) {
	case "", "MD5", "MD5-SESS", "SHA-256", "SHA-256-SESS":
	default:
		return false
	}
	return f.realm == v.base.o.realm() && !f.userhash
}

// response checks the response, then the nonce's count.
func (v *hdiVerifier) response(ctx context.Context, c *wire.Call, f *digestFields) (*mediasock.User, error) {
	u, err := v.secret(ctx, f.username, errWrong(c), func(password string) bool {
		want, ok := f.compute(f.username, password, c.HTTPMethod)
		return ok && equal(f.response, want)
	})
	if err != nil {
		return nil, err
	}
	return u, v.nonces.use(f, u.ID)
}

// sameTarget reports whether the uri of a Digest header is the request's target
// (D-6): the same query, and the same path, or one that ends in it, for a proxy
// may have cut its beginning off.
func sameTarget(uri string, target *url.URL) bool {
	if uri == target.RequestURI() {
		return true
	}
	u, err := url.Parse(uri)
	if err != nil {
		return false
	}
	path := target.Path
	if path == "" {
		path = "/"
	}
	return u.RawQuery == target.RawQuery && strings.HasPrefix(path, "/") && strings.HasSuffix(u.Path, path)
}

// Challenge offers SHA-256 and MD5, each in a line of its own, with one nonce.
// It says stale where c's own nonce has expired or is used up, so that a client
// retries by itself (D-5).
func (v *hdiVerifier) Challenge(c *wire.Call, header http.Header) {
	d := digestChallenge{realm: v.base.o.realm(), nonce: v.nonces.make(), opaque: opaque, stale: v.wasStale(c)}
	for _, algorithm := range []string{"SHA-256", "MD5"} {
		d.algorithm = algorithm
		header.Add("WWW-Authenticate", d.String())
	}
}

func (v *hdiVerifier) wasStale(c *wire.Call) bool {
	credentials, ok := authorization(c.Header, "Digest")
	if !ok {
		return false
	}
	f, ok := parseDigest(credentials)
	return ok && v.known(f) && (v.nonces.stale(f.nonce) || v.nonces.used(f))
}

func (v *hdiVerifier) announce(*wire.Call) []string { return []string{"auth.hdi"} }
