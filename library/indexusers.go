package library

import (
	"context"
	"iter"
	"time"

	"github.com/mediasock/mediasock"
)

// User is the row of an account.
type User struct {
	ID       ID
	Name     string // as signed in with; unique after folding
	Title    string // display name
	Password string // argon2id, PHC form; "" if none can be used
	Admin    bool
	Disabled bool
	Quota    int64  // bytes; 0: none
	MD5      []byte // HMAC of md5(name), for ciph.md5
	Crypt    []byte // HMAC of the name's crypt form, for ciph.cry
	Added    time.Time

	ShowDetails bool // others are told of places and cameras, unless an item says otherwise
}

// UserIndex keeps accounts.
type UserIndex interface {
	// AddUser adds u, whose ID and Added it sets where they are not set. A name
	// that is taken, after FoldName, is ErrNameTaken; an ID that was ever used
	// ErrIDTaken.
	AddUser(ctx context.Context, u *User) error
	// User finds an account by its ID, or else Name (after FoldName), or else
	// MD5, or else Crypt, the first of these that is set in u; ErrUnknownUser.
	User(ctx context.Context, u User) (*User, error)
	// UpdateUser works as UpdateMedia. A new name may be ErrNameTaken.
	UpdateUser(ctx context.Context, id ID, change func(*User) error) (*User, error)
	// DeleteUser removes the account, its keys and app passwords. While it owns
	// items or albums, in the trash too, it is ErrNotEmpty.
	DeleteUser(ctx context.Context, id ID) error
	// Users yields every account, by name.
	Users(ctx context.Context) iter.Seq2[*User, error]
}

// A Key is an app password, a web session, a token, a signing key.
type Key struct {
	ID       ID
	User     ID
	Kind     string // "app", "cookie", "token", "signing", "link", "setup"
	Label    string
	Scope    mediasock.Scope
	APIKey   string
	Lookup   []byte // HMAC of the value; unique
	MD5      []byte // HMAC of the value's hex MD5, of app passwords
	Sealed   []byte // the value, sealed with the key outside the database; nil where it need not be recovered
	Added    time.Time
	LastUsed time.Time
	Idle     time.Duration // dies so long after LastUsed; 0: no
	Expires  time.Time     // zero: never
}

// KeyIndex keeps keys, nonces and counts of failures. A key is live while now is
// before Expires (if set) and before LastUsed, or Added if it was never used,
// and Idle (if set).
type KeyIndex interface {
	// AddKey adds k; it sets ID, and Added if it is zero. A User that is not 0
	// must exist, else ErrUnknownUser. A lookup that is there is ErrNameTaken.
	AddKey(ctx context.Context, k *Key) error
	// Key finds a live key of the kind by its lookup; ErrUnknownKey.
	Key(ctx context.Context, kind string, lookup []byte, now time.Time) (*Key, error)
	// Keys yields the live keys of a kind, oldest first: the user's, or if user
	// is 0 those of apikey, or if that is "" too all.
	Keys(ctx context.Context, kind string, user ID, apikey string, now time.Time) iter.Seq2[*Key, error]
	// TouchKey sets LastUsed. It need not be durable.
	TouchKey(ctx context.Context, id ID, used time.Time) error
	// DeleteKey removes a key; if it is not there, it is no error.
	DeleteKey(ctx context.Context, id ID) error
	// DeleteKeys removes the user's keys of the kinds, without kinds all; a
	// changed password ends all.
	DeleteKeys(ctx context.Context, user ID, kinds ...string) error
	// UseNonce reports whether nonce is new to name and keeps it until expires.
	// It refuses (ErrFull) beyond perName a name and a million in all, after
	// dropping those that have expired at now.
	UseNonce(ctx context.Context, name, nonce string, expires, now time.Time, perName int) (bool, error)
	// Failures returns how many failures key has had in the window that ends
	// now (after now-window, until now).
	Failures(ctx context.Context, key string, now time.Time, window time.Duration) (int, error)
	// AddFailure adds n failures at now, or forgets all of key's if n is 0.
	// Failures of more than a day before now may be forgotten.
	AddFailure(ctx context.Context, key string, n int, now time.Time) error
}
