package auth

import (
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/wire"
)

// A keyring keeps the key that a handshake granted and finds out under which
// spelling a service reads it.
type keyring struct {
	mu    sync.Mutex
	key   mediasock.Key
	trust trust
	dash  bool // send sock-key
}

// A trust says what is known of a key.
type trust uint8

const (
	keyFresh   trust = iota // neither accepted nor refused
	keyRefused              // refused under one spelling
	keyProved               // accepted
)

// Key returns the key; false if there is none.
func (k *keyring) Key() (mediasock.Key, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.key, k.key.Value != ""
}

// SetKey sets a key that was kept.
func (k *keyring) SetKey(key mediasock.Key) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.key, k.trust = key, keyFresh
}

// put adds value to c as the session key.
func (k *keyring) put(c *wire.Call, value string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dash {
		c.Params.Add("sock-key", value)
		return
	}
	c.Params.Add(paramKey, value)
}

// learn takes the key of h, or learns from its state how the key was received.
// It reports whether to send the call again under the other spelling. A key that
// is refused under both is dropped.
func (k *keyring) learn(h *mediasock.Handshake) (again bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case h == nil:
	case h.Key != nil && h.Key.Value != "":
		k.key, k.trust = *h.Key, keyFresh
	case k.key.Value == "":
	case h.Stat.Code != mediasock.CodeAuth:
		k.trust = keyProved
	case k.trust == keyFresh:
		k.trust, k.dash = keyRefused, !k.dash
		return true
	default:
		k.drop()
	}
	return false
}

// drop forgets a key that does not hold any more, and the other spelling if that
// did not help.
func (k *keyring) drop() {
	if k.trust == keyRefused {
		k.dash = !k.dash
	}
	k.key, k.trust = mediasock.Key{}, keyFresh
}
