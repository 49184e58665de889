package library_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"syscall"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

func TestIdentity_MS44_TG2(t *testing.T) {
	index, ctx := mem.NewIndex(), t.Context()
	open := func(o library.Options) (library.Identity, error) {
		l, err := library.Open(ctx, index, mem.NewStore(), o)
		if err != nil {
			return library.Identity{}, err
		}
		return l.Identity(), nil
	}
	for _, id := range []string{"Com.Example", "com..example", "-a", "http://example.com", "a b", strings.Repeat("a", 300)} {
		if _, err := open(library.Options{ID: id}); err == nil {
			t.Errorf("Open with the id %q succeeded", id)
		}
	}
	first, err := open(library.Options{})
	if err != nil || !strings.HasPrefix(first.ID, "local.mediasock.m") || first.Minter().Check() != nil {
		t.Fatalf("Open makes the identity %+v, %v", first, err)
	}
	again, err := open(library.Options{ID: "com.example", Title: "Ours"})
	if err != nil || again.ID != first.ID || again.Authority != first.Authority || again.Year != first.Year || again.Title != "Ours" {
		t.Errorf("Open again makes %+v, %v, want %+v with another title", again, err, first)
	}
	index = mem.NewIndex()
	if given, err := open(library.Options{ID: "com.example.photos"}); err != nil || given.Authority != "photos.example.com" {
		t.Errorf("Open with an id = %+v, %v, want the authority photos.example.com", given, err)
	}
}

func TestSession_URLs(t *testing.T) {
	k := newKit(t, library.Options{Title: "Ours", Account: "/account"})
	s := k.session(k.alice)
	if o := s.Offer(); o.Service.Title != "Ours" || o.User.ID != k.alice.ID || o.User.Conf != "https://example.com/account" {
		t.Errorf("Offer = %+v, %+v", o.Service, o.User)
	}
	item, err := s.MediaAppend(mediasock.WithBase(t.Context(), "http://10.0.0.1"), &mediasock.Media{}, data{"a", []byte("a")})
	k.ok(err)
	if want := "http://10.0.0.1/i/" + item.ID; item.Resource != want {
		t.Errorf("Resource = %q, want %q", item.Resource, want)
	}
	album, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "A"})
	k.ok(err)
	for taxon := range s.TaxaList(t.Context()) {
		if want := "https://example.com/a/" + album.ID; taxon.Resource != want || taxon.Append.String() != "media;taxon" {
			t.Errorf("Resource, Append = %q, %q, want %q", taxon.Resource, taxon.Append, want)
		}
	}
	if k.session(nil).Offer().Stat.Code != mediasock.CodeAuth {
		t.Errorf("a stranger's offer does not ask to sign in")
	}
	if _, err := k.Session(t.Context(), &mediasock.User{ID: "alice"}); !errors.Is(err, mediasock.ErrCredentials) {
		t.Errorf("Session of a user of elsewhere = %v, want state 2", err)
	}
}

func TestShare(t *testing.T) {
	k := newKit(t, library.Options{})
	v, ctx := library.ViewerOf(k.alice), t.Context()
	m := k.add(mediasock.Media{Title: "pier", Note: "secret"}, data{"a", []byte("a")})
	opens := func(who string, v library.Viewer, want bool) {
		t.Helper()
		got, r, err := k.OpenOriginal(ctx, v, m.ID)
		if (err == nil) != want {
			t.Errorf("OpenOriginal by %s = %v, want it opened: %v", who, err, want)
		}
		if err == nil {
			r.Close()
			if got.Note != "" || got.Link != "" {
				t.Errorf("%s is told the note %q and the link %q", who, got.Note, got.Link)
			}
		}
	}
	opens("another", library.ViewerOf(k.bob), false)
	linked, err := k.SetVisibility(ctx, v, m.ID, library.Link)
	k.ok(err)
	opens("a stranger", library.Viewer{}, false)
	opens("one with the link", library.Viewer{Links: []string{linked.Link}}, true)
	renewed, err := k.NewLink(ctx, v, m.ID)
	k.ok(err)
	opens("one with the old link", library.Viewer{Links: []string{linked.Link}}, false)
	opens("one with the new link", library.Viewer{Links: []string{renewed.Link}}, true)
	_, err = k.SetVisibility(ctx, library.ViewerOf(k.bob), m.ID, library.Public)
	k.state("SetVisibility by another", err, 7)
	_, err = k.SetVisibility(ctx, library.Viewer{}, m.ID, library.Public)
	k.state("SetVisibility by a stranger", err, 1)
	_, err = k.SetVisibility(ctx, v, m.ID, "everyone")
	k.state("SetVisibility to nonsense", err, 7)
	_, err = k.SetVisibility(ctx, v, m.ID, library.Public)
	k.ok(err)
	opens("a stranger", library.Viewer{}, true)
	for got, err := range mediasock.ListMedia(ctx, k.session(k.bob), mediasock.MediaQuery{}) {
		t.Errorf("bob's own items have %+v, %v, want none", got, err)
	}
	for got, err := range mediasock.ListMedia(ctx, k.session(nil), mediasock.MediaQuery{}) {
		k.ok(err)
		if got.Title != "pier" || got.Note != "" {
			t.Errorf("a stranger is told %+v", got)
		}
	}
}

