package librarytest

import (
	"errors"
	"reflect"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var taxaTests = []test{
	{"TaxaPage/by title, page by page", taxaPages},
	{"Taxa/every field comes back", everyTaxonField},
	{"Taxa/A-53 the same title is another album", sameTitle},
	{"Taxa/parents are checked", taxonParents},
	{"Taxa/cycles are refused", cycles},
	{"Taxa/UpdateTaxon", updateTaxon},
	{"Taxa/by owner", taxaByOwner},
}

func everyTaxonField(k *kit) {
	a, b := k.album(k.alice, library.Private), k.album(k.alice, library.Private)
	t := &library.Taxon{
		ID: 4711, Owner: k.alice, Title: "Ünïcödé \"title\" -->", Caption: "one\ntwo", Note: "note",
		Icon: 12, Attributes: mediasock.AttributeList{{Name: "event", Value: "wedding"}},
		Parents: []library.ID{a.ID, b.ID, a.ID}, Visibility: library.Link, Link: "token",
		Added: day, Updated: day.Add(time.Hour), Trashed: day.Add(2 * time.Hour),
	}
	k.ok(k.x.AddTaxon(k.ctx, t))
	got, err := k.x.Taxon(k.ctx, k.all(), t.ID)
	k.ok(err)
	same(k, "Parents", sorted(got.Parents...), sorted(a.ID, b.ID))
	for _, t := range []*library.Taxon{got, t} {
		t.Added, t.Updated, t.Trashed, t.Parents = t.Added.UTC(), t.Updated.UTC(), t.Trashed.UTC(), nil
	}
	if !reflect.DeepEqual(got, t) {
		k.Errorf("Taxon = %+v, want %+v", got, t)
	}
}

func sameTitle(k *kit) {
	before, _ := k.x.Changed(k.ctx)
	a, b := k.album(k.alice, library.Private), k.album(k.alice, library.Private)
	equal(k, "the same album", a.ID == b.ID, false)
	equal(k, "Change grows", before < a.Change && a.Change < b.Change, true)
	equal(k, "Added and Updated are set", a.Added.IsZero() || a.Updated.IsZero(), false)
	k.fails("AddTaxon with an id that is taken", k.x.AddTaxon(k.ctx, &library.Taxon{ID: a.ID, Owner: k.alice}), library.ErrIDTaken)
	k.fails("AddTaxon of no account", k.x.AddTaxon(k.ctx, &library.Taxon{Owner: 4711}), library.ErrUnknownUser)
}

func taxonParents(k *kit) {
	hers, trashed := k.album(k.bob, library.Public), k.album(k.alice, library.Private)
	k.changeAlbum(trashed.ID, func(t *library.Taxon) { t.Trashed = day })
	child := k.album(k.alice, library.Private)
	for name, id := range map[string]library.ID{"another's": hers.ID, "no": 4711, "a trashed": trashed.ID} {
		t := &library.Taxon{Owner: k.alice, Parents: []library.ID{id}}
		k.fails("AddTaxon in "+name+" album", k.x.AddTaxon(k.ctx, t), mediasock.ErrUnknownTaxon)
		_, err := k.x.UpdateTaxon(k.ctx, k.alice, child.ID, func(t *library.Taxon) error { t.Parents = []library.ID{id}; return nil })
		k.fails("UpdateTaxon into "+name+" album", err, mediasock.ErrUnknownTaxon)
	}
	equal(k, "albums", len(collect(k, k.x.Taxa(k.ctx, k.all(), 0, false))), 2)
}

func cycles(k *kit) {
	a := k.album(k.alice, library.Private)
	b := k.album(k.alice, library.Private, a.ID)
	c := k.album(k.alice, library.Private, b.ID)
	for name, id := range map[string]library.ID{"itself": a.ID, "its child": b.ID, "its child's child": c.ID} {
		_, err := k.x.UpdateTaxon(k.ctx, k.alice, a.ID, func(t *library.Taxon) error { t.Parents = []library.ID{id}; return nil })
		k.fails("UpdateTaxon into "+name, err, library.ErrCycle)
	}
	k.changeAlbum(c.ID, func(t *library.Taxon) { t.Parents = []library.ID{a.ID, b.ID} })
	got, err := k.x.Taxon(k.ctx, k.all(), c.ID)
	k.ok(err)
	same(k, "Parents", sorted(got.Parents...), sorted(a.ID, b.ID))
}

func updateTaxon(k *kit) {
	t := k.album(k.alice, library.Public)
	_, err := k.x.UpdateTaxon(k.ctx, k.bob, t.ID, func(*library.Taxon) error { k.Errorf("change was called"); return nil })
	k.fails("UpdateTaxon of another's", err, mediasock.ErrUnknownTaxon)
	refusal := errors.New("refused")
	_, err = k.x.UpdateTaxon(k.ctx, k.alice, t.ID, func(t *library.Taxon) error { t.Title = "new"; return refusal })
	k.fails("UpdateTaxon", err, refusal)
	same := k.changeAlbum(t.ID, func(*library.Taxon) {})
	equal(k, "Change", same.Change, t.Change)
	equal(k, "Title", same.Title, t.Title)
	got := k.changeAlbum(t.ID, func(t *library.Taxon) { t.ID, t.Owner, t.Title = 1, k.bob, "new" })
	equal(k, "ID", got.ID, t.ID)
	equal(k, "Owner", got.Owner, k.alice)
	equal(k, "Title", got.Title, "new")
	equal(k, "Change and Updated grow", got.Change > t.Change && got.Updated.After(t.Updated), true)
}

func taxaByOwner(k *kit) {
	a, b := k.album(k.alice, library.Private), k.album(k.bob, library.Public)
	for _, f := range []struct {
		v     library.Viewer
		owner library.ID
		want  []library.ID
	}{
		{library.Viewer{User: k.alice}, 0, sorted(a.ID, b.ID)},
		{library.Viewer{User: k.alice}, k.alice, []library.ID{a.ID}},
		{library.Viewer{User: k.bob}, k.alice, nil},
		{library.Viewer{}, 0, []library.ID{b.ID}},
	} {
		same(k, "Taxa", taxonIDs(collect(k, k.x.Taxa(k.ctx, f.v, f.owner, false))), f.want)
	}
}

// taxaPages: each album once, by title whatever its case, in its album or in none.
func taxaPages(k *kit) {
	named := func(title string, v library.Visibility, parents ...library.ID) library.ID {
		t := k.album(k.alice, v, parents...)
		k.changeAlbum(t.ID, func(t *library.Taxon) { t.Title = title })
		return t.ID
	}
	top, hidden := named("m", library.Public), named("hidden", library.Private)
	for _, title := range []string{"b", "A", "c. d", "C", "b"} {
		named(title, library.Public, top)
	}
	named("lost", library.Public, hidden)
	trashed := named("trashed", library.Public)
	k.changeAlbum(trashed, func(t *library.Taxon) { t.Trashed = day })
	for _, f := range []struct {
		name   string
		v      library.Viewer
		parent library.ID
		want   string
	}{
		{"in an album", library.Viewer{}, top, "A b b C c. d"},
		{"in none that a stranger sees", library.Viewer{}, 0, "lost m"},
		{"in none", library.Viewer{User: k.alice}, 0, "hidden m"},
		{"in one that is not seen", library.Viewer{}, hidden, ""},
	} {
		for _, limit := range []int{1, 2, 0} {
			equal(k, f.name, k.titles(f.v, library.TaxaQuery{Parent: f.parent, Limit: limit}), f.want)
		}
	}
	_, err := k.x.TaxaPage(k.ctx, library.Viewer{}, library.TaxaQuery{After: "x"})
	k.fails("TaxaPage after no cursor", err, mediasock.ErrUnsupported)
}

// titles returns the titles on all pages.
func (k *kit) titles(v library.Viewer, q library.TaxaQuery) string {
	var titles []string
	for range 20 {
		page, err := k.x.TaxaPage(k.ctx, v, q)
		k.ok(err)
		for _, t := range page.Taxa {
			titles = append(titles, t.Title)
		}
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	return strings.Join(titles, " ")
}
