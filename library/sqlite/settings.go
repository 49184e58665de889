package sqlite

import (
	"context"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

const selectSetting = "SELECT value FROM setting WHERE name = ?"

// Setting implements library.SettingIndex.
func (x *Index) Setting(ctx context.Context, name string) (value string, err error) {
	return recall(ctx, x, &x.settings, name, func(c *sqlite.Conn) (value string, err error) {
		err = query(c, selectSetting, func(r *row) error { value = r.text(); return nil }, name)
		return value, err
	})
}

// SetSetting implements library.SettingIndex.
func (x *Index) SetSetting(ctx context.Context, name, value string, once bool) (now string, err error) {
	sql := "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
	if once {
		sql = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING"
	}
	err = x.write(ctx, func(t *tx) error {
		if err := exec(t.Conn, sql, name, value); err != nil {
			return err
		}
		return query(t.Conn, selectSetting, func(r *row) error { now = r.text(); return nil }, name)
	})
	return now, err
}

// Changed implements library.SettingIndex.
func (x *Index) Changed(ctx context.Context) (n int64, err error) {
	err = x.read(ctx, func(c *sqlite.Conn) error {
		n, err = latestChange(c)
		return err
	})
	return n, err
}

// latestChange asks for the counter, not for the largest number: old rows of the
// audit table may be removed one day.
func latestChange(c *sqlite.Conn) (int64, error) {
	n, _, err := number(c, "SELECT seq FROM sqlite_sequence WHERE name = 'audit'")
	return n, err
}

// checkUser refuses an owner who has no account.
func (t *tx) checkUser(id library.ID) error {
	_, found, err := number(t.Conn, "SELECT 1 FROM user WHERE id = ?", id)
	if err == nil && !found {
		return library.ErrUnknownUser
	}
	return err
}
