package librarytest

import (
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var seeTests = []test{
	{"See/every visibility by every viewer", seeMatrix},
	{"See/an album lets its items be seen", seeThroughAlbum},
	{"See/an album above lets them be seen", seeThroughParent},
	{"See/the trash lets nothing be seen", seeTrash},
	{"See/a link that is empty opens nothing", seeEmptyLink},
	{"See/albums that a viewer does not see are not told", seeAlbumIDs},
	{"See/Count counts what the viewer sees", seeCount},
}

// A seer is a viewer with a name.
type seer struct {
	name string
	library.Viewer
}

func (k *kit) seers(links ...string) []seer {
	return []seer{
		{"owner", library.Viewer{User: k.alice}},
		{"member", library.Viewer{User: k.bob}},
		{"link", library.Viewer{Links: append([]string{"other", ""}, links...)}},
		{"stranger", library.Viewer{}},
		{"library", library.Viewer{All: true}},
	}
}

// visible says who sees what has a visibility.
var visible = map[library.Visibility]string{
	"":              "owner library",
	library.Private: "owner library",
	library.Members: "owner library member",
	library.Link:    "owner library member link",
	library.Public:  "owner library member link stranger",
}

func containsWord(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

// seen checks by every method who sees the item, whose link is link.
func (k *kit) seen(what string, id library.ID, link, who string) {
	k.Helper()
	for _, s := range k.seers(link) {
		want, call := containsWord(who, s.name), what+" for "+s.name
		_, err := k.x.Media(k.ctx, s.Viewer, id)
		if !want {
			k.fails("Media: "+call, err, mediasock.ErrUnknownItem)
		} else if err != nil {
			k.Errorf("Media: %s = %v, want it seen", call, err)
		}
		listed := ids(collect(k, k.x.ListMedia(k.ctx, s.Viewer, library.Query{})))
		equal(k, "ListMedia: "+call, slices.Contains(listed, id), want)
		page, err := k.x.Search(k.ctx, s.Viewer, library.Query{Limit: 1000})
		k.ok(err)
		equal(k, "Search: "+call, slices.Contains(ids(page.Media), id), want)
		equal(k, "Search: total "+call, page.Total, len(page.Media))
	}
}

// seenTaxon checks by every method who sees the album.
func (k *kit) seenTaxon(what string, id library.ID, link, who string) {
	k.Helper()
	for _, s := range k.seers(link) {
		want, call := containsWord(who, s.name), what+" for "+s.name
		_, err := k.x.Taxon(k.ctx, s.Viewer, id)
		if !want {
			k.fails("Taxon: "+call, err, mediasock.ErrUnknownTaxon)
		} else if err != nil {
			k.Errorf("Taxon: %s = %v, want it seen", call, err)
		}
		listed := taxonIDs(collect(k, k.x.Taxa(k.ctx, s.Viewer, 0, false)))
		equal(k, "Taxa: "+call, slices.Contains(listed, id), want)
	}
}

func seeMatrix(k *kit) {
	for visibility, who := range visible {
		link := "link-of-" + string(visibility)
		m := k.add(k.alice, func(m *library.Media) { m.Visibility, m.Link = visibility, link })
		k.seen("an item that is "+string(visibility), m.ID, link, who)
		t := &library.Taxon{Owner: k.alice, Visibility: visibility, Link: link + "-album"}
		k.ok(k.x.AddTaxon(k.ctx, t))
		k.seenTaxon("an album that is "+string(visibility), t.ID, t.Link, who)
	}
}

func seeThroughAlbum(k *kit) {
	for visibility, who := range visible {
		t := k.album(k.alice, visibility)
		m := k.add(k.alice, func(m *library.Media) {
			m.Taxa = []library.ID{k.album(k.alice, library.Private).ID, t.ID}
		})
		k.seen("an item in an album that is "+string(visibility), m.ID, t.Link, who)
		k.changeAlbum(t.ID, func(t *library.Taxon) { t.Visibility = library.Private })
		k.seen("an item in an album that was "+string(visibility), m.ID, t.Link, visible[library.Private])
		k.changeAlbum(t.ID, func(t *library.Taxon) { t.Visibility = visibility })
		k.change(m.ID, func(m *library.Media) { m.Taxa = nil })
		k.seen("an item that was in an album that is "+string(visibility), m.ID, t.Link, visible[library.Private])
	}
}

func seeThroughParent(k *kit) {
	for visibility, who := range visible {
		top := k.album(k.alice, visibility)
		middle := k.album(k.alice, library.Private, k.album(k.alice, library.Private).ID, top.ID)
		low := k.album(k.alice, library.Private, middle.ID)
		m := k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{low.ID} })
		k.seen("an item below an album that is "+string(visibility), m.ID, top.Link, who)
		k.seenTaxon("an album below one that is "+string(visibility), low.ID, top.Link, who)
		k.changeAlbum(middle.ID, func(t *library.Taxon) { t.Parents = nil })
		k.seen("an item that was below", m.ID, top.Link, visible[library.Private])
		k.seenTaxon("an album that was below", low.ID, top.Link, visible[library.Private])
		k.changeAlbum(middle.ID, func(t *library.Taxon) { t.Parents = []library.ID{top.ID} })
		k.changeAlbum(top.ID, func(t *library.Taxon) { t.Trashed = day })
		k.seen("an item below an album in the trash", m.ID, top.Link, visible[library.Private])
		k.seenTaxon("an album below one in the trash", low.ID, top.Link, visible[library.Private])
	}
}

