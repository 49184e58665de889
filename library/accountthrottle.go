package library

import (
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"sync"
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
	fewTries      = 3           // an hour, from an address to an account under attack
	tryLife       = time.Minute // after which a try that nobody noted is forgotten
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

// refused reports whether too many have failed, tries under way included.
func (a *Accounts) refused(ctx context.Context, key doorKey, now time.Time, others doorCount) (bool, error) {
	limits := a.o.Limits
	attacked, err := a.failed(ctx, key.account, now, throttleHour, 0, limits.Account)
	if err != nil {
		return false, err
	}
	if attacked {
		limits.Pair = min(limits.Pair, fewTries)
	}
	for _, check := range []struct {
		key         string
		window      time.Duration
		others, max int
	}{
		{key.pair, throttleHour, others.pair, limits.Pair},
		{key.pair, throttleBurst, others.pair, limits.Burst},
		{key.address, throttleHour, others.address, limits.Address},
	} {
		if full, err := a.failed(ctx, check.key, now, check.window, check.others, check.max); err != nil || full {
			return full, err
		}
	}
	return false, nil
}

// failed reports whether key has had most failures in the window.
func (a *Accounts) failed(ctx context.Context, key string, now time.Time, window time.Duration, others, most int) (bool, error) {
	n, err := a.index.Failures(ctx, key, now, window)
	if err != nil {
		return false, fmt.Errorf("library: failed sign-ins: %w", err)
	}
	return n+others >= most, nil
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
	n, err := a.index.Failures(ctx, pair, now, throttleHour)
	if err == nil && n > 0 {
		err = a.index.AddFailure(ctx, pair, 0, now)
	}
	if err != nil {
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

// tries are the sign-ins under way, which count as failed until they have ended.
type tries struct {
	mu    sync.Mutex
	begun map[string][]time.Time
}

// A doorCount is how many others are under way.
type doorCount struct{ pair, address int }

// begin adds a try and returns how many others there are.
func (t *tries) begin(key doorKey, now time.Time) doorCount {
	t.mu.Lock()
	defer t.mu.Unlock()
	return doorCount{pair: t.add(key.pair, now), address: t.add(key.address, now)}
}

func (t *tries) add(key string, now time.Time) (others int) {
	if t.begun == nil {
		t.begun = make(map[string][]time.Time)
	}
	live := t.begun[key]
	for len(live) > 0 && now.Sub(live[0]) > tryLife {
		live = live[1:]
	}
	t.begun[key] = append(live, now)
	return len(live)
}

// end removes a try.
func (t *tries) end(key doorKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range []string{key.pair, key.address} {
		switch live := t.begun[k]; len(live) {
		case 0:
		case 1:
			delete(t.begun, k)
		default:
			t.begun[k] = live[1:]
		}
	}
}
