package librarytest

import (
	"fmt"
	"time"

	"github.com/mediasock/mediasock/library"
)

var throttleTests = []test{
	{"Nonces/are new once", nonceOnce},
	{"Nonces/have a quota a name", nonceQuota},
	{"Failures/in a window", failureWindow},
}

func (k *kit) nonce(name, nonce string, expires, now time.Time, want bool) {
	k.Helper()
	fresh, err := k.x.UseNonce(k.ctx, name, nonce, expires, now, 100)
	k.ok(err)
	equal(k, "UseNonce("+name+", "+nonce+")", fresh, want)
}

func nonceOnce(k *kit) {
	until := day.Add(10 * time.Minute)
	k.nonce("alice", "one", until, day, true)
	k.nonce("alice", "one", until, day, false)
	k.nonce("alice", "two", until, day, true)
	k.nonce("bob", "one", until, day, true)
	k.nonce("alice", "one", until, until.Add(-1), false)
	k.nonce("alice", "one", until.Add(time.Hour), until, true)
	k.nonce("alice", "one", until.Add(time.Hour), until, false)
}

func nonceQuota(k *kit) {
	until := day.Add(time.Minute)
	use := func(name string, i int, now time.Time) error {
		_, err := k.x.UseNonce(k.ctx, name, fmt.Sprint(i), until, now, 5)
		return err
	}
	for i := range 5 {
		k.ok(use("alice", i, day))
	}
	k.fails("UseNonce beyond the quota", use("alice", 5, day), library.ErrFull)
	fresh, err := k.x.UseNonce(k.ctx, "alice", "0", until, day, 5)
	k.ok(err)
	equal(k, "UseNonce of a used one beyond the quota", fresh, false)
	k.ok(use("bob", 5, day))
	k.ok(use("alice", 5, until))
}

func failureWindow(k *kit) {
	count := func(key string, after, window time.Duration, want int) {
		k.Helper()
		n, err := k.x.Failures(k.ctx, key, day.Add(after), window)
		k.ok(err)
		equal(k, fmt.Sprintf("Failures(%q) after %v in %v", key, after, window), n, want)
	}
	for i := range 3 {
		k.ok(k.x.AddFailure(k.ctx, "alice", 1, day.Add(time.Duration(i)*time.Minute)))
	}
	k.ok(k.x.AddFailure(k.ctx, "bob", 4, day))
	count("alice", 2*time.Minute, time.Hour, 3)
	count("alice", 2*time.Minute, 90*time.Second, 2)
	count("alice", 61*time.Minute, time.Hour, 1)
	count("alice", 3*time.Hour, time.Hour, 0)
	count("bob", time.Second, time.Hour, 4)
	count("carol", 0, time.Hour, 0)
	k.ok(k.x.AddFailure(k.ctx, "alice", 0, day.Add(3*time.Minute)))
	count("alice", 3*time.Minute, time.Hour, 0)
	count("bob", 3*time.Minute, time.Hour, 4)
}