func seeTrash(k *kit) {
	t := k.album(k.alice, library.Public)
	m := k.add(k.alice, func(m *library.Media) { m.Visibility, m.Taxa = library.Public, []library.ID{t.ID} })
	other := k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{t.ID} })
	k.trash(m.ID)
	k.changeAlbum(t.ID, func(t *library.Taxon) { t.Trashed = day })
	for _, s := range k.seers() {
		owner := containsWord("owner library", s.name)
		_, err := k.x.Media(k.ctx, s.Viewer, m.ID)
		equal(k, "Media in the trash for "+s.name, err == nil, owner)
		_, err = k.x.Media(k.ctx, s.Viewer, other.ID)
		equal(k, "Media in a trashed album for "+s.name, err == nil, owner)
		_, err = k.x.Taxon(k.ctx, s.Viewer, t.ID)
		equal(k, "Taxon in the trash for "+s.name, err == nil, owner)
		listed := ids(collect(k, k.x.ListMedia(k.ctx, s.Viewer, library.Query{Trash: true})))
		equal(k, "ListMedia of the trash for "+s.name, slices.Contains(listed, m.ID), owner)
		equal(k, "ListMedia of the trash has no other", slices.Contains(listed, other.ID), false)
		listed = ids(collect(k, k.x.ListMedia(k.ctx, s.Viewer, library.Query{})))
		equal(k, "ListMedia for "+s.name, slices.Contains(listed, m.ID), false)
		albums := collect(k, k.x.Taxa(k.ctx, s.Viewer, 0, true))
		equal(k, "Taxa of the trash for "+s.name, len(albums) == 1, owner)
		equal(k, "Taxa for "+s.name, len(collect(k, k.x.Taxa(k.ctx, s.Viewer, 0, false))), 0)
	}
}

func seeEmptyLink(k *kit) {
	m := k.add(k.alice, func(m *library.Media) { m.Visibility, m.Link = library.Link, "" })
	k.seen("an item whose link is empty", m.ID, "", visible[library.Members])
}

func seeAlbumIDs(k *kit) {
	secret, public := k.album(k.alice, library.Private), k.album(k.alice, library.Public)
	trashed := k.album(k.alice, library.Public)
	all := []library.ID{secret.ID, public.ID, trashed.ID}
	m := k.add(k.alice, func(m *library.Media) { m.Taxa = all })
	child := k.album(k.alice, library.Public, all...)
	k.changeAlbum(trashed.ID, func(t *library.Taxon) { t.Trashed = day })
	for name, want := range map[string][]library.ID{
		"owner": sorted(secret.ID, public.ID), "member": {public.ID}, "link": {public.ID},
		"stranger": {public.ID}, "library": sorted(all...),
	} {
		for _, s := range k.seers() {
			if s.name != name {
				continue
			}
			got, err := k.x.Media(k.ctx, s.Viewer, m.ID)
			k.ok(err)
			same(k, "Media: Taxa for "+name, sorted(got.Taxa...), want)
			listed := collect(k, k.x.ListMedia(k.ctx, s.Viewer, library.Query{}))
			same(k, "ListMedia: Taxa for "+name, sorted(listed[0].Taxa...), want)
			t, err := k.x.Taxon(k.ctx, s.Viewer, child.ID)
			k.ok(err)
			same(k, "Taxon: Parents for "+name, sorted(t.Parents...), want)
		}
	}
}

func seeCount(k *kit) {
	t := k.album(k.alice, library.Private)
	in := func(v library.Visibility, trashed bool) {
		k.add(k.alice, func(m *library.Media) {
			m.Visibility, m.Taxa = v, []library.ID{t.ID}
			if trashed {
				m.Trashed = day
			}
		})
	}
	in(library.Private, false)
	in(library.Public, false)
	in(library.Public, true)
	k.count(t.ID, library.Viewer{User: k.alice}, 2)
	k.count(t.ID, library.Viewer{All: true}, 2)
	top := k.album(k.alice, library.Public)
	k.changeAlbum(t.ID, func(t *library.Taxon) { t.Parents = []library.ID{top.ID} })
	k.count(t.ID, library.Viewer{}, 2)
	k.count(top.ID, library.Viewer{}, 0)
}

func (k *kit) count(id library.ID, v library.Viewer, want int) {
	k.Helper()
	t, err := k.x.Taxon(k.ctx, v, id)
	k.ok(err)
	equal(k, "Taxon: Count", t.Count, want)
	for _, parent := range append(t.Parents, 0) {
		page, err := k.x.TaxaPage(k.ctx, v, library.TaxaQuery{Parent: parent})
		k.ok(err)
		for _, t := range page.Taxa {
			if t.ID == id {
				equal(k, "TaxaPage: Count", t.Count, want)
			}
		}
	}
}
