package librarytest

import (
	"bytes"
	"errors"
	"reflect"

	"github.com/mediasock/mediasock/library"
)

var userTests = []test{
	{"Users/every field comes back, by every way", everyUserField},
	{"Users/names are unique after folding", userNames},
	{"Users/UpdateUser", updateUser},
	{"Users/DeleteUser", deleteUser},
	{"Users/in order of name", userOrder},
}

func everyUserField(k *kit) {
	u := &library.User{
		ID: 4711, Name: "Zoë", Title: "Zoë Ångström", Password: "$argon2id$…", Admin: true, Disabled: true,
		Quota: 1 << 40, MD5: []byte{1, 2, 3}, Crypt: []byte{4, 5}, Added: day,
	}
	k.ok(k.x.AddUser(k.ctx, u))
	for name, by := range map[string]library.User{
		"ID": {ID: 4711}, "name": {Name: "zOË"}, "MD5": {MD5: []byte{1, 2, 3}}, "Crypt": {Crypt: []byte{4, 5}},
	} {
		got, err := k.x.User(k.ctx, by)
		k.ok(err)
		got.Added = got.Added.UTC()
		if !reflect.DeepEqual(got, u) {
			k.Errorf("User by %s = %+v, want %+v", name, got, u)
		}
	}
	for _, by := range []library.User{{}, {ID: 1, Name: "Zoë"}, {Name: "Zoe"}, {Name: "nobody"}, {MD5: []byte{9}}, {Crypt: []byte{9}}} {
		_, err := k.x.User(k.ctx, by)
		k.fails("User", err, library.ErrUnknownUser)
	}
}

func userNames(k *kit) {
	for _, name := range []string{"alice", "ALICE", "ａｌｉｃｅ"} {
		k.fails("AddUser "+name, k.x.AddUser(k.ctx, &library.User{Name: name}), library.ErrNameTaken)
	}
	k.fails("AddUser with an id that is taken", k.x.AddUser(k.ctx, &library.User{ID: k.alice, Name: "carol"}), library.ErrIDTaken)
	carol := &library.User{Name: "carol"}
	k.ok(k.x.AddUser(k.ctx, carol))
	if carol.ID <= 0 || carol.Added.IsZero() {
		k.Errorf("AddUser: ID, Added = %d, %v, want them set", carol.ID, carol.Added)
	}
}

func updateUser(k *kit) {
	u, err := k.x.UpdateUser(k.ctx, k.alice, func(u *library.User) error {
		u.Name, u.Password, u.Quota, u.MD5, u.Disabled, u.Admin = "Alicia", "hash", 5, []byte{7}, true, true
		return nil
	})
	k.ok(err)
	got, err := k.x.User(k.ctx, library.User{Name: "alicia"})
	k.ok(err)
	if !got.Added.Equal(u.Added) || got.Password != "hash" || got.Quota != 5 || !bytes.Equal(got.MD5, []byte{7}) || !got.Disabled || !got.Admin {
		k.Errorf("User = %+v, want the changes", got)
	}
	_, err = k.x.UpdateUser(k.ctx, k.alice, func(u *library.User) error { u.Name = "BOB"; return nil })
	k.fails("UpdateUser to a name that is taken", err, library.ErrNameTaken)
	refusal := errors.New("refused")
	_, err = k.x.UpdateUser(k.ctx, k.bob, func(u *library.User) error { u.Name = "x"; return refusal })
	k.fails("UpdateUser", err, refusal)
	_, err = k.x.UpdateUser(k.ctx, 4711, func(*library.User) error { return nil })
	k.fails("UpdateUser of nobody", err, library.ErrUnknownUser)
	_, err = k.x.User(k.ctx, library.User{Name: "alice"})
	k.fails("User by her old name", err, library.ErrUnknownUser)
}

func deleteUser(k *kit) {
	m, t := k.add(k.alice, nil), k.album(k.bob, library.Private)
	k.trash(m.ID)
	key := k.key("app", k.alice, "")
	k.fails("DeleteUser with an item", k.x.DeleteUser(k.ctx, k.alice), library.ErrNotEmpty)
	k.fails("DeleteUser with an album", k.x.DeleteUser(k.ctx, k.bob), library.ErrNotEmpty)
	k.ok(k.x.PurgeMedia(k.ctx, m.ID))
	k.ok(k.x.PurgeTaxon(k.ctx, t.ID))
	k.ok(k.x.DeleteUser(k.ctx, k.alice))
	k.ok(k.x.DeleteUser(k.ctx, k.bob))
	k.fails("DeleteUser again", k.x.DeleteUser(k.ctx, k.alice), library.ErrUnknownUser)
	_, err := k.x.Key(k.ctx, "app", key.Lookup, day)
	k.fails("Key of a user who was deleted", err, library.ErrUnknownKey)
	k.fails("AddUser with her id", k.x.AddUser(k.ctx, &library.User{ID: k.alice, Name: "carol"}), library.ErrIDTaken)
	k.user("alice")
}

func userOrder(k *kit) {
	k.user("Aaron")
	k.user("zed")
	var names []string
	for _, u := range collect(k, k.x.Users(k.ctx)) {
		names = append(names, u.Name)
	}
	same(k, "Users", names, []string{"Aaron", "alice", "bob", "zed"})
}
