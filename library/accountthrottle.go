package library

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/mediasock/mediasock/auth"
)

// SignInLimits bound failed sign-ins. A zero field has the default that is
// named.
type SignInLimits struct {
	Pair    int // an hour, of one account from one address; 100
	Burst   int // in five minutes, likewise; 20
	Address int // an hour, from one address; 300
	// Account bounds an hour's failures of one account from everywhere; 1000.
	// Beyond it each address still has a few tries, so that nobody can lock the
	// owner out by guessing.
	Account int
	// Nonces an account may have in use; 20,000.
	Nonces int
}

func (l SignInLimits) orDefaults() SignInLimits {
	return SignInLimits{
		Pair: cmp.Or(l.Pair, 100), Burst: cmp.Or(l.Burst, 20), Address: cmp.Or(l.Address, 300),
		Account: cmp.Or(l.Account, 1000), Nonces: cmp.Or(l.Nonces, 20_000),
	}
}

// The windows in which failures count.
const (
	throttleHour  = time.Hour
	throttleBurst = 5 * time.Minute
	fewTries      = 3 // an hour, from an address to an account under attack
)

// A doorKey names what failures are counted of. What is stored is an HMAC: users
// type passwords into name fields.
type doorKey struct{ pair, address, account string }

func (a *Accounts) doorKey(name string, peer netip.Addr) doorKey {
	name, address := FoldName(name), network(peer)
	key := func(parts ...string) string { return hex.EncodeToString(mac(a.keys.throttle, parts...)[:16]) }
	return doorKey{key("pair", name, address), key("address", address), key("account", name)}
}

// network returns what counts as one address: of IPv6 the /64 that one customer
// has.
func network(peer netip.Addr) string {
	peer = peer.Unmap().WithZone("")
	if peer.Is6() {
		if prefix, err := peer.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return peer.String()
}

// Allow implements auth.Throttle.
func (a *Accounts) Allow(ctx context.Context, name string, peer netip.Addr) error {
	key, now := a.doorKey(name, peer), a.o.Clock()
	others := a.pending.begin(key, now)
	refused, err := a.refused(ctx, key, now, others)
	if err == nil && refused {
		err = auth.ErrThrottled
	}
	if err != nil {
		a.pending.end(key)
	}
	return err
}

// refused reports whether too many have failed, tries under way included. It
// asks for no more than it needs: every call may sign in.
func (a *Accounts) refused(ctx context.Context, key doorKey, now time.Time, others doorCount) (bool, error) {
	limits := a.o.Limits
	pair, err := a.failures(ctx, key.pair, now, throttleHour)
	if pair += others.pair; err != nil || pair >= limits.Pair {
		return true, err
	}
	if pair >= limits.Burst {
		burst, err := a.failures(ctx, key.pair, now, throttleBurst)
		if err != nil || burst+others.pair >= limits.Burst {
			return true, err
		}
	}
	if pair >= fewTries {
		everywhere, err := a.failures(ctx, key.account, now, throttleHour)
		if err != nil || everywhere >= limits.Account {
			return true, err
		}
	}
	address, err := a.failures(ctx, key.address, now, throttleHour)
	return address+others.address >= limits.Address, err
}

// failures returns how many key has had in the window.
func (a *Accounts) failures(ctx context.Context, key string, now time.Time, window time.Duration) (int, error) {
	n, err := a.index.Failures(ctx, key, now, window)
	if err != nil {
		return 0, fmt.Errorf("library: failed sign-ins: %w", err)
	}
	return n, nil
}

// Note implements auth.Throttle. A failure is written before its try ends, so
// that it counts at every moment.
func (a *Accounts) Note(ctx context.Context, name string, peer netip.Addr, ok bool) error {
	key, now := a.doorKey(name, peer), a.o.Clock()
	defer a.pending.end(key)
	if ok {
		return a.forgive(ctx, key.pair, now)
	}
	for _, counted := range []string{key.pair, key.address, key.account} {
		if err := a.index.AddFailure(ctx, counted, 1, now); err != nil {
			return fmt.Errorf("library: failed sign-ins: %w", err)
		}
	}
	return nil
}

// forgive forgets failures of a pair, and writes only where there are some:
// every call may sign in.
func (a *Accounts) forgive(ctx context.Context, pair string, now time.Time) error {
	n, err := a.failures(ctx, pair, now, throttleHour)
	if err != nil || n == 0 {
		return err
	}
	if err := a.index.AddFailure(ctx, pair, 0, now); err != nil {
		return fmt.Errorf("library: failed sign-ins: %w", err)
	}
	return nil
}

// UseNonce implements auth.Nonces.
func (a *Accounts) UseNonce(ctx context.Context, name, nonce string, expires time.Time) (bool, error) {
	fresh, err := a.index.UseNonce(ctx, FoldName(name), nonce, expires, a.o.Clock(), a.o.Limits.Nonces)
	if errors.Is(err, ErrFull) {
		return false, temporary("too many calls in a short time: wait a while")
	}
	if err != nil {
		return false, fmt.Errorf("library: nonce: %w", err)
	}
	return fresh, nil
}
