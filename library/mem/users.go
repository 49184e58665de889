package mem

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/mediasock/mediasock/library"
)

// AddUser implements library.UserIndex.
func (x *Index) AddUser(ctx context.Context, u *library.User) error {
	return x.write(ctx, func() error {
		if x.named(u.Name) != nil {
			return library.ErrNameTaken
		}
		id, err := x.assign(userRow, u.ID)
		if err != nil {
			return err
		}
		u.ID = id
		if u.Added.IsZero() {
			u.Added = x.Now()
		}
		x.users[id] = cloneUser(u)
		return nil
	})
}

// User implements library.UserIndex.
func (x *Index) User(ctx context.Context, u library.User) (found *library.User, err error) {
	err = x.read(ctx, func() error {
		is := matchUser(u)
		for _, row := range x.users {
			if is(row) {
				found = cloneUser(row)
				return nil
			}
		}
		return library.ErrUnknownUser
	})
	return found, err
}

func matchUser(u library.User) func(*library.User) bool {
	name := library.FoldName(u.Name)
	return func(row *library.User) bool {
		switch {
		case u.ID != 0:
			return row.ID == u.ID
		case u.Name != "":
			return library.FoldName(row.Name) == name
		case len(u.MD5) > 0:
			return bytes.Equal(row.MD5, u.MD5)
		}
		return len(u.Crypt) > 0 && bytes.Equal(row.Crypt, u.Crypt)
	}
}

// UpdateUser implements library.UserIndex.
func (x *Index) UpdateUser(ctx context.Context, id library.ID, change func(*library.User) error) (updated *library.User, err error) {
	err = x.write(ctx, func() error {
		before := x.users[id]
		if before == nil {
			return library.ErrUnknownUser
		}
		u := cloneUser(before)
		if err := change(u); err != nil {
			return err
		}
		u.ID, u.Added = id, before.Added
		if other := x.named(u.Name); other != nil && other.ID != id {
			return library.ErrNameTaken
		}
		x.users[id] = cloneUser(u)
		updated = u
		return nil
	})
	return updated, err
}

// DeleteUser implements library.UserIndex.
func (x *Index) DeleteUser(ctx context.Context, id library.ID) error {
	return x.write(ctx, func() error {
		if x.users[id] == nil {
			return library.ErrUnknownUser
		}
		if x.ownsAny(id) {
			return library.ErrNotEmpty
		}
		delete(x.users, id)
		x.graves[rowID{userRow, id}] = grave{}
		maps.DeleteFunc(x.keys, func(_ library.ID, k *library.Key) bool { return k.User == id })
		return nil
	})
}

func (x *Index) ownsAny(user library.ID) bool {
	for _, m := range x.media {
		if m.Owner == user {
			return true
		}
	}
	for _, t := range x.taxa {
		if t.Owner == user {
			return true
		}
	}
	return false
}

// Users implements library.UserIndex.
func (x *Index) Users(ctx context.Context) iter.Seq2[*library.User, error] {
	return sequence(ctx, func() (rows []*library.User, err error) {
		err = x.read(ctx, func() error {
			for _, u := range x.users {
				rows = append(rows, cloneUser(u))
			}
			slices.SortFunc(rows, func(a, b *library.User) int {
				return cmp.Compare(library.FoldName(a.Name), library.FoldName(b.Name))
			})
			return nil
		})
		return rows, err
	})
}

func (x *Index) named(name string) *library.User {
	for _, u := range x.users {
		if library.FoldName(u.Name) == library.FoldName(name) {
			return u
		}
	}
	return nil
}

func cloneUser(u *library.User) *library.User {
	c := *u
	c.MD5, c.Crypt = slices.Clone(u.MD5), slices.Clone(u.Crypt)
	return &c
}
