package library_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// A shelf is a library in a data directory, as people's are.
type shelf struct {
	*testing.T
	*library.Library
	dir      string
	clock    *clock
	index    *sqlite.Index
	store    *disk.Store
	accounts *library.Accounts
	ada, bob *mediasock.User
}

// newShelf opens an empty library with two accounts.
func newShelf(t *testing.T) *shelf {
	s := &shelf{T: t, dir: t.TempDir(), clock: newClock()}
	s.open()
	for name, u := range map[string]**mediasock.User{"ada": &s.ada, "bob": &s.bob} {
		row := &library.User{Name: name, Title: strings.ToUpper(name), Quota: 1 << 30}
		s.ok(s.index.AddUser(t.Context(), row))
		*u = &mediasock.User{ID: row.ID.String(), Name: name, Scope: mediasock.ScopeManage}
	}
	t.Cleanup(s.close)
	return s
}

func (s *shelf) open() {
	s.Helper()
	var err error
	s.store, err = disk.Open(s.Context(), s.dir, disk.Options{Clock: s.clock.Now, Grace: 1000 * time.Hour})
	s.ok(err)
	s.index, err = sqlite.Open(s.Context(), filepath.Join(s.dir, "index.sqlite"), sqlite.Options{Clock: s.clock.Now})
	s.ok(err)
	secret, err := library.LoadSecret(filepath.Join(s.dir, "secret"))
	s.ok(err)
	s.accounts, err = library.NewAccounts(s.index, secret, library.AccountOptions{})
	s.ok(err)
	s.Library, err = library.Open(s.Context(), s.index, s.store, library.Options{Clock: s.clock.Now, Previews: s.store})
	s.ok(err)
}

func (s *shelf) close() {
	if s.store != nil {
		s.index.Close()
		s.store.Close()
	}
	s.store = nil
}

func (s *shelf) ok(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shelf) session(u *mediasock.User) mediasock.Session {
	s.Helper()
	session, err := s.Session(s.Context(), u)
	s.ok(err)
	return session
}

func (s *shelf) add(u *mediasock.User, m mediasock.Media, d data) library.ID {
	s.Helper()
	item, err := s.session(u).MediaAppend(s.Context(), &m, d)
	s.ok(err)
	id, _ := library.ParseID(item.ID)
	return id
}

func (s *shelf) album(u *mediasock.User, title string, parents ...library.ID) library.ID {
	s.Helper()
	t := &mediasock.Taxon{Title: title, Caption: "about " + title, Note: "note on " + title}
	for _, id := range parents {
		t.Parents = append(t.Parents, id.String())
	}
	item, err := s.session(u).TaxaAppend(s.Context(), t)
	s.ok(err)
	id, _ := library.ParseID(item.ID)
	return id
}

// fill puts something of each kind into the library: nested albums, a photograph
// with all words, an item in two albums, equal bytes of two owners, replaced
// bytes, and a trash with an item and an album.
func (s *shelf) fill() {
	s.Helper()
	ctx, v := s.Context(), library.ViewerOf(s.ada)
	trips := s.album(s.ada, "Trips / Reisen")
	wales := s.album(s.ada, "Wales", trips)
	best := s.album(s.ada, "Best <of> \"all\"")
	empty := s.album(s.bob, "Empty")
	photo := mediatest.Photo(mediatest.Pier())
	pier := s.add(s.ada, mediasock.Media{
		Title: "Pier; at <dusk>", Caption: "Two\nlines", Note: "mine alone", Keywords: mediasock.List{"sea", "a & b"},
		Attributes: mediasock.AttributeList{{Name: "city", Value: "Bangor"}, {Domain: "date", Name: "created", Value: "2024-05-06T07:08:09+02:00"}},
		Parents:    mediasock.List{wales.String(), best.String()},
	}, data{"pier.jpg", photo})
	s.add(s.bob, mediasock.Media{Title: "bob's"}, data{"same.jpg", photo})
	replaced := s.add(s.ada, mediasock.Media{Parents: mediasock.List{wales.String()}}, data{"a.txt", []byte("first words")})
	_, err := mediasock.UpdateMedia(ctx, s.session(s.ada), &mediasock.Media{ID: replaced.String()}, data{"b.txt", []byte("second words")})
	s.ok(err)
	for i := range 20 {
		s.add(s.bob, mediasock.Media{Parents: mediasock.List{empty.String()}}, data{"note.txt", fmt.Appendf(nil, "note %d", i)})
	}
	old := s.album(s.ada, "Old", trips)
	deleted := s.add(s.ada, mediasock.Media{Parents: mediasock.List{old.String()}}, data{"gone.txt", []byte("deleted")})
	s.ok(s.TrashMedia(ctx, v, deleted))
	s.ok(s.TrashTaxon(ctx, v, old))
	_, err = s.SetVisibility(ctx, v, pier, library.Link)
	s.ok(err)
	_, err = s.SetTaxonVisibility(ctx, v, best, library.Public)
	s.ok(err)
}

