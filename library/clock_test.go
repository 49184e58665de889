package library_test

import (
	"bytes"
	"context"
	"errors"
	"net/netip"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/auth"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

const years = 10 * 365 * 24 * time.Hour

// A wrong is a clock that is off.
type wrong struct{ by time.Duration }

func (w *wrong) now() time.Time { return time.Now().Add(w.by) }

// A clock that leaps ten years ahead, and back after some restarts, removes
// nothing from the trash; one that goes on as it should does, after 30 days.
func TestClock_Trash(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		clock := new(wrong)
		index, store := mem.NewIndex(), mem.NewStore()
		l, err := library.Open(t.Context(), index, store, library.Options{Clock: clock.now})
		if err != nil {
			t.Fatal(err)
		}
		u := &library.User{Name: "ada"}
		if err := index.AddUser(t.Context(), u); err != nil {
			t.Fatal(err)
		}
		tend := func(leap, runs time.Duration) {
			t.Helper()
			clock.by += leap
			tendFor(t, l, runs)
		}
		id := inTrash(t, l, u)
		tend(0, 36*time.Hour)
		for range 3 { // a service that is started again and again
			tend(years, time.Hour)
			clock.by -= years
		}
		tend(-years, 20*24*time.Hour)
		tend(years, time.Hour)
		if _, err := l.Media(t.Context(), library.Viewer{User: u.ID}, id); err != nil {
			t.Errorf("after the clock was wrong: %v, want the item in the trash", err)
		}
		tend(0, 40*24*time.Hour)
		if _, err := l.Media(t.Context(), library.Viewer{User: u.ID}, id); !errors.Is(err, library.ErrGone) {
			t.Errorf("after 40 days of a right clock: %v, want ErrGone", err)
		}
	})
}

// tendFor lets the library look after itself for a time.
func tendFor(t *testing.T, l *library.Library, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	l.Tend(ctx)
}

func inTrash(t *testing.T, l *library.Library, u *library.User) library.ID {
	t.Helper()
	user := &mediasock.User{ID: u.ID.String(), Name: u.Name, Scope: mediasock.ScopeManage}
	session, err := l.Session(t.Context(), user)
	if err != nil {
		t.Fatal(err)
	}
	item, err := session.MediaAppend(t.Context(), &mediasock.Media{}, data{"a.txt", []byte("a")})
	if err != nil {
		t.Fatal(err)
	}
	if err := mediasock.DeleteMedia(t.Context(), session, item.ID); err != nil {
		t.Fatal(err)
	}
	id, _ := library.ParseID(item.ID)
	return id
}

// Accounts come through a clock that is years wrong, either way, and right again:
// app passwords and sign-ins work, throttles hold no one for years, and a session
// that was used in a wrong future has ended, and does not live until then.
func TestClock_Accounts(t *testing.T) {
	for _, leap := range []time.Duration{years, -years} {
		d := newDesk(t)
		u := d.add("ada")
		app := d.app(u, mediasock.ScopeManage)
		issue := func() string {
			t.Helper()
			value, err := d.IssueKey(t.Context(), auth.Key{Kind: auth.CookieKey, User: &mediasock.User{ID: u.ID.String(), Scope: mediasock.ScopeManage}, Expiry: mediasock.Expiry{Idle: time.Hour}})
			if err != nil {
				t.Fatal(err)
			}
			return value
		}
		before := issue()
		d.now = d.now.Add(leap)
		d.works(app)
		during := issue()
		d.fail("ada", "192.0.2.1", 30, 0)
		d.now = d.now.Add(-leap)
		d.works(app)
		if _, err := d.Key(t.Context(), auth.CookieKey, during); leap > 0 && !errors.Is(err, mediasock.ErrAuthRequired) {
			t.Errorf("a session of the future: %v, want state 1", err)
		}
		if _, err := d.Key(t.Context(), auth.CookieKey, before); err != nil && leap < 0 {
			t.Errorf("a session of before: %v", err) // ahead it has been idle for years, and may end
		}
		if _, err := d.Key(t.Context(), auth.CookieKey, issue()); err != nil {
			t.Errorf("a new session: %v", err)
		}
		if err := d.Allow(t.Context(), "ada", netip.MustParseAddr("192.0.2.1")); err != nil && leap > 0 {
			t.Errorf("failures of the future: %v, want nil", err)
		}
		fresh, err := d.UseNonce(t.Context(), "ada", "a nonce", d.now.Add(time.Minute))
		if err != nil || !fresh {
			t.Errorf("UseNonce = %v, %v, want a fresh one", fresh, err)
		}
	}
}

// works checks that an app password signs in.
func (d *desk) works(app string) {
	d.Helper()
	if _, err := d.App(d.Context(), "ada", app); err != nil {
		d.Errorf("an app password at %v: %v", d.now, err)
	}
}

// Ids, the change sequence and an upload in parts do not depend on the clock.
func TestClock_Library(t *testing.T) {
	s := newShelf(t)
	g, err := s.Begin(t.Context(), mediasock.Upload{Owner: s.ada.ID, Size: 8, Name: "parts.txt", Life: 24 * time.Hour})
	s.ok(err)
	_, err = g.Write([]byte("part"))
	s.ok(err)
	if g.Offset() != 4 {
		t.Fatalf("Offset = %d, want 4", g.Offset())
	}
	upload := g.Upload().ID
	s.ok(g.Abort())
	seen := map[library.ID]bool{}
	for n, leap := range []time.Duration{years, -2 * years, years} {
		s.clock.pass(leap)
		id := s.add(s.ada, mediasock.Media{}, data{filepath.Join("x", "a.txt"), bytes.Repeat([]byte("a"), n+1)})
		if seen[id] {
			t.Errorf("id %d was given twice", id)
		}
		seen[id] = true
	}
	g, err = s.Resume(t.Context(), upload)
	s.ok(err)
	defer g.Abort()
	_, err = g.Write([]byte("rest"))
	s.ok(err)
	session, err := s.Session(t.Context(), s.ada)
	s.ok(err)
	_, err = session.MediaAppend(t.Context(), &mediasock.Media{}, g)
	s.ok(err)
	_, err = s.WriteSidecars(t.Context())
	s.ok(err)
	s.finds("Check", library.CheckOptions{ReadData: true}, "")
}
