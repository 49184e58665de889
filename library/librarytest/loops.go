package librarytest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var loopTests = []test{
	{"Loops/stop early", loopsStop},
	{"Loops/may use the index in their body", loopsNest},
	{"Loops/end with the context", loopsCancel},
	{"Calls/fail with the context", callsCancel},
	{"Calls/from several goroutines", concurrency},
	{"Calls/the same bytes at once are one item", concurrentDuplicates},
}

// together runs f in n goroutines and waits for them.
func together(n int, f func(i int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { f(i) })
	}
	group.Wait()
}

// loops runs f over each kind of sequence of an index that has rows in it.
func (k *kit) loops(ctx context.Context, f func(name string, rows iter.Seq2[any, error])) {
	k.Helper()
	f("ListMedia", boxed(k.x.ListMedia(ctx, k.all(), library.Query{})))
	f("ListMedia with terms", boxed(k.x.ListMedia(ctx, k.all(), library.Query{Terms: "jpg"})))
	f("Taxa", boxed(k.x.Taxa(ctx, k.all(), 0, false)))
	f("Users", boxed(k.x.Users(ctx)))
	f("Keys", boxed(k.x.Keys(ctx, "app", 0, "", day)))
	f("OlderMedia", boxed(k.x.OlderMedia(ctx, 0)))
}

func boxed[T any](rows iter.Seq2[T, error]) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for row, err := range rows {
			if !yield(row, err) {
				return
			}
		}
	}
}

// fill adds at least three rows of each kind.
func (k *kit) fill() {
	k.Helper()
	k.user("carol")
	for i := range 3 {
		m := k.add(k.alice, nil)
		k.change(m.ID, func(m *library.Media) { m.Digest = digest(fmt.Sprint("new", i)) })
		k.album(k.alice, library.Private)
		k.key("app", k.alice, "")
	}
}

func loopsStop(k *kit) {
	k.fill()
	k.loops(k.ctx, func(name string, rows iter.Seq2[any, error]) {
		n := 0
		for _, err := range rows {
			k.ok(err)
			if n++; n == 2 {
				break
			}
		}
		equal(k, name+": rows before the break", n, 2)
	})
	k.add(k.alice, nil) // nothing was left locked
}

func loopsNest(k *kit) {
	k.fill()
	k.loops(k.ctx, func(name string, rows iter.Seq2[any, error]) {
		for _, err := range rows {
			k.ok(err)
			k.get(k.add(k.alice, nil).ID)
			if n := len(collect(k, k.x.Users(k.ctx))); n != 3 {
				k.Errorf("%s: Users in its body = %d, want 3", name, n)
			}
		}
	})
}

func loopsCancel(k *kit) {
	k.fill()
	ctx, cancel := context.WithCancel(k.ctx)
	cancel()
	k.loops(ctx, func(name string, rows iter.Seq2[any, error]) {
		var last error
		for _, err := range rows {
			last = err
		}
		k.fails(name+" with a cancelled context", last, context.Canceled)
	})
}

func callsCancel(k *kit) {
	m, t := k.add(k.alice, nil), k.album(k.alice, library.Private)
	before, _ := k.x.Changed(k.ctx)
	ctx, cancel := context.WithCancel(k.ctx)
	cancel()
	for name, call := range map[string]func() error{
		"Media":       func() error { _, err := k.x.Media(ctx, k.all(), m.ID); return err },
		"UpdateMedia": func() error { _, err := k.x.UpdateMedia(ctx, 0, m.ID, true, rename); return err },
		"PurgeMedia":  func() error { return k.x.PurgeMedia(ctx, m.ID) },
		"Search":      func() error { _, err := k.x.Search(ctx, k.all(), library.Query{}); return err },
		"References":  func() error { _, err := k.x.References(ctx, m.Digest); return err },
		"AddTaxon":    func() error { return k.x.AddTaxon(ctx, &library.Taxon{Owner: k.alice}) },
		"Taxon":       func() error { _, err := k.x.Taxon(ctx, k.all(), t.ID); return err },
		"PurgeTaxon":  func() error { return k.x.PurgeTaxon(ctx, t.ID) },
		"AddUser":     func() error { return k.x.AddUser(ctx, &library.User{Name: "x"}) },
		"User":        func() error { _, err := k.x.User(ctx, library.User{ID: k.alice}); return err },
		"LeaseJobs":   func() error { _, err := k.x.LeaseJobs(ctx, day, 1, 1, "sums"); return err },
		"SetSetting":  func() error { _, err := k.x.SetSetting(ctx, "a", "b", false); return err },
	} {
		k.fails(name+" with a cancelled context", call(), context.Canceled)
	}
	after, err := k.x.Changed(k.ctx)
	k.ok(err)
	equal(k, "Changed", after, before)
	equal(k, "Title", k.get(m.ID).Title, m.Title)
}

func rename(m *library.Media) error {
	m.Title += " renamed"
	return nil
}

func concurrency(k *kit) {
	const writers, items = 4, 15
	album := k.album(k.alice, library.Public)
	counted := k.add(k.alice, func(m *library.Media) { m.Size = 0 })
	together(writers, func(w int) {
		for i := range items {
			m := &library.Media{Owner: k.alice, Digest: digest(fmt.Sprint(w, i)), Title: "sea", Taxa: []library.ID{album.ID}}
			if err := k.x.AddMedia(k.ctx, m); err != nil {
				k.Errorf("AddMedia: %v", err)
				return
			}
			_, err := k.x.UpdateMedia(k.ctx, k.alice, counted.ID, true, func(m *library.Media) error { m.Size++; return nil })
			if err != nil {
				k.Errorf("UpdateMedia: %v", err)
			}
			page, err := k.x.Search(k.ctx, library.Viewer{}, library.Query{Terms: "sea"})
			if err != nil || page.Total < i+1 {
				k.Errorf("Search = %v, %v, want at least %d items", page, err, i+1)
			}
		}
	})
	equal(k, "increments", k.get(counted.ID).Size, writers*items)
	k.count(album.ID, library.Viewer{}, writers*items)
	changes := map[int64]bool{}
	for _, m := range collect(k, k.x.ListMedia(k.ctx, k.all(), library.Query{})) {
		changes[m.Change] = true
	}
	equal(k, "numbers of the change sequence", len(changes), writers*items+1)
}

func concurrentDuplicates(k *kit) {
	const n = 8
	found := make([]library.ID, n)
	added := make([]bool, n)
	together(n, func(i int) {
		m := &library.Media{Owner: k.alice, Digest: digest("same")}
		err := k.x.AddMedia(k.ctx, m)
		found[i], added[i] = m.ID, err == nil
		if err != nil && !errors.Is(err, mediasock.ErrExists) {
			k.Errorf("AddMedia = %v", err)
		}
	})
	slices.Sort(found)
	equal(k, "items", len(slices.Compact(found)), 1)
	equal(k, "times added", len(slices.DeleteFunc(added, func(a bool) bool { return !a })), 1)
}