// contents returns every row as a line, sorted, without what only an index
// counts.
func contents(t *testing.T, index library.Index) []string {
	t.Helper()
	var lines []string
	line := func(v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%T %s", v, b))
	}
	ctx, all := context.Background(), library.Viewer{All: true}
	for _, trash := range []bool{false, true} {
		for m, err := range index.ListMedia(ctx, all, library.Query{Trash: trash}) {
			m.Change, m.Cursor, m.Facts = 0, "", compact(m.Facts)
			slices.Sort(m.Taxa)
			line(m, err)
		}
		for a, err := range index.Taxa(ctx, all, 0, trash) {
			if a.Change = 0; trash {
				a.Updated = time.Time{} // it is moved to the trash anew
			}
			line(a, err)
		}
	}
	for o, err := range index.OlderMedia(ctx, 0) {
		o.Replaced = time.Time{}
		line(o, err)
	}
	for u, err := range index.Users(ctx) {
		u.Password, u.MD5, u.Crypt = "", nil, nil
		line(u, err)
	}
	slices.Sort(lines)
	return lines
}

func compact(facts []byte) []byte {
	var v any
	if json.Unmarshal(facts, &v) != nil {
		return facts
	}
	b, _ := json.Marshal(v)
	return b
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("%s lacks %s", what, line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("%s has what was not there: %s", what, line)
		}
	}
}

// dropIndex removes the database, as a broken disk does.
func (s *shelf) dropIndex() {
	s.Helper()
	s.close()
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(filepath.Join(s.dir, "index.sqlite"+end)); err != nil && !os.IsNotExist(err) {
			s.Fatal(err)
		}
	}
}

func (s *shelf) rebuild() *library.Rebuilt {
	s.Helper()
	var err error
	s.store, err = disk.Open(s.Context(), s.dir, disk.Options{Clock: s.clock.Now})
	s.ok(err)
	s.index, err = sqlite.Open(s.Context(), filepath.Join(s.dir, "index.sqlite"), sqlite.Options{Clock: s.clock.Now})
	s.ok(err)
	secret, err := library.LoadSecret(filepath.Join(s.dir, "secret"))
	s.ok(err)
	s.accounts, err = library.NewAccounts(s.index, secret, library.AccountOptions{})
	s.ok(err)
	done, err := library.Rebuild(s.Context(), s.index, s.store, library.RebuildOptions{Accounts: s.accounts, Clock: s.clock.Now})
	s.ok(err)
	s.Library, err = library.Open(s.Context(), s.index, s.store, library.Options{Clock: s.clock.Now, Previews: s.store})
	s.ok(err)
	return done
}

func TestRebuild_FromBytesAndSidecarsAlone(t *testing.T) {
	s := newShelf(t)
	s.fill()
	n, err := s.WriteSidecars(t.Context())
	s.ok(err)
	if n != 24+5 {
		t.Errorf("WriteSidecars = %d, want one for each of 24 items and 5 albums", n)
	}
	before, identity := contents(t, s.index), s.Identity()
	s.dropIndex()
	done := s.rebuild()
	same(t, "the rebuilt index", contents(t, s.index), before)
	if s.Identity() != identity {
		t.Errorf("the identity is %+v, want %+v", s.Identity(), identity)
	}
	if len(done.Accounts) != 2 || done.Items != 24 || done.Albums != 5 || done.Recovered != 0 || len(done.Lost) != 0 {
		t.Errorf("Rebuild = %+v", done)
	}
	for _, name := range []string{"ada", "bob"} {
		u, err := s.accounts.Lookup(t.Context(), name)
		s.ok(err)
		if u.Password != "" || u.MD5 == nil {
			t.Errorf("%s has the password %q and the forms %x, want none and some", name, u.Password, u.MD5)
		}
		if _, err := s.accounts.Account(t.Context(), name, "anything at all"); err == nil {
			t.Errorf("%s can sign in without a new password", name)
		}
	}
	if n, err := s.WriteSidecars(t.Context()); n != 0 || err != nil {
		t.Errorf("WriteSidecars after Rebuild = %d, %v, want nothing to do", n, err)
	}
}

