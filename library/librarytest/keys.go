package librarytest

import (
	"fmt"
	"reflect"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var keyTests = []test{
	{"Keys/every field comes back", everyKeyField},
	{"Keys/one lookup is one key", keyUnique},
	{"Keys/expiry and idle time", keyExpiry},
	{"Keys/by user, by apikey, all", keyLists},
	{"Keys/deleted", keyDelete},
}

// key adds a key that never dies.
func (k *kit) key(kind string, user library.ID, apikey string) *library.Key {
	k.Helper()
	k.serial++
	key := &library.Key{
		Kind: kind, User: user, APIKey: apikey,
		Lookup: fmt.Appendf(nil, "lookup %d", k.serial), Added: day.Add(time.Duration(k.serial) * time.Second),
	}
	k.ok(k.x.AddKey(k.ctx, key))
	return key
}

func everyKeyField(k *kit) {
	key := &library.Key{
		User: k.alice, Kind: "app", Label: "phone", Scope: mediasock.ScopeUpload, APIKey: "demo",
		Lookup: []byte{1}, MD5: []byte{2}, Sealed: []byte{3}, Added: day, LastUsed: day.Add(time.Hour),
		Idle: 2 * time.Hour, Expires: day.Add(5 * time.Hour),
	}
	k.ok(k.x.AddKey(k.ctx, key))
	got, err := k.x.Key(k.ctx, "app", []byte{1}, day)
	k.ok(err)
	got.Added, got.LastUsed, got.Expires = got.Added.UTC(), got.LastUsed.UTC(), got.Expires.UTC()
	if !reflect.DeepEqual(got, key) || key.ID <= 0 {
		k.Errorf("Key = %+v, want %+v", got, key)
	}
	fresh := &library.Key{Kind: "setup", Lookup: []byte{9}}
	k.ok(k.x.AddKey(k.ctx, fresh))
	if fresh.Added.IsZero() || fresh.ID == key.ID {
		k.Errorf("AddKey: ID, Added = %d, %v, want them set", fresh.ID, fresh.Added)
	}
}

func keyUnique(k *kit) {
	key := k.key("app", k.alice, "")
	twin := &library.Key{Kind: "token", User: k.bob, Lookup: key.Lookup}
	k.fails("AddKey with the same lookup", k.x.AddKey(k.ctx, twin), library.ErrNameTaken)
	_, err := k.x.Key(k.ctx, "token", key.Lookup, day)
	k.fails("Key of another kind", err, library.ErrUnknownKey)
	_, err = k.x.Key(k.ctx, "app", []byte("other"), day)
	k.fails("Key of another lookup", err, library.ErrUnknownKey)
	k.fails("AddKey of nobody", k.x.AddKey(k.ctx, &library.Key{Kind: "app", User: 4711, Lookup: []byte{1}}), library.ErrUnknownUser)
}

func keyExpiry(k *kit) {
	key := &library.Key{
		Kind: "cookie", User: k.alice, Lookup: []byte{1}, Added: day,
		Idle: 15 * time.Minute, Expires: day.Add(time.Hour),
	}
	k.ok(k.x.AddKey(k.ctx, key))
	live := func(minutes int, want bool) {
		k.Helper()
		now := day.Add(time.Duration(minutes) * time.Minute)
		_, err := k.x.Key(k.ctx, "cookie", key.Lookup, now)
		equal(k, fmt.Sprintf("Key after %d minutes", minutes), err == nil, want)
		listed := collect(k, k.x.Keys(k.ctx, "cookie", k.alice, "", now))
		equal(k, fmt.Sprintf("Keys after %d minutes", minutes), len(listed) == 1, want)
	}
	live(14, true)
	live(15, false)
	k.ok(k.x.TouchKey(k.ctx, key.ID, day.Add(10*time.Minute)))
	live(24, true)
	live(25, false)
	k.ok(k.x.TouchKey(k.ctx, key.ID, day.Add(50*time.Minute)))
	live(59, true)
	live(60, false)
}

func keyLists(k *kit) {
	a := k.key("signing", k.alice, "demo")
	b := k.key("signing", k.bob, "demo")
	c := k.key("signing", k.alice, "other")
	k.key("app", k.alice, "demo")
	for _, f := range []struct {
		user   library.ID
		apikey string
		want   []library.ID
	}{
		{k.alice, "", []library.ID{a.ID, c.ID}},
		{k.alice, "demo", []library.ID{a.ID, c.ID}},
		{0, "demo", []library.ID{a.ID, b.ID}},
		{0, "", []library.ID{a.ID, b.ID, c.ID}},
		{0, "none", nil},
	} {
		var got []library.ID
		for _, key := range collect(k, k.x.Keys(k.ctx, "signing", f.user, f.apikey, day)) {
			got = append(got, key.ID)
		}
		same(k, fmt.Sprintf("Keys(%d, %q)", f.user, f.apikey), got, f.want)
	}
}

func keyDelete(k *kit) {
	app, cookie, token := k.key("app", k.alice, ""), k.key("cookie", k.alice, ""), k.key("token", k.alice, "")
	other := k.key("cookie", k.bob, "")
	there := func(key *library.Key, want bool) {
		k.Helper()
		_, err := k.x.Key(k.ctx, key.Kind, key.Lookup, day)
		equal(k, "Key "+key.Kind, err == nil, want)
	}
	k.ok(k.x.DeleteKeys(k.ctx, k.alice, "cookie", "signing"))
	there(cookie, false)
	there(app, true)
	k.ok(k.x.DeleteKey(k.ctx, app.ID))
	k.ok(k.x.DeleteKey(k.ctx, app.ID))
	there(app, false)
	there(token, true)
	k.ok(k.x.DeleteKeys(k.ctx, k.alice))
	there(token, false)
	there(other, true)
}
