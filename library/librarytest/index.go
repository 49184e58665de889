// Package librarytest holds every library.Index and library.Store to the same
// behaviour: what the contracts in package library say, method by method. An
// implementation's test is one line each:
//
//	func TestIndex(t *testing.T) {
//		librarytest.TestIndex(t, func(t *testing.T) library.Index { return mem.NewIndex() })
//	}
//
// Each subtest opens an index or store of its own, so that one failure does not
// hide another.
package librarytest

import (
	"context"
	"crypto/sha256"
	"errors"
	"iter"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// TestIndex tests the indexes that open returns, which are empty.
func TestIndex(t *testing.T, open func(t *testing.T) library.Index) {
	run(t, open, mediaTests, updateTests, purgeTests, seeTests, listTests, countTests, searchTests,
		taxaTests, userTests, keyTests, throttleTests, jobTests, settingTests, loopTests)
	x := open(t)
	if _, ok := x.(library.ReservingIndex); ok {
		run(t, open, reserveTests)
	}
	if err := x.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
}

// TestSearch is the part of TestIndex that asks what items are found and seen, for
// an index that finds them in another way too.
func TestSearch(t *testing.T, open func(t *testing.T) library.Index) {
	run(t, open, seeTests, listTests, countTests, searchTests)
}

func run(t *testing.T, open func(t *testing.T) library.Index, groups ...[]test) {
	for _, group := range groups {
		for _, test := range group {
			t.Run(test.name, func(t *testing.T) { test.run(newKit(t, open(t))) })
		}
	}
}

// A test is a subtest with an index of its own.
type test struct {
	name string
	run  func(*kit)
}

// A kit is an index with two accounts, and words to use it with. Its methods
// end the test on an unexpected error.
type kit struct {
	*testing.T
	x          library.Index
	ctx        context.Context
	alice, bob library.ID
	serial     int
}

// day is the date on which the fixtures begin.
var day = time.Date(2005, 10, 5, 9, 45, 3, 0, time.UTC)

func newKit(t *testing.T, x library.Index) *kit {
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	k := &kit{T: t, x: x, ctx: t.Context()}
	k.alice, k.bob = k.user("alice"), k.user("bob")
	return k
}

func (k *kit) user(name string) library.ID {
	k.Helper()
	u := &library.User{Name: name, Title: name}
	k.ok(k.x.AddUser(k.ctx, u))
	return u.ID
}

// item returns a row that is like no other, taken a minute after the one before.
func (k *kit) item(owner library.ID) *library.Media {
	k.serial++
	n := strconv.Itoa(k.serial)
	at := day.Add(time.Duration(k.serial) * time.Minute)
	return &library.Media{
		Owner: owner, Digest: digest(n), Size: int64(k.serial), Name: "file" + n + ".jpg",
		Type: "image/jpeg", Kind: "image", Title: "title" + n,
		Visibility: library.Private, Taken: at, Added: at,
	}
}

// add adds a new item of owner, changed by f where f is not nil.
func (k *kit) add(owner library.ID, f func(*library.Media)) *library.Media {
	k.Helper()
	m := k.item(owner)
	if f != nil {
		f(m)
	}
	k.ok(k.x.AddMedia(k.ctx, m))
	return m
}

// album adds a new album of owner.
func (k *kit) album(owner library.ID, v library.Visibility, parents ...library.ID) *library.Taxon {
	k.Helper()
	t := &library.Taxon{Owner: owner, Title: "album", Visibility: v, Parents: parents}
	if v == library.Link {
		k.serial++
		t.Link = "album-link-" + strconv.Itoa(k.serial)
	}
	k.ok(k.x.AddTaxon(k.ctx, t))
	return t
}

// change updates an item as nobody in particular.
func (k *kit) change(id library.ID, f func(*library.Media)) *library.Media {
	k.Helper()
	m, err := k.x.UpdateMedia(k.ctx, 0, id, true, func(m *library.Media) error { f(m); return nil })
	k.ok(err)
	return m
}

func (k *kit) changeAlbum(id library.ID, f func(*library.Taxon)) *library.Taxon {
	k.Helper()
	t, err := k.x.UpdateTaxon(k.ctx, 0, id, func(t *library.Taxon) error { f(t); return nil })
	k.ok(err)
	return t
}

func (k *kit) trash(id library.ID) {
	k.Helper()
	k.change(id, func(m *library.Media) { m.Trashed = day })
}

// get reads an item as the library itself does.
func (k *kit) get(id library.ID) *library.Media {
	k.Helper()
	m, err := k.x.Media(k.ctx, library.Viewer{All: true}, id)
	k.ok(err)
	return m
}

func (k *kit) ok(err error) {
	k.Helper()
	if err != nil {
		k.Fatalf("unexpected error: %v", err)
	}
}

// fails checks that a call named call failed with want.
func (k *kit) fails(call string, err, want error) {
	k.Helper()
	if !errors.Is(err, want) {
		k.Errorf("%s = %v, want %v", call, err, want)
	}
}

// equal checks what a call named call returned.
func equal[T comparable](k *kit, call string, got, want T) {
	k.Helper()
	if got != want {
		k.Errorf("%s = %v, want %v", call, got, want)
	}
}

// same checks the values of a list that a call named call returned.
func same[T comparable](k *kit, call string, got, want []T) {
	k.Helper()
	if !slices.Equal(got, want) {
		k.Errorf("%s = %v, want %v", call, got, want)
	}
}

// collect reads a sequence to its end.
func collect[T any](k *kit, rows iter.Seq2[T, error]) []T {
	k.Helper()
	var all []T
	for row, err := range rows {
		k.ok(err)
		all = append(all, row)
	}
	return all
}

func ids(rows []*library.Media) []library.ID {
	var ids []library.ID
	for _, m := range rows {
		ids = append(ids, m.ID)
	}
	return ids
}

func taxonIDs(rows []*library.Taxon) []library.ID {
	var ids []library.ID
	for _, t := range rows {
		ids = append(ids, t.ID)
	}
	slices.Sort(ids)
	return ids
}

func sorted(ids ...library.ID) []library.ID {
	slices.Sort(ids)
	return ids
}

func digest(s string) library.Digest { return sha256.Sum256([]byte(s)) }

func list(values ...string) mediasock.List { return values }
