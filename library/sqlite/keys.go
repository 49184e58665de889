package sqlite

import (
	"context"
	"iter"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

const selectKey = "SELECT id, user, kind, label, scope, apikey, lookup, md5, sealed, added, last_used, idle, expires FROM credential "

// liveKey has now as ?1.
const liveKey = " AND (expires IS NULL OR expires > ?1) AND (idle = 0 OR coalesce(last_used, added) + idle > ?1)"

func scanKey(r *row) *library.Key {
	return &library.Key{
		ID: r.id(), User: r.id(), Kind: r.text(), Label: r.text(), Scope: mediasock.Scope(r.int64()), APIKey: r.text(),
		Lookup: r.bytes(), MD5: r.bytes(), Sealed: r.bytes(), Added: r.time(), LastUsed: r.time(),
		Idle: time.Duration(r.int64()) * time.Microsecond, Expires: r.time(),
	}
}

// AddKey implements library.KeyIndex.
func (x *Index) AddKey(ctx context.Context, k *library.Key) error {
	added := *k
	err := x.write(ctx, func(t *tx) error {
		if k.User != 0 {
			if err := t.checkUser(k.User); err != nil {
				return err
			}
		}
		added.Added = orElse(k.Added, t.now)
		return t.insertKey(&added)
	})
	if err == nil {
		k.ID, k.Added = added.ID, added.Added
	}
	return err
}

func (t *tx) insertKey(k *library.Key) error {
	_, taken, err := number(t.Conn, "SELECT 1 FROM credential WHERE lookup = ?", k.Lookup)
	if err != nil {
		return err
	}
	if taken {
		return library.ErrNameTaken
	}
	err = exec(t.Conn, `INSERT INTO credential
		(user, kind, label, scope, apikey, lookup, md5, sealed, added, last_used, idle, expires)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		k.User, k.Kind, k.Label, int64(k.Scope), k.APIKey, k.Lookup, k.MD5, k.Sealed,
		k.Added, k.LastUsed, k.Idle.Microseconds(), k.Expires)
	k.ID = library.ID(t.LastInsertRowID())
	return err
}

// Key implements library.KeyIndex.
func (x *Index) Key(ctx context.Context, kind string, lookup []byte, now time.Time) (k *library.Key, err error) {
	err = x.readAside(ctx, func(c *sqlite.Conn) error {
		return query(c, selectKey+"WHERE lookup = ?2 AND kind = ?3"+liveKey,
			func(r *row) error { k = scanKey(r); return nil }, now, lookup, kind)
	})
	if err == nil && k == nil {
		err = library.ErrUnknownKey
	}
	return k, err
}

// Keys implements library.KeyIndex.
func (x *Index) Keys(ctx context.Context, kind string, user library.ID, apikey string, now time.Time) iter.Seq2[*library.Key, error] {
	condition, arg := "WHERE kind = ?2", any(nil)
	switch {
	case user != 0:
		condition, arg = "WHERE user = ?6 AND kind = ?2", user
	case apikey != "":
		condition, arg = "WHERE apikey = ?6 AND kind = ?2", apikey
	}
	sql := selectKey + condition + liveKey + " AND (added, id) > (?3, ?4) ORDER BY added, id LIMIT +?5"
	return batches(func() func() ([]*library.Key, error) {
		added, id := int64(-1<<63), library.ID(0)
		return func() (batch []*library.Key, err error) {
			err = x.readAside(ctx, func(c *sqlite.Conn) error {
				return query(c, sql, func(r *row) error {
					batch = append(batch, scanKey(r))
					return nil
				}, now, kind, added, id, listBatch, arg)
			})
			if n := len(batch); n > 0 {
				added, id = batch[n-1].Added.UnixMicro(), batch[n-1].ID
			}
			return batch, err
		}
	})
}

// TouchKey implements library.KeyIndex.
func (x *Index) TouchKey(ctx context.Context, id library.ID, used time.Time) error {
	return x.write(ctx, func(t *tx) error {
		return exec(t.Conn, "UPDATE credential SET last_used = ?2 WHERE id = ?1", id, used)
	})
}

// DeleteKey implements library.KeyIndex.
func (x *Index) DeleteKey(ctx context.Context, id library.ID) error {
	return x.write(ctx, func(t *tx) error {
		return exec(t.Conn, "DELETE FROM credential WHERE id = ?", id)
	})
}

// DeleteKeys implements library.KeyIndex.
func (x *Index) DeleteKeys(ctx context.Context, user library.ID, kinds ...string) error {
	return x.write(ctx, func(t *tx) error {
		return exec(t.Conn, "DELETE FROM credential WHERE user = ?1 AND (?2 = '[]' OR kind IN (SELECT value FROM json_each(?2)))",
			user, list(kinds))
	})
}
