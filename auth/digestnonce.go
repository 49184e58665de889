package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"strconv"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
)

// The limits of digest nonces.
const (
	digestLife  = 10 * time.Minute // D-11
	maxTracked  = 100_000          // nonces whose counts are kept
	maxOwned    = 10_000           // of one account
	countWindow = 64               // how far calls may overtake each other (D-3)
)

// digestNonces makes nonces that carry their time under a signature, so that
// nothing is kept for strangers, and keeps the counts of those that have
// verified a call. The signing key is this process's own: after a restart every
// older nonce is stale, and none can be replayed.
type digestNonces struct {
	o    *Options
	macs sync.Pool // of the secret

	mu    sync.Mutex
	seen  map[string]*counter
	order []string       // nonces of seen, oldest use first
	owned map[string]int // how many of seen an account has
}

// A counter is what is known of a nonce: the highest count, and which of those
// just below it have been used.
type counter struct {
	owner string // id of the account
	high  uint64
	bits  uint64 // bit i: high-i was used
}

func newDigestNonces(o *Options) *digestNonces {
	secret := o.random(sha256.Size)
	return &digestNonces{
		o: o, macs: sync.Pool{New: func() any { return hmac.New(sha256.New, secret) }},
		seen: make(map[string]*counter), owned: make(map[string]int),
	}
}

// make returns a new nonce.
func (n *digestNonces) make() string {
	raw := binary.BigEndian.AppendUint64(nil, uint64(n.o.now().UnixNano()))
	raw = append(raw, n.o.random(8)...)
	return base64.RawURLEncoding.EncodeToString(append(raw, n.sum(raw)...))
}

func (n *digestNonces) sum(raw []byte) []byte {
	mac := n.macs.Get().(hash.Hash)
	defer n.macs.Put(mac)
	mac.Reset()
	mac.Write(raw)
	return mac.Sum(nil)[:16]
}

// stale reports whether a nonce is not, or not any more, one of ours.
func (n *digestNonces) stale(nonce string) bool {
	made, ok := n.made(nonce)
	age := n.o.now().Sub(made)
	return !ok || age < 0 || age > digestLife
}

// made returns when a nonce of ours was made.
func (n *digestNonces) made(nonce string) (time.Time, bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(nonce)
	if err != nil || len(raw) != 32 || !hmac.Equal(raw[16:], n.sum(raw[:16])) {
		return time.Time{}, false
	}
	return time.Unix(0, int64(binary.BigEndian.Uint64(raw))), true
}

// use counts a call of owner's that was verified. A count that was used, or is
// too far behind, is refused; without counts (RFC 2069) a nonce is good for one
// call.
func (n *digestNonces) use(f *digestFields, owner string) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	c, known := n.seen[f.nonce]
	if !known {
		if n.expire(); len(n.seen) >= maxTracked || n.owned[owner] >= maxOwned {
			return &mediasock.Error{Code: mediasock.CodeTemporary, Message: "too many calls in a short time: wait a while"}
		}
		c = &counter{owner: owner}
		n.seen[f.nonce] = c
		n.owned[owner]++
		n.order = append(n.order, f.nonce)
	}
	if c.owner != owner || !c.take(countOf(f)) {
		return errAgain("this call was made before")
	}
	return nil
}

// countOf returns f's nonce count. One without is above all others, so that it
// uses the nonce up.
func countOf(f *digestFields) uint64 {
	if f.qop == "" {
		return 1 << 40
	}
	count, err := strconv.ParseUint(f.nc, 16, 32)
	if err != nil {
		return 0
	}
	return count
}

// used reports whether f's count has been used.
func (n *digestNonces) used(f *digestFields) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	c, known := n.seen[f.nonce]
	return known && !c.free(countOf(f))
}

// expire forgets the nonces that are stale by themselves.
func (n *digestNonces) expire() {
	for len(n.order) > 0 && n.stale(n.order[0]) {
		owner := n.seen[n.order[0]].owner
		if n.owned[owner]--; n.owned[owner] == 0 {
			delete(n.owned, owner)
		}
		delete(n.seen, n.order[0])
		n.order = n.order[1:]
	}
}

func (c *counter) free(count uint64) bool {
	switch {
	case count == 0:
		return false
	case count > c.high:
		return true
	case c.high-count >= countWindow:
		return false
	}
	return c.bits&(1<<(c.high-count)) == 0
}

// take marks count as used and reports whether it was free.
func (c *counter) take(count uint64) bool {
	if !c.free(count) {
		return false
	}
	if count > c.high {
		c.bits <<= min(count-c.high, countWindow)
		c.high = count
	}
	c.bits |= 1 << (c.high - count)
	return true
}
