package library

import (
	"cmp"
	"context"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
)

// AccountIndex is the part of an [Index] that accounts are kept in.
type AccountIndex interface {
	UserIndex
	KeyIndex
}

// Accounts are the users of a library, their passwords and what they have signed
// in with. An account's own password is stored with argon2id; app passwords and
// session keys are random and stored as HMACs. What has to be known in clear
// (for digest, WSSE, signatures) is sealed. The keys of both come from a secret
// that is kept outside the database, see [LoadSecret]. Its methods may be called
// from several goroutines; only one process may use an index.
type Accounts struct {
	index AccountIndex
	keys  accountKeys
	seal  cipher.AEAD
	o     AccountOptions
	slots chan struct{} // argon2id at once
	dummy string        // hash that no password has

	first   sync.Mutex // held while an account is made: only one can be the first
	touched touches
	pending tries
}

var _ auth.Users = (*Accounts)(nil)

// AccountOptions are what Accounts may be told. The zero value works.
type AccountOptions struct {
	Clock  func() time.Time // time.Now unless set
	Rand   io.Reader        // crypto/rand.Reader unless set
	Hash   *argon2id.Params // of account passwords; m=19 MiB, t=2, p=1 unless set
	Hashes int              // passwords hashed at once; one a processor unless set
	Limits SignInLimits
}

// NewAccounts returns the accounts in index. secret has 32 bytes and must be the
// same at every start.
func NewAccounts(index AccountIndex, secret []byte, o AccountOptions) (*Accounts, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Hash == nil {
		o.Hash = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}
	}
	o.Limits = o.Limits.orDefaults()
	a := &Accounts{index: index, o: o, slots: make(chan struct{}, max(1, cmp.Or(o.Hashes, runtime.GOMAXPROCS(0))))}
	var err error
	if a.keys, a.seal, err = deriveKeys(secret); err != nil {
		return nil, err
	}
	if a.dummy, err = a.noPassword(); err != nil {
		return nil, err
	}
	return a, nil
}

// user returns what the rest of the program knows of an account.
func (u *User) as(scope mediasock.Scope) *mediasock.User {
	return &mediasock.User{ID: u.ID.String(), Name: u.Name, Scope: scope}
}

// enabled returns state 8 for an account that is disabled (MS-78).
func (u *User) enabled() error {
	if u.Disabled {
		return &mediasock.Error{Code: mediasock.CodePermanent, Message: "this account is disabled"}
	}
	return nil
}

// find returns the account of a name; nil, nil if there is none.
func (a *Accounts) find(ctx context.Context, name string) (*User, error) {
	if name == "" {
		return nil, nil
	}
	u, err := a.index.User(ctx, User{Name: name})
	if errors.Is(err, ErrUnknownUser) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("library: account: %w", err)
	}
	return u, nil
}

// random fills n bytes.
func (a *Accounts) random(n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(a.o.Rand, b); err != nil {
		return nil, fmt.Errorf("library: random key: %w", err)
	}
	return b, nil
}
