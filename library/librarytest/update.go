package librarytest

import (
	"errors"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var updateTests = []test{
	{"Update/every field can be changed", updateEveryField},
	{"Update/only the owner's items", updateOwner},
	{"Update/an error writes nothing", updateError},
	{"Update/what identifies the item stays", updateIdentity},
	{"Update/nothing changed is no change", updateNothing},
	{"Update/an insignificant change keeps Updated", updateInsignificant},
	{"Update/albums are checked when they are new", updateAlbums},
	{"Update/older bytes are kept", updateBytes},
	{"Update/bytes of another item are refused", updateSameBytes},
}

func updateEveryField(k *kit) {
	m, want := k.add(k.alice, nil), k.whole()
	got := k.change(m.ID, func(m *library.Media) {
		id, owner, added, updated, change := m.ID, m.Owner, m.Added, m.Updated, m.Change
		*m = *want.Clone()
		m.ID, m.Owner, m.Added, m.Updated, m.Change = id, owner, added, updated, change
	})
	want.ID, want.Added, want.Updated, want.Change = m.ID, m.Added, got.Updated, got.Change
	sameMedia(k, "UpdateMedia", got, want)
	sameMedia(k, "Media", k.get(m.ID), want)
}

func updateOwner(k *kit) {
	m := k.add(k.alice, func(m *library.Media) { m.Visibility = library.Public })
	called := func(*library.Media) error { k.Errorf("change was called"); return nil }
	_, err := k.x.UpdateMedia(k.ctx, k.bob, m.ID, true, called)
	k.fails("UpdateMedia of another's", err, mediasock.ErrUnknownItem)
	_, err = k.x.UpdateMedia(k.ctx, k.alice, 4711, true, called)
	k.fails("UpdateMedia of nothing", err, mediasock.ErrUnknownItem)
	got, err := k.x.UpdateMedia(k.ctx, k.alice, m.ID, true, func(m *library.Media) error { m.Title = "new"; return nil })
	k.ok(err)
	equal(k, "Title", got.Title, "new")
}

func updateError(k *kit) {
	m, refusal := k.add(k.alice, nil), errors.New("refused")
	before, _ := k.x.Changed(k.ctx)
	_, err := k.x.UpdateMedia(k.ctx, k.alice, m.ID, true, func(m *library.Media) error {
		m.Title = "new"
		return refusal
	}, library.Job{Kind: "sums"})
	k.fails("UpdateMedia", err, refusal)
	equal(k, "Title", k.get(m.ID).Title, m.Title)
	after, err := k.x.Changed(k.ctx)
	k.ok(err)
	equal(k, "Changed", after, before)
	if j := k.leaseAt(day, 1, "sums"); j != nil {
		k.Errorf("a refused update left the job %+v", j)
	}
}

func updateIdentity(k *kit) {
	m := k.add(k.alice, nil)
	got := k.change(m.ID, func(m *library.Media) {
		m.ID, m.Owner, m.Added, m.Change, m.Title = 99, k.bob, day.AddDate(-1, 0, 0), 1, "new"
	})
	equal(k, "ID", got.ID, m.ID)
	equal(k, "Owner", got.Owner, m.Owner)
	equal(k, "Title", got.Title, "new")
	if !got.Added.Equal(m.Added) || got.Change <= m.Change {
		k.Errorf("Added, Change = %v, %d, want %v and more than %d", got.Added, got.Change, m.Added, m.Change)
	}
	got.Taxa = nil
	sameMedia(k, "Media", k.get(m.ID), got)
}

func updateNothing(k *kit) {
	m := k.add(k.alice, nil)
	got, err := k.x.UpdateMedia(k.ctx, k.alice, m.ID, true, func(*library.Media) error { return nil }, library.Job{Kind: "sums"})
	k.ok(err)
	equal(k, "Change", got.Change, m.Change)
	equal(k, "Updated", got.Updated.Equal(m.Updated), true)
	waiting, _, err := k.x.CountJobs(k.ctx, 0)
	k.ok(err)
	equal(k, "jobs", waiting["sums"], 1)
}

func updateInsignificant(k *kit) {
	m := k.add(k.alice, nil)
	set := func(m *library.Media) error { m.SHA1 = make([]byte, 20); return nil }
	got, err := k.x.UpdateMedia(k.ctx, 0, m.ID, false, set)
	k.ok(err)
	equal(k, "Updated stays", got.Updated.Equal(m.Updated), true)
	equal(k, "Change grows", got.Change > m.Change, true)
	got = k.change(m.ID, func(m *library.Media) { m.Title = "new" })
	equal(k, "Updated grows", got.Updated.After(m.Updated), true)
}

func updateAlbums(k *kit) {
	a, hers := k.album(k.alice, library.Private), k.album(k.bob, library.Public)
	m := k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{a.ID} })
	_, err := k.x.UpdateMedia(k.ctx, k.alice, m.ID, true, func(m *library.Media) error {
		m.Title, m.Taxa = "new", append(m.Taxa, hers.ID)
		return nil
	})
	k.fails("UpdateMedia into another's album", err, mediasock.ErrUnknownTaxon)
	equal(k, "Title", k.get(m.ID).Title, m.Title)
	k.changeAlbum(a.ID, func(t *library.Taxon) { t.Trashed = day })
	got := k.change(m.ID, func(m *library.Media) {
		same(k, "albums that change sees", m.Taxa, []library.ID{a.ID})
		m.Title = "new"
	})
	same(k, "a trashed album stays", got.Taxa, []library.ID{a.ID})
	k.change(m.ID, func(m *library.Media) { m.Taxa = nil })
	equal(k, "albums", len(k.get(m.ID).Taxa), 0)
}

