package sqlite

import (
	"context"
	"iter"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// FindMedia implements library.MediaIndex.
func (x *Index) FindMedia(ctx context.Context, owner library.ID, algorithm string, sum []byte) (m *library.Media, err error) {
	condition := sumCondition(algorithm)
	if condition == "" || len(sum) == 0 {
		return nil, mediasock.ErrUnknownItem
	}
	err = x.read(ctx, func(c *sqlite.Conn) error {
		v, err := viewerOf(c, library.Viewer{User: owner})
		if err != nil {
			return err
		}
		row, err := oneMedia(c, selectMedia+" FROM media m WHERE m.owner = ?6 AND "+condition+" AND m.trashed IS NULL LIMIT 1",
			v.args(owner, sum)...)
		if err == nil && row == nil {
			return mediasock.ErrUnknownItem
		}
		if err == nil {
			m = row.Media
		}
		return err
	})
	return m, err
}

func sumCondition(algorithm string) string {
	switch algorithm {
	case "sha256":
		return "m.sha256 = ?7"
	case "sha1":
		return "m.sha1 = ?7"
	case "md5":
		return "m.md5 = ?7"
	}
	return ""
}

// References implements library.MediaIndex.
func (x *Index) References(ctx context.Context, d library.Digest) (int, error) {
	n, err := x.readNumber(ctx, `SELECT (SELECT count(*) FROM media WHERE sha256 = ?1)
		+ (SELECT count(*) FROM older WHERE sha256 = ?1)`, d)
	return int(n), err
}

// Usage implements library.MediaIndex.
func (x *Index) Usage(ctx context.Context, owner library.ID) (int64, error) {
	return x.readNumber(ctx, "SELECT bytes FROM usage WHERE owner = ?", owner)
}

// readNumber returns 0 where there is no row. A number that lacks what is late and
// cannot be written is none: bytes are removed and quotas kept by it.
func (x *Index) readNumber(ctx context.Context, sql string, args ...any) (n int64, err error) {
	if err := x.catchUp(ctx); err != nil {
		return 0, err
	}
	err = x.read(ctx, func(c *sqlite.Conn) (err error) {
		n, _, err = number(c, sql, args...)
		return err
	})
	return n, err
}

// OlderMedia implements library.MediaIndex.
func (x *Index) OlderMedia(ctx context.Context, owner library.ID) iter.Seq2[*library.Older, error] {
	return batches(func() func() ([]*library.Older, error) {
		replaced, id := int64(-1<<63), int64(0)
		return func() (batch []*library.Older, err error) {
			err = x.read(ctx, func(c *sqlite.Conn) error {
				return query(c, `SELECT replaced, id, media, owner, sha256, size, name, type FROM older
					WHERE (replaced, id) > (?1, ?2) AND (?3 = 0 OR owner = ?3) ORDER BY replaced, id LIMIT +?4`,
					func(r *row) error {
						replaced, id = r.ColumnInt64(0), r.ColumnInt64(1)
						batch = append(batch, scanOlder(r))
						return nil
					}, replaced, id, owner, listBatch)
			})
			return batch, err
		}
	})
}

func scanOlder(r *row) *library.Older {
	o := &library.Older{Replaced: r.time()}
	r.column() // the id, by which batches go on
	o.Media, o.Owner = r.id(), r.id()
	copy(o.Digest[:], r.bytes())
	o.Size, o.Name, o.Type = r.int64(), r.text(), r.text()
	return o
}

// DropOlder implements library.MediaIndex.
func (x *Index) DropOlder(ctx context.Context, id library.ID, d library.Digest, before time.Time) (dropped bool, err error) {
	err = x.write(ctx, func(t *tx) error {
		err := exec(t.Conn, "DELETE FROM older WHERE media = ? AND sha256 = ? AND replaced < ?", id, d, micros(before))
		dropped = err == nil && t.Changes() > 0
		return err
	})
	return dropped && err == nil, err
}
