package mem

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/mediasock/mediasock/library"
)

// maxNonces is how many nonces are kept of all names.
const maxNonces = 1_000_000

type nonce struct{ name, value string }

// UseNonce implements library.KeyIndex.
func (x *Index) UseNonce(ctx context.Context, name, value string, expires, now time.Time, perName int) (fresh bool, err error) {
	err = x.write(ctx, func() error {
		n := nonce{name, value}
		if until, used := x.nonces[n]; used && now.Before(until) {
			return nil
		}
		maps.DeleteFunc(x.nonces, func(_ nonce, until time.Time) bool { return !now.Before(until) })
		if len(x.nonces) >= maxNonces || x.countNonces(name) >= perName {
			return library.ErrFull
		}
		x.nonces[n], fresh = expires, true
		return nil
	})
	return fresh, err
}

func (x *Index) countNonces(name string) (n int) {
	for used := range x.nonces {
		if used.name == name {
			n++
		}
	}
	return n
}

// maxFailureAge is how long failures are remembered.
const maxFailureAge = 24 * time.Hour

// Failures implements library.KeyIndex.
func (x *Index) Failures(ctx context.Context, key string, now time.Time, window time.Duration) (n int, err error) {
	err = x.read(ctx, func() error {
		for _, at := range x.failures[key] {
			if at.After(now.Add(-window)) && !at.After(now) {
				n++
			}
		}
		return nil
	})
	return n, err
}

// AddFailure implements library.KeyIndex.
func (x *Index) AddFailure(ctx context.Context, key string, n int, now time.Time) error {
	return x.write(ctx, func() error {
		if n == 0 {
			delete(x.failures, key)
			return nil
		}
		kept := slices.DeleteFunc(x.failures[key], func(at time.Time) bool { return at.Before(now.Add(-maxFailureAge)) })
		x.failures[key] = append(kept, slices.Repeat([]time.Time{now}, n)...)
		return nil
	})
}
