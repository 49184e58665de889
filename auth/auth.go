package auth

import (
	"context"
	"net/http"
	"net/netip"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A Mechanism is one way to sign in, with both of its ends. Either may be nil.
type Mechanism struct {
	Sock     string                             // its sock token, such as "auth.hsc"
	Signer   func(mediasock.Credentials) Signer // the client's end, one for each session
	Verifier func(Users) Verifier               // the server's end, one for each handler
}

// A Signer puts what proves the user into a session's calls. Its methods may be
// called from several goroutines.
type Signer interface {
	// Sign adds parameters or headers to c, which is about to be sent (again).
	Sign(c *wire.Call) error
	// Learn reads what a response, whose Request is set, says to the mechanism:
	// cookies, a challenge, the akey of h. Of an answer without a handshake h holds the Stat alone; it
	// is nil where the answer could not be read. It reports whether the call is
	// worth sending again, signed anew. The error is an [*ExternalError] where
	// the user has to sign in elsewhere first.
	Learn(resp *http.Response, h *mediasock.Handshake) (again bool, err error)
}

// A Verifier checks a service's calls. Its methods may be called from several
// goroutines.
type Verifier interface {
	// Verify returns the user who signed c. It returns nil, nil if c bears
	// nothing of this mechanism, and an *mediasock.Error if what it bears is
	// wrong: state 2 for a wrong name or password, 1 for a missing, expired or
	// bad cookie, token or digest, 3 for what is not offered. It may be
	// called before the whole call has been read (the file and what follows it
	// are missing then), and once more at its end, with a context of the same
	// [WithRequest]: what may be used once is used once by the request.
	Verify(ctx context.Context, c *wire.Call) (*mediasock.User, error)
	// Grant gives the user, whom Verify has verified by a password with a
	// context of the same [WithRequest], what later calls are signed with: it
	// sets h.Key, or a cookie in header. It looks at h.Sock for what is offered.
	// Most mechanisms grant nothing.
	Grant(ctx context.Context, c *wire.Call, u *mediasock.User, h *mediasock.Handshake, header http.Header) error
	// Challenge adds the mechanism's WWW-Authenticate lines, where it has any.
	Challenge(c *wire.Call, header http.Header)
	// Revoke ends what Grant gave, as far as c bears it (MS-151).
	Revoke(ctx context.Context, c *wire.Call, header http.Header) error
}

// Users is what the mechanisms ask of the place where accounts are kept.
// Names are user names as signed in with. Unknown names fail as wrong
// passwords do and take as long.
type Users interface {
	Passwords
	Keys
	Nonces
	Throttle
}

// Passwords checks what users know.
type Passwords interface {
	// Account checks the account's own password, which is stored with a slow
	// hash. The error is mediasock.ErrCredentials if it is wrong.
	Account(ctx context.Context, name, password string) (*mediasock.User, error)
	// App checks an app password, in microseconds, and marks it used. The
	// error is mediasock.ErrCredentials if it is wrong. The result's Password
	// may be empty.
	App(ctx context.Context, name, password string) (*Secret, error)
	// Secrets returns the user's app passwords in clear, for mechanisms that
	// compute with them. An unknown name has none.
	Secrets(ctx context.Context, name string) ([]Secret, error)
	// Name returns the user name behind a ciphered one; cipher is a sock token
	// such as "ciph.md5". It returns "" if there is none.
	Name(ctx context.Context, cipher, ciphered string) (string, error)
	// MarkUsed notes that the secret with this ID has verified a call.
	MarkUsed(ctx context.Context, id string) error
}

// A Secret is an app password or a signing key in clear and the user as it
// verifies her.
type Secret struct {
	ID       string // for MarkUsed, and Key.By
	Password string
	User     *mediasock.User
}

// Keys issues and checks what a handshake grants: cookies, session tokens and
// signing keys, at least 128 random bits each, stored hashed.
type Keys interface {
	IssueKey(ctx context.Context, k Key) (value string, err error)
	// Key returns the user of a live key and marks it used. The error is
	// mediasock.ErrAuthRequired if there is none.
	Key(ctx context.Context, kind KeyKind, value string) (*mediasock.User, error)
	// SigningKeys returns signing keys in clear: those of the user name, or if
	// it is "" those issued under apikey, 64 at most.
	SigningKeys(ctx context.Context, name, apikey string) ([]Secret, error)
	RevokeKey(ctx context.Context, kind KeyKind, value string) error
}

// A KeyKind says what a key is for.
type KeyKind string

// The kinds of keys.
const (
	CookieKey  KeyKind = "cookie"  // auth.hsc and the web pages
	TokenKey   KeyKind = "token"   // auth.hst
	SigningKey KeyKind = "signing" // auth.hsk
)

// A Key is what is to be issued.
type Key struct {
	Kind   KeyKind
	User   *mediasock.User
	APIKey string
	By     string           // ID of the app password that it is granted for, and ends with; "" for none
	Expiry mediasock.Expiry // idle time and absolute limit; permanent if zero
}

// Nonces remembers what may be used once only. It survives a restart, is
// bounded, has a quota an account, and refuses when it is full.
type Nonces interface {
	// UseNonce reports whether nonce has not been used by name before; it is
	// remembered until expires.
	UseNonce(ctx context.Context, name, nonce string, expires time.Time) (fresh bool, err error)
}

// ErrThrottled is what Allow returns while too many sign-ins have failed; a
// server answers it with state 6 and the HTTP status 429 (XS-3).
var ErrThrottled error = &mediasock.Error{
	Code:    mediasock.CodeTemporary,
	Message: "too many sign-ins have failed: wait a while",
}

// Throttle slows down guessing.
type Throttle interface {
	// Allow returns ErrThrottled while too many sign-ins as name from peer, or
	// from peer at all, have failed. A try that it allows counts as failed
	// until Note says how it ended, so that tries at once do not slip through.
	Allow(ctx context.Context, name string, peer netip.Addr) error
	// Note counts a sign-in that failed, or forgets those as name from peer
	// after one that did not.
	Note(ctx context.Context, name string, peer netip.Addr, ok bool) error
}
