package sqlite

import (
	"context"
	"iter"
	"slices"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

const selectUser = "SELECT id, name, title, password, admin, disabled, quota, md5, crypt, added, details FROM user "

func scanUser(r *row) *library.User {
	return &library.User{
		ID: r.id(), Name: r.text(), Title: r.text(), Password: r.text(), Admin: r.bool(), Disabled: r.bool(),
		Quota: r.int64(), MD5: r.bytes(), Crypt: r.bytes(), Added: r.time(), ShowDetails: r.bool(),
	}
}

// storeUser writes u by a statement with these parameters.
func storeUser(c *sqlite.Conn, sql string, u *library.User) error {
	return exec(c, sql, u.ID, u.Name, library.FoldName(u.Name), u.Title, u.Password, u.Admin, u.Disabled, u.Quota,
		u.MD5, u.Crypt, u.Added, u.ShowDetails)
}

// AddUser implements library.UserIndex.
func (x *Index) AddUser(ctx context.Context, u *library.User) error {
	added := *u
	err := x.write(ctx, func(t *tx) (err error) {
		if err := t.checkName(u.Name, 0); err != nil {
			return err
		}
		if added.ID, err = t.claim(kindUser, u.ID); err != nil {
			return err
		}
		added.Added = orElse(u.Added, t.now)
		return storeUser(t.Conn, `INSERT INTO user (id, name, folded, title, password, admin, disabled, quota, md5, crypt, added, details)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`, &added)
	})
	if err == nil {
		u.ID, u.Added = added.ID, added.Added
	}
	return err
}

// checkName refuses a name that a user other than id has.
func (t *tx) checkName(name string, id library.ID) error {
	_, found, err := number(t.Conn, "SELECT 1 FROM user WHERE folded = ? AND id <> ?", library.FoldName(name), id)
	if err == nil && found {
		return library.ErrNameTaken
	}
	return err
}

// User implements library.UserIndex.
func (x *Index) User(ctx context.Context, u library.User) (found *library.User, err error) {
	if u.ID != 0 {
		return x.userByID(ctx, u.ID)
	}
	err = x.readAside(ctx, func(c *sqlite.Conn) error {
		found, err = oneUser(c, u)
		return err
	})
	return found, err
}

// userByID is User for the key that names of authors and sessions are looked up
// by. The row is the caller's.
func (x *Index) userByID(ctx context.Context, id library.ID) (*library.User, error) {
	found, err := recall(ctx, x, &x.users, id, func(c *sqlite.Conn) (*library.User, error) {
		return oneUser(c, library.User{ID: id})
	})
	if err != nil {
		return nil, err
	}
	u := *found
	u.MD5, u.Crypt = slices.Clone(u.MD5), slices.Clone(u.Crypt)
	return &u, nil
}

func oneUser(c *sqlite.Conn, u library.User) (found *library.User, err error) {
	condition, arg := "WHERE crypt = ? LIMIT 1", any(u.Crypt)
	switch {
	case u.ID != 0:
		condition, arg = "WHERE id = ?", u.ID
	case u.Name != "":
		condition, arg = "WHERE folded = ?", library.FoldName(u.Name)
	case len(u.MD5) > 0:
		condition, arg = "WHERE md5 = ? LIMIT 1", u.MD5
	case len(u.Crypt) == 0:
		return nil, library.ErrUnknownUser
	}
	err = query(c, selectUser+condition, func(r *row) error { found = scanUser(r); return nil }, arg)
	if err == nil && found == nil {
		err = library.ErrUnknownUser
	}
	return found, err
}

// UpdateUser implements library.UserIndex.
func (x *Index) UpdateUser(ctx context.Context, id library.ID, change func(*library.User) error) (u *library.User, err error) {
	err = x.write(ctx, func(t *tx) error {
		if u, err = oneUser(t.Conn, library.User{ID: id}); err != nil || id == 0 {
			return library.ErrUnknownUser
		}
		added, tells := u.Added, u.ShowDetails
		if err := change(u); err != nil {
			return err
		}
		u.ID, u.Added = id, added
		t.visible = t.visible || u.ShowDetails != tells
		if err := t.checkName(u.Name, id); err != nil {
			return err
		}
		return storeUser(t.Conn, `UPDATE user SET (name, folded, title, password, admin, disabled, quota, md5, crypt, added, details)
			= (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) WHERE id = ?1`, u)
	})
	if err != nil {
		return nil, err
	}
	c := *u
	c.MD5, c.Crypt = slices.Clone(u.MD5), slices.Clone(u.Crypt)
	return &c, nil
}

// DeleteUser implements library.UserIndex.
func (x *Index) DeleteUser(ctx context.Context, id library.ID) error {
	return x.write(ctx, func(t *tx) error {
		if err := t.checkUser(id); err != nil {
			return err
		}
		_, owns, err := number(t.Conn, "SELECT 1 FROM media WHERE owner = ?1 UNION ALL SELECT 1 FROM taxon WHERE owner = ?1 LIMIT 1", id)
		if err != nil {
			return err
		}
		if owns {
			return library.ErrNotEmpty
		}
		if err := t.bury(kindUser, id, 0, "", "", 0); err != nil {
			return err
		}
		if err := exec(t.Conn, "DELETE FROM credential WHERE user = ?", id); err != nil {
			return err
		}
		return exec(t.Conn, "DELETE FROM user WHERE id = ?", id)
	})
}

// Users implements library.UserIndex.
func (x *Index) Users(ctx context.Context) iter.Seq2[*library.User, error] {
	return batches(func() func() ([]*library.User, error) {
		after := ""
		return func() (batch []*library.User, err error) {
			err = x.readAside(ctx, func(c *sqlite.Conn) error {
				return query(c, selectUser+"WHERE folded > ? ORDER BY folded LIMIT +?", func(r *row) error {
					batch = append(batch, scanUser(r))
					return nil
				}, after, listBatch)
			})
			if n := len(batch); n > 0 {
				after = library.FoldName(batch[n-1].Name)
			}
			return batch, err
		}
	})
}