func updateBytes(k *kit) {
	m := k.add(k.alice, func(m *library.Media) { m.Size = 100 })
	k.change(m.ID, func(m *library.Media) { m.Digest, m.Size = digest("second"), 20 })
	k.references(m.Digest, 1)
	k.references(digest("second"), 1)
	k.usage(k.alice, 120)
	older := collect(k, k.x.OlderMedia(k.ctx, 0))
	equal(k, "OlderMedia", len(older), 1)
	o := older[0]
	if o.Media != m.ID || o.Owner != k.alice || o.Digest != m.Digest || o.Size != 100 || o.Name != m.Name || o.Type != m.Type || o.Replaced.IsZero() {
		k.Errorf("OlderMedia = %+v, want what the item was: %+v", o, m)
	}
	equal(k, "OlderMedia of bob", len(collect(k, k.x.OlderMedia(k.ctx, k.bob))), 0)
	k.change(m.ID, func(n *library.Media) { n.Digest, n.Size = m.Digest, 100 })
	k.references(m.Digest, 1)
	replaced := collect(k, k.x.OlderMedia(k.ctx, 0))[0].Replaced
	k.drops(m.ID, digest("second"), replaced, false)
	k.references(digest("second"), 1)
	k.drops(m.ID, digest("second"), replaced.Add(time.Microsecond), true)
	k.drops(m.ID, digest("second"), replaced.Add(time.Microsecond), false)
	k.references(digest("second"), 0)
	k.usage(k.alice, 100)
}

// drops checks whether DropOlder finds something to forget.
func (k *kit) drops(id library.ID, d library.Digest, before time.Time, want bool) {
	k.Helper()
	dropped, err := k.x.DropOlder(k.ctx, id, d, before)
	k.ok(err)
	equal(k, "DropOlder", dropped, want)
}

func updateSameBytes(k *kit) {
	a, b := k.add(k.alice, nil), k.add(k.alice, nil)
	k.trash(b.ID)
	_, err := k.x.UpdateMedia(k.ctx, k.alice, a.ID, true, func(m *library.Media) error {
		m.Digest = b.Digest
		return nil
	})
	k.fails("UpdateMedia to another item's bytes", err, library.ErrSameBytes)
	equal(k, "Digest", k.get(a.ID).Digest, a.Digest)
}
