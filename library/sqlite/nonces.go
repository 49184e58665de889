package sqlite

import (
	"context"
	"time"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// maxNonces bounds the nonces of all names.
const maxNonces = 1_000_000

// UseNonce implements library.KeyIndex.
func (x *Index) UseNonce(ctx context.Context, name, nonce string, expires, now time.Time, perName int) (isNew bool, err error) {
	err = x.write(ctx, func(t *tx) error {
		isNew, err = t.useNonce(name, nonce, expires, now, perName)
		return err
	})
	return isNew && err == nil, err
}

func (t *tx) useNonce(name, nonce string, expires, now time.Time, perName int) (bool, error) {
	if err := exec(t.Conn, "DELETE FROM nonce WHERE expires <= ?", now); err != nil {
		return false, err
	}
	_, used, err := number(t.Conn, "SELECT 1 FROM nonce WHERE name = ? AND nonce = ?", name, nonce)
	if err != nil || used {
		return false, err
	}
	if err := t.checkNonces(name, perName); err != nil {
		return false, err
	}
	err = exec(t.Conn, "INSERT INTO nonce (name, nonce, expires) VALUES (?, ?, ?)", name, nonce, expires.UnixMicro())
	return true, err
}

// checkNonces refuses more of a name, and more in all.
func (t *tx) checkNonces(name string, perName int) error {
	n, _, err := number(t.Conn, "SELECT count(*) FROM nonce WHERE name = ?", name)
	if err != nil {
		return err
	}
	all, _, err := number(t.Conn, "SELECT items FROM nonces")
	if err != nil {
		return err
	}
	if n >= int64(perName) || all >= maxNonces {
		return library.ErrFull
	}
	return nil
}

// failureAge is how long failures are kept.
const failureAge = 24 * time.Hour

// Failures implements library.KeyIndex. Every call signs in, and nearly none has
// failed before: that is remembered until anybody fails.
func (x *Index) Failures(ctx context.Context, key string, now time.Time, window time.Duration) (n int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	failed := x.failed.Load()
	if _, none := x.blameless.get(failed, key); none {
		return 0, nil
	}
	err = x.readAside(ctx, func(c *sqlite.Conn) error {
		sum, _, err := number(c, "SELECT sum(count) FROM failure WHERE key = ? AND at > ? AND at <= ?", key, now.Add(-window), now)
		if err != nil || sum > 0 {
			n = int(sum)
			return err
		}
		_, any, err := number(c, "SELECT 1 FROM failure WHERE key = ? LIMIT 1", key)
		if err == nil && !any && !x.writer.readOnly {
			x.blameless.put(failed, key, struct{}{})
		}
		return err
	})
	return n, err
}

// AddFailure implements library.KeyIndex.
func (x *Index) AddFailure(ctx context.Context, key string, n int, now time.Time) error {
	defer x.failed.Add(1) // whoever has read before this remembers nothing
	return x.write(ctx, func(t *tx) error {
		if n == 0 {
			return exec(t.Conn, "DELETE FROM failure WHERE key = ?", key)
		}
		if err := exec(t.Conn, "DELETE FROM failure WHERE at < ?", now.Add(-failureAge)); err != nil {
			return err
		}
		return exec(t.Conn, "INSERT INTO failure (key, at, count) VALUES (?, ?, ?)", key, now, n)
	})
}
