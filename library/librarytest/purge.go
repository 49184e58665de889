package librarytest

import (
	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var purgeTests = []test{
	{"Purge/a tombstone answers those who could see it", purgeGone},
	{"Purge/an id is not used again", purgeID},
	{"Purge/jobs, icons and older bytes go too", purgeRest},
	{"Purge/an album leaves its items and children", purgeTaxon},
}

func purgeGone(k *kit) {
	viewers := map[string]library.Viewer{
		"owner": {User: k.alice}, "member": {User: k.bob}, "stranger": {},
		"link": {Links: []string{"token"}}, "library": {All: true},
	}
	for visibility, knows := range map[library.Visibility]string{
		library.Private: "owner library", library.Members: "owner library member",
		library.Link: "owner library member link", library.Public: "owner library member link stranger",
	} {
		m := k.add(k.alice, func(m *library.Media) { m.Visibility, m.Link = visibility, "token" })
		k.ok(k.x.PurgeMedia(k.ctx, m.ID))
		for name, v := range viewers {
			want := mediasock.ErrUnknownItem
			if containsWord(knows, name) {
				want = library.ErrGone
			}
			_, err := k.x.Media(k.ctx, v, m.ID)
			k.fails("Media of a purged "+string(visibility)+" item for "+name, err, want)
		}
		album := k.album(k.alice, visibility)
		within := k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{album.ID} })
		k.change(within.ID, func(m *library.Media) { m.Trashed = day })
		k.ok(k.x.PurgeMedia(k.ctx, within.ID))
		for _, name := range []string{"owner", "member", "stranger"} {
			want := mediasock.ErrUnknownItem
			if containsWord(knows, name) {
				want = library.ErrGone
			}
			_, err := k.x.Media(k.ctx, viewers[name], within.ID)
			k.fails("Media of a purged item of a "+string(visibility)+" album for "+name, err, want)
		}
	}
}

func purgeID(k *kit) {
	m, a := k.add(k.alice, nil), k.album(k.alice, library.Private)
	k.ok(k.x.PurgeMedia(k.ctx, m.ID))
	k.ok(k.x.PurgeTaxon(k.ctx, a.ID))
	k.fails("PurgeMedia again", k.x.PurgeMedia(k.ctx, m.ID), library.ErrGone)
	k.fails("PurgeTaxon again", k.x.PurgeTaxon(k.ctx, a.ID), library.ErrGone)
	k.fails("PurgeMedia of nothing", k.x.PurgeMedia(k.ctx, 4711), mediasock.ErrUnknownItem)
	k.fails("PurgeTaxon of nothing", k.x.PurgeTaxon(k.ctx, 4711), mediasock.ErrUnknownTaxon)
	twin := k.item(k.alice)
	twin.ID = m.ID
	k.fails("AddMedia", k.x.AddMedia(k.ctx, twin), library.ErrIDTaken)
	k.fails("AddTaxon", k.x.AddTaxon(k.ctx, &library.Taxon{ID: a.ID, Owner: k.alice}), library.ErrIDTaken)
	_, err := k.x.UpdateMedia(k.ctx, k.alice, m.ID, true, func(*library.Media) error { return nil })
	k.fails("UpdateMedia", err, library.ErrGone)
	_, err = k.x.UpdateTaxon(k.ctx, k.alice, a.ID, func(*library.Taxon) error { return nil })
	k.fails("UpdateTaxon", err, library.ErrGone)
	m2 := k.item(k.alice)
	m2.Digest = m.Digest
	k.ok(k.x.AddMedia(k.ctx, m2))
}

func purgeRest(k *kit) {
	m := k.item(k.alice)
	k.ok(k.x.AddMedia(k.ctx, m, library.Job{Kind: "sums"}))
	a := k.album(k.alice, library.Private)
	k.changeAlbum(a.ID, func(t *library.Taxon) { t.Icon = m.ID })
	k.change(m.ID, func(m *library.Media) { m.Digest = digest("second") })
	before, _ := k.x.Changed(k.ctx)
	k.ok(k.x.PurgeMedia(k.ctx, m.ID))
	k.references(m.Digest, 0)
	k.references(digest("second"), 0)
	k.usage(k.alice, 0)
	waiting, failed, err := k.x.CountJobs(k.ctx, 0)
	k.ok(err)
	equal(k, "jobs", len(waiting)+len(failed), 0)
	got, err := k.x.Taxon(k.ctx, library.Viewer{User: k.alice}, a.ID)
	k.ok(err)
	equal(k, "Icon", got.Icon, 0)
	after, err := k.x.Changed(k.ctx)
	k.ok(err)
	equal(k, "Changed grows", after > before, true)
}

func purgeTaxon(k *kit) {
	top := k.album(k.alice, library.Public)
	child := k.album(k.alice, library.Private, top.ID)
	m := k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{top.ID} })
	_, err := k.x.Media(k.ctx, library.Viewer{}, m.ID)
	k.ok(err)
	k.ok(k.x.PurgeTaxon(k.ctx, top.ID))
	equal(k, "albums", len(k.get(m.ID).Taxa), 0)
	got, err := k.x.Taxon(k.ctx, library.Viewer{User: k.alice}, child.ID)
	k.ok(err)
	equal(k, "parents", len(got.Parents), 0)
	_, err = k.x.Media(k.ctx, library.Viewer{}, m.ID)
	k.fails("Media for a stranger, without its public album", err, mediasock.ErrUnknownItem)
	_, err = k.x.Taxon(k.ctx, library.Viewer{}, top.ID)
	k.fails("Taxon for a stranger", err, library.ErrGone)
	_, err = k.x.Taxon(k.ctx, library.Viewer{}, child.ID)
	k.fails("Taxon for a stranger", err, mediasock.ErrUnknownTaxon)
}
