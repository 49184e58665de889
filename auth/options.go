package auth

import (
	"cmp"
	"crypto/rand"
	"io"
	"net/netip"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// Options are what the mechanisms of one service or client have in common. The
// zero value works.
type Options struct {
	// Realm stands in Basic, Digest and WSSE challenges. It must not change
	// (D-12); "mediasock" if empty.
	Realm string
	// Ciphers are those in which the server accepts credentials; ciph.txt alone
	// if empty.
	Ciphers Ciphers
	// InsecureHTTP lets secrets come over plain http from other machines.
	InsecureHTTP bool

	// Cookie and Token are how long what a handshake grants lives: at least 15
	// minutes after its last use (MS-205), at most After. By default 12 and 1
	// hours idle, both 30 days at most.
	Cookie, Token mediasock.Expiry

	// Public is whom auth.pub takes strangers for, and PublicFrom the addresses
	// that it takes them from; anywhere if empty.
	Public     *mediasock.User
	PublicFrom []netip.Prefix

	// External is where auth.exa sends users to sign in.
	External *External

	Now  func() time.Time // time.Now if nil
	Rand io.Reader        // crypto/rand if nil
}

// The limits of what is read and kept.
const (
	maxHeader   = 4 << 10 // bytes of an authentication header
	maxName     = 256     // bytes of a user name
	maxPassword = 1 << 10 // bytes of a password
	maxKey      = 512     // bytes of a session key

	cookieIdle = 12 * time.Hour
	tokenIdle  = time.Hour
	absolute   = 30 * 24 * time.Hour
)

func (o *Options) realm() string { return cmp.Or(o.Realm, "mediasock") }

func (o *Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// random returns n random bytes.
func (o *Options) random(n int) []byte {
	b := make([]byte, n)
	if o.Rand == nil {
		rand.Read(b) // never fails
		return b
	}
	if _, err := io.ReadFull(o.Rand, b); err != nil {
		panic("auth: the source of randomness failed: " + err.Error())
	}
	return b
}

// bounded returns e with at least MinIdle and an absolute limit.
func bounded(e mediasock.Expiry, idle time.Duration) mediasock.Expiry {
	return mediasock.Expiry{
		Idle:  max(cmp.Or(e.Idle, idle), mediasock.MinIdle),
		After: cmp.Or(e.After, absolute),
	}
}

// open reports whether secrets may come over c's connection.
func (o *Options) open(c *wire.Call) bool { return secure(c) || o.InsecureHTTP }

// secure reports whether c came by TLS or from this machine.
func secure(c *wire.Call) bool { return c.Secure || c.Loopback }

// errPlain refuses secrets over plain http, and names the ways out.
func errPlain() error {
	return &mediasock.Error{
		Code: mediasock.CodeRenegotiate,
		Message: "passwords are not taken over plain http from another machine: " +
			"use https (--tls-cert, or a proxy named by --trusted-proxy), or start the service with --insecure-http",
	}
}
