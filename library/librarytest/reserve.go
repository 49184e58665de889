package librarytest

import (
	"context"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// reserveTests are for indexes that can add what is durable elsewhere.
var reserveTests = []test{
	{"Reserve/every call sees what was added", reserveSeen},
	{"Reserve/the same bytes again", reserveAgain},
	{"Reserve/an update takes no bytes that arrive", reserveUpdate},
	{"Reserve/others wait for the same bytes", reserveWaits},
	{"Reserve/what is not allowed", reserveRefused},
	{"Reserve/an album that goes meanwhile", reserveAlbum},
	{"Reserve/one of many", reserveMany},
}

// reserve reserves an item, which must be possible.
func (k *kit) reserve(m *library.Media) (x library.ReservingIndex, release func()) {
	k.Helper()
	x = k.x.(library.ReservingIndex)
	release, ok, err := x.Reserve(k.ctx, m)
	k.ok(err)
	if !ok || m.ID == 0 {
		k.Fatalf("Reserve = %v with id %v, want true and one", ok, m.ID)
	}
	return x, release
}

// late adds an item of the owner that was reserved.
func (k *kit) late(owner library.ID, jobs ...library.Job) *library.Media {
	k.Helper()
	m := k.item(owner)
	x, release := k.reserve(m)
	x.AddReserved(m, jobs...)
	release()
	return m
}

func reserveSeen(k *kit) {
	before, err := k.x.Changed(k.ctx)
	k.ok(err)
	for name, sees := range map[string]func(*library.Media) bool{
		"Media": func(m *library.Media) bool { return k.get(m.ID).Title == m.Title },
		"Search": func(m *library.Media) bool {
			p, err := k.x.Search(k.ctx, library.Viewer{User: k.alice}, library.Query{Terms: m.Title})
			k.ok(err)
			return len(p.Media) == 1
		},
		"ListMedia": func(m *library.Media) bool {
			all := ids(collect(k, k.x.ListMedia(k.ctx, k.all(), library.Query{Order: library.Recent})))
			return len(all) > 0 && all[0] == m.ID
		},
		"FindMedia": func(m *library.Media) bool {
			found, err := k.x.FindMedia(k.ctx, k.alice, "sha256", m.Digest[:])
			return err == nil && found.ID == m.ID
		},
		"References": func(m *library.Media) bool {
			n, err := k.x.References(k.ctx, m.Digest)
			return err == nil && n == 1
		},
		"Changed": func(*library.Media) bool {
			n, err := k.x.Changed(k.ctx)
			return err == nil && n > before
		},
		"LeaseJobs": func(m *library.Media) bool {
			for j := k.lease(0, "preview"); j != nil; j = k.lease(0, "preview") {
				if j.Media == m.ID {
					return true
				}
			}
			return false
		},
		"UpdateMedia": func(m *library.Media) bool {
			_, err := k.x.UpdateMedia(k.ctx, k.alice, m.ID, true, rename)
			return err == nil
		},
		"PurgeMedia": func(m *library.Media) bool { return k.x.PurgeMedia(k.ctx, m.ID) == nil },
	} {
		if m := k.late(k.alice, library.Job{Kind: "preview"}); !sees(m) {
			k.Errorf("%s does not see what was added just before", name)
		}
	}
	k.ok(k.x.(library.ReservingIndex).Sync(k.ctx))
}

func reserveAgain(k *kit) {
	m := k.late(k.alice)
	again := &library.Media{Owner: k.alice, Digest: m.Digest, Size: m.Size}
	_, ok, err := k.x.(library.ReservingIndex).Reserve(k.ctx, again)
	k.ok(err)
	equal(k, "Reserve of bytes that the owner has", ok, false)
	k.fails("AddMedia", k.x.AddMedia(k.ctx, again), mediasock.ErrExists)
	equal(k, "ID of the same bytes", again.ID, m.ID)
	bobs := &library.Media{Owner: k.bob, Digest: m.Digest, Size: m.Size}
	_, release := k.reserve(bobs)
	release()
}

func reserveUpdate(k *kit) {
	other := k.add(k.alice, nil)
	m := k.item(k.alice)
	x, release := k.reserve(m)
	_, err := k.x.UpdateMedia(k.ctx, k.alice, other.ID, true, func(o *library.Media) error { o.Digest = m.Digest; return nil })
	k.fails("UpdateMedia", err, library.ErrSameBytes)
	x.AddReserved(m)
	release()
	equal(k, "Digest", k.get(m.ID).Digest, m.Digest)
}

func reserveWaits(k *kit) {
	m := k.item(k.alice)
	x, release := k.reserve(m)
	ctx, cancel := context.WithTimeout(k.ctx, 20*time.Millisecond)
	defer cancel()
	again := &library.Media{Owner: k.alice, Digest: m.Digest, Size: m.Size}
	k.fails("AddMedia", k.x.AddMedia(ctx, again), context.DeadlineExceeded)
	told := make(chan error)
	go func() { told <- k.x.AddMedia(k.ctx, again) }()
	x.AddReserved(m)
	release()
	k.fails("AddMedia", <-told, mediasock.ErrExists)
	equal(k, "ID of the same bytes", again.ID, m.ID)
}

func reserveRefused(k *kit) {
	x := k.x.(library.ReservingIndex)
	foreign := k.album(k.bob, library.Private)
	for name, m := range map[string]*library.Media{
		"of nobody":            k.item(12345),
		"in another's album":   func() *library.Media { m := k.item(k.alice); m.Taxa = []library.ID{foreign.ID}; return m }(),
		"whose bytes are here": {Owner: k.alice, Digest: k.add(k.alice, nil).Digest, Size: 1},
	} {
		if _, ok, err := x.Reserve(k.ctx, m); ok || err != nil {
			k.Errorf("Reserve of an item %s = %v, %v, want false", name, ok, err)
		}
	}
}

func reserveAlbum(k *kit) {
	album := k.album(k.alice, library.Private)
	m := k.item(k.alice)
	m.Taxa = []library.ID{album.ID}
	x, release := k.reserve(m)
	defer release()
	k.ok(k.x.PurgeTaxon(k.ctx, album.ID))
	x.AddReserved(m)
	same(k, "Taxa", k.get(m.ID).Taxa, nil)
}

func reserveMany(k *kit) {
	const many = 300
	together(4, func(i int) {
		for n := range many / 4 {
			m := &library.Media{Owner: k.alice, Digest: digest(string(rune(i*many + n))), Size: 1, Name: "a", Added: day}
			x, release := k.reserve(m)
			x.AddReserved(m)
			release()
			if n%20 == 0 {
				k.get(m.ID)
			}
		}
	})
	equal(k, "items", len(collect(k, k.x.ListMedia(k.ctx, k.all(), library.Query{}))), many)
}
