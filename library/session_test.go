package library_test

import (
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
	"github.com/mediasock/mediasock/servicetest"
)

// A kit is a library in memory with two accounts.
type kit struct {
	*testing.T
	*library.Library
	index      *mem.Index
	store      *mem.Store
	alice, bob *mediasock.User
}

func newKit(t *testing.T, o library.Options) *kit {
	k := &kit{T: t, index: mem.NewIndex(), store: mem.NewStore()}
	var err error
	if k.Library, err = library.Open(t.Context(), k.index, k.store, o); err != nil {
		t.Fatal(err)
	}
	k.alice, k.bob = k.user("alice", 0), k.user("bob", 0)
	return k
}

func (k *kit) user(name string, quota int64) *mediasock.User {
	k.Helper()
	row := &library.User{Name: name, Quota: quota}
	k.ok(k.index.AddUser(k.Context(), row))
	return &mediasock.User{ID: row.ID.String(), Name: name, Scope: mediasock.ScopeManage}
}

func (k *kit) session(u *mediasock.User) mediasock.Session {
	k.Helper()
	s, err := k.Session(mediasock.WithBase(k.Context(), "https://example.com"), u)
	k.ok(err)
	return s
}

func (k *kit) ok(err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("unexpected error: %v", err)
	}
}

func TestSession(t *testing.T) {
	k := newKit(t, library.Options{})
	servicetest.Test(t, servicetest.Options{
		New:      func(*testing.T) mediasock.Session { return k.session(k.alice) },
		Other:    func(*testing.T) mediasock.Session { return k.session(k.bob) },
		Stranger: func(*testing.T) mediasock.Session { return k.session(nil) },
		Scoped: func(_ *testing.T, scope mediasock.Scope) mediasock.Session {
			u := *k.alice
			u.Scope = scope
			return k.session(&u)
		},
	})
}