// Where sidecars are lost too, the bytes are kept for the account "recovered",
// and albums come back from what items say of them.
func TestRebuild_LostSidecars(t *testing.T) {
	s := newShelf(t)
	album := s.album(s.ada, "Wales")
	s.add(s.ada, mediasock.Media{Title: "told", Parents: mediasock.List{album.String()}}, data{"a.txt", []byte("a")})
	lost := s.add(s.ada, mediasock.Media{Title: "untold"}, data{"b.jpg", mediatest.Photo(mediatest.Pier())})
	_, err := s.WriteSidecars(t.Context())
	s.ok(err)
	for _, name := range []library.SidecarName{{Kind: library.SidecarItem, ID: lost}, {Kind: library.SidecarAlbum, ID: album}, {Kind: library.SidecarLibrary}} {
		s.ok(s.store.DropSidecar(t.Context(), name))
	}
	s.dropIndex()
	done := s.rebuild()
	if done.Items != 1 || done.Recovered != 1 || done.Albums != 1 || !slices.Contains(done.Accounts, library.RecoveredName) || !slices.Contains(done.Accounts, "ada") {
		t.Errorf("Rebuild = %+v, want one item told, one recovered, one album", done)
	}
	taxon, err := s.Taxon(t.Context(), library.Viewer{All: true}, album)
	s.ok(err)
	if taxon.Title != "Wales" || taxon.Count != 1 {
		t.Errorf("the album is %+v", taxon)
	}
}

// A sidecar follows each change, and goes with the row when that is purged.
func TestWriteSidecars_Follows(t *testing.T) {
	s := newShelf(t)
	ctx, v := t.Context(), library.ViewerOf(s.ada)
	id := s.add(s.ada, mediasock.Media{Title: "one"}, data{"a.txt", []byte("a")})
	writes := func(what string, want int) {
		t.Helper()
		if n, err := s.WriteSidecars(ctx); n != want || err != nil {
			t.Errorf("WriteSidecars after %s = %d, %v, want %d", what, n, err, want)
		}
	}
	says := func(text string) {
		t.Helper()
		b, err := s.store.ReadSidecar(ctx, library.SidecarName{Kind: library.SidecarItem, ID: id})
		if err != nil || !strings.Contains(string(b), text) {
			t.Errorf("the sidecar says %s (%v), want %s", b, err, text)
		}
	}
	writes("an upload", 1)
	says(`"title": "one"`)
	writes("nothing", 0)
	_, err := mediasock.UpdateMedia(ctx, s.session(s.ada), &mediasock.Media{ID: id.String(), Title: "two"}, nil)
	s.ok(err)
	writes("a change", 1)
	says(`"title": "two"`)
	s.ok(s.TrashMedia(ctx, v, id))
	writes("a deletion", 1)
	says(`"trashed"`)
	_, err = s.EmptyTrash(ctx, v, s.clock.Now().Add(time.Hour))
	s.ok(err)
	if _, err := s.store.ReadSidecar(ctx, library.SidecarName{Kind: library.SidecarItem, ID: id}); !os.IsNotExist(errors.Unwrap(err)) && !errors.Is(err, os.ErrNotExist) {
		t.Errorf("ReadSidecar after a purge = %v, want fs.ErrNotExist", err)
	}
	writes("a purge", 0)
}

// A database that was deleted and began anew must not let the bytes be swept,
// nor the sidecars be overwritten from which it can be rebuilt.
func TestSweep_RefusesAnotherIndex(t *testing.T) {
	s := newShelf(t)
	s.fill()
	_, err := s.WriteSidecars(t.Context())
	s.ok(err)
	before := contents(t, s.index)
	s.dropIndex()
	s.open()
	s.clock.pass(1000 * time.Hour)
	if n, err := s.Sweep(t.Context()); n != 0 || !errors.Is(err, library.ErrOtherIndex) {
		t.Errorf("Sweep = %d, %v, want ErrOtherIndex", n, err)
	}
	if _, err := s.WriteSidecars(t.Context()); !errors.Is(err, library.ErrOtherIndex) {
		t.Errorf("WriteSidecars = %v, want ErrOtherIndex", err)
	}
	s.dropIndex()
	s.rebuild()
	same(t, "the rebuilt index", contents(t, s.index), before)
}

func TestKeepSidecars_WritesBeforeItEnds(t *testing.T) {
	s := newShelf(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.KeepSidecars(ctx); close(done) }()
	id := s.add(s.ada, mediasock.Media{Title: "one"}, data{"a.txt", []byte("a")})
	cancel()
	<-done
	_, err := s.store.ReadSidecar(t.Context(), library.SidecarName{Kind: library.SidecarItem, ID: id})
	s.ok(err)
}