func TestShareAlbum(t *testing.T) {
	k := newKit(t, library.Options{})
	v, ctx := library.ViewerOf(k.alice), t.Context()
	album, err := k.session(k.alice).TaxaAppend(ctx, &mediasock.Taxon{Title: "A", Note: "secret"})
	k.ok(err)
	m := k.add(mediasock.Media{Parents: mediasock.List{album.ID}}, data{"a", []byte("a")})
	id, _ := library.ParseID(album.ID)
	first, err := k.SetTaxonVisibility(ctx, v, id, library.Link)
	k.ok(err)
	second, err := k.NewTaxonLink(ctx, v, id)
	k.ok(err)
	for link, want := range map[string]bool{"": false, first.Link: false, second.Link: true} {
		_, err := k.Media(ctx, library.Viewer{Links: []string{link}}, m.ID)
		if (err == nil) != want {
			t.Errorf("Media with the link %q = %v, want it seen: %v", link, err, want)
		}
	}
	got, err := k.Taxon(ctx, library.Viewer{Links: []string{second.Link}}, id)
	k.ok(err)
	if got.Note != "" || got.Link != "" || got.Count != 1 {
		t.Errorf("Taxon by link = %+v, want no note, no link, one item", got)
	}
	all, err := k.Taxa(ctx, v, 0)
	k.ok(err)
	if len(all) != 1 || all[0].Note != "secret" {
		t.Errorf("Taxa of the owner = %+v", all)
	}
}

// A brokenStore fails where it is told to.
type brokenStore struct {
	*mem.Store
	err error
}

// Stage implements library.StagingStore.
func (s brokenStore) Stage(ctx context.Context, name, mediaType string, size int64) (library.Staged, error) {
	g, err := s.Store.Stage(ctx, name, mediaType, size)
	return brokenStaged{g, s.err}, err
}

type brokenStaged struct {
	library.Staged
	err error
}

// Keep implements library.Staged.
func (g brokenStaged) Keep(context.Context) (library.Blob, error) { return library.Blob{}, g.err }

func TestFaults_AreToldAsTemporary(t *testing.T) {
	for name, test := range map[string]struct{ err error }{
		"a fault":     {errors.New("open /srv/media/blobs/12: SELECT failed")},
		"a full disk": {fmt.Errorf("write /srv/media/x: %w", syscall.ENOSPC)},
		"a sync":      {&mediasock.Error{Code: mediasock.CodeTemporary, Message: "the disk failed"}},
	} {
		var log bytes.Buffer
		k := newKit(t, library.Options{})
		var err error
		k.Library, err = library.Open(t.Context(), k.index, brokenStore{k.store, test.err}, library.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		k.ok(err)
		_, err = k.session(k.alice).MediaAppend(t.Context(), &mediasock.Media{}, data{"a", []byte("a")})
		k.state("MediaAppend with "+name, err, 6)
		if stat := mediasock.StatOf(err); stat.Message == "" || strings.Contains(stat.Message, "/srv") {
			t.Errorf("%s is told as %q", name, stat.Message)
		}
		if name != "a sync" && !strings.Contains(log.String(), "/srv/media") {
			t.Errorf("%s is logged as %q, want it whole", name, log.String())
		}
		k.count(0, 0)
	}
}

func TestFaults_MissingBytes(t *testing.T) {
	k := newKit(t, library.Options{})
	m := k.add(mediasock.Media{}, data{"a", []byte("a")})
	k.ok(k.store.Delete(t.Context(), m.Digest))
	_, _, err := k.OpenOriginal(t.Context(), library.ViewerOf(k.alice), m.ID)
	k.state("OpenOriginal without bytes", err, 6)
}

func TestUpload_NoRoom(t *testing.T) {
	k := newKit(t, library.Options{})
	k.store.Capacity = 1000
	_, err := k.session(k.alice).MediaAppend(t.Context(), &mediasock.Media{}, data{"a", make([]byte, 2000)})
	k.state("MediaAppend without room", err, 6)
	k.add(mediasock.Media{}, data{"b", []byte("small")})
	k.count(1, 1)
}

func ExampleOpen() {
	ctx := context.Background()
	index := mem.NewIndex()
	l, err := library.Open(ctx, index, mem.NewStore(), library.Options{Title: "Our photos", ID: "com.example"})
	if err != nil {
		panic(err)
	}
	alice := &library.User{Name: "alice"}
	if err := index.AddUser(ctx, alice); err != nil {
		panic(err)
	}
	user := &mediasock.User{ID: alice.ID.String(), Scope: mediasock.ScopeManage}
	s, err := l.Session(mediasock.WithBase(ctx, "https://example.com"), user)
	if err != nil {
		panic(err)
	}
	item, err := s.MediaAppend(ctx, &mediasock.Media{Keywords: mediasock.List{"sea"}}, data{"pier.txt", []byte("a pier")})
	if err != nil {
		panic(err)
	}
	d, err := mediasock.OpenMedia(ctx, s, item.ID)
	if err != nil {
		panic(err)
	}
	r, err := d.Open()
	if err != nil {
		panic(err)
	}
	defer r.Close()
	b, _ := io.ReadAll(r)
	fmt.Printf("%s: %s\n", d.Name(), b)
	// Output: pier.txt: a pier
}
