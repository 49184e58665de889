package librarytest

import (
	"slices"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var listTests = []test{
	{"List/orders", listOrders},
	{"List/filters", listFilters},
	{"List/boxes", listBoxes},
	{"List/cursors go through everything once", listCursors},
	{"List/offsets and totals", listOffsets},
	{"List/a cursor of another order is refused", listBadCursor},
	{"List/an item between pages moves nothing", listBetweenPages},
}

func (k *kit) all() library.Viewer { return library.Viewer{All: true} }

func listOrders(k *kit) {
	a := k.add(k.alice, func(m *library.Media) { m.Taken, m.Added = day, day.Add(3*time.Hour) })
	b := k.add(k.alice, func(m *library.Media) { m.Taken, m.Added = time.Time{}, day.Add(2*time.Hour) })
	c := k.add(k.alice, func(m *library.Media) {
		m.Taken, m.Added = day.Add(time.Hour).In(time.FixedZone("", -9*3600)), day.Add(time.Hour)
	})
	d := k.add(k.alice, func(m *library.Media) { m.Taken, m.Added = time.Date(1901, 2, 3, 0, 0, 0, 0, time.UTC), day })
	k.change(a.ID, func(m *library.Media) { m.Title = "changed" })
	for order, want := range map[library.Order][]library.ID{
		library.Newest: {b.ID, c.ID, a.ID, d.ID},
		library.Recent: {a.ID, b.ID, c.ID, d.ID},
		library.Change: {b.ID, c.ID, d.ID, a.ID},
		library.Latest: {a.ID, d.ID, c.ID, b.ID},
	} {
		q := library.Query{Order: order}
		same(k, "ListMedia by "+string(order), ids(collect(k, k.x.ListMedia(k.ctx, k.all(), q))), want)
		page, err := k.x.Search(k.ctx, k.all(), q)
		k.ok(err)
		same(k, "Search by "+string(order), ids(page.Media), want)
	}
	k.change(d.ID, func(m *library.Media) { m.Taken = day.Add(9 * time.Hour) })
	got := ids(collect(k, k.x.ListMedia(k.ctx, k.all(), library.Query{})))
	same(k, "ListMedia after a date changed", got, []library.ID{d.ID, b.ID, c.ID, a.ID})
}

func listFilters(k *kit) {
	album := k.album(k.alice, library.Private)
	below := k.album(k.alice, library.Private, album.ID)
	a := k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{album.ID}; m.Keywords = list("Été à la mer", "sun") })
	b := k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{below.ID}; m.Kind = "video" })
	c := k.add(k.bob, func(m *library.Media) { m.Taken = time.Time{}; m.Keywords = list("sunshine") })
	for _, f := range []struct {
		name string
		v    library.Viewer
		q    library.Query
		want []library.ID
	}{
		{"owner", k.all(), library.Query{Owner: k.bob}, []library.ID{c.ID}},
		{"album", k.all(), library.Query{Taxon: album.ID}, []library.ID{a.ID}},
		{"no album", k.all(), library.Query{Taxon: 4711}, nil},
		{"another's album", library.Viewer{User: k.bob}, library.Query{Taxon: album.ID}, nil},
		{"keyword", k.all(), library.Query{Keyword: "ete A la MER"}, []library.ID{a.ID}},
		{"whole keyword", k.all(), library.Query{Keyword: "sun"}, []library.ID{a.ID}},
		{"part of a keyword", k.all(), library.Query{Keyword: "mer"}, nil},
		{"kind", k.all(), library.Query{Kind: "video"}, []library.ID{b.ID}},
		{"from", k.all(), library.Query{From: b.Taken}, []library.ID{b.ID}},
		{"to", k.all(), library.Query{To: b.Taken}, []library.ID{a.ID}},
		{"from and to", k.all(), library.Query{From: a.Taken, To: b.Taken.Add(1)}, []library.ID{b.ID, a.ID}},
		{"since", k.all(), library.Query{Since: b.Change}, []library.ID{c.ID}},
		{"published from", k.all(), library.Query{Published: true, From: b.Taken}, []library.ID{c.ID, b.ID}},
		{"published to", k.all(), library.Query{Published: true, To: c.Added}, []library.ID{b.ID, a.ID}},
		{"published from and to", k.all(), library.Query{Published: true, From: b.Taken, To: c.Added.Add(time.Microsecond)}, []library.ID{c.ID, b.ID}},
		{"updated from", k.all(), library.Query{UpdatedFrom: c.Updated}, []library.ID{c.ID}},
		{"updated to", k.all(), library.Query{UpdatedTo: c.Updated}, []library.ID{b.ID, a.ID}},
		{"updated, of a kind", k.all(), library.Query{Kind: "image", UpdatedTo: c.Updated}, []library.ID{a.ID}},
		{"an author", k.all(), library.Query{Author: "BOB"}, []library.ID{c.ID}},
		{"an author and more", k.all(), library.Query{Author: "alice", Kind: "video"}, []library.ID{b.ID}},
		{"a category", k.all(), library.Query{Categories: "{urn:x}SUN"}, []library.ID{a.ID}},
		{"categories", k.all(), library.Query{Categories: "sun, ete a la mer"}, []library.ID{a.ID}},
		{"one of two categories", k.all(), library.Query{Categories: "sun|sunshine"}, []library.ID{c.ID, a.ID}},
		{"not a category", k.all(), library.Query{Categories: "-{urn:x}sun"}, []library.ID{c.ID, b.ID}},
		{"one, and not another category", k.all(), library.Query{Categories: "sun|sunshine,-sun"}, []library.ID{c.ID}},
		{"a category or not", k.all(), library.Query{Categories: "sun|-sun", Kind: "image"}, []library.ID{c.ID, a.ID}},
		{"no category", k.all(), library.Query{Categories: ",|-,{urn:x}"}, []library.ID{c.ID, b.ID, a.ID}},
		{"nobody", k.all(), library.Query{Author: "mallory"}, nil},
		{"several", k.all(), library.Query{Owner: k.alice, Kind: "image", Keyword: "sun"}, []library.ID{a.ID}},
		{"several, none", k.all(), library.Query{Owner: k.bob, Kind: "video"}, nil},
	} {
		k.lists(f.name, f.v, f.q, f.want)
	}
}

// lists checks what ListMedia and Search find.
func (k *kit) lists(name string, v library.Viewer, q library.Query, want []library.ID) {
	k.Helper()
	same(k, "ListMedia by "+name, ids(collect(k, k.x.ListMedia(k.ctx, v, q))), want)
	page, err := k.x.Search(k.ctx, v, q)
	k.ok(err)
	same(k, "Search by "+name, ids(page.Media), want)
	equal(k, "Search by "+name+": Total", page.Total, len(want))
}

func listBoxes(k *kit) {
	at := func(lat, long float64) library.ID {
		return k.add(k.alice, func(m *library.Media) { m.Place = &mediasock.Geo{Lat: lat, Long: long} }).ID
	}
	wales, fiji, tonga := at(51.6, -3.9), at(-17.7, 178), at(-21.1, -175.2)
	k.add(k.alice, nil)
	for name, f := range map[string]struct {
		box  library.Box
		want []library.ID
	}{
		"Wales":         {library.Box{West: -5, South: 51, East: -3, North: 53}, []library.ID{wales}},
		"its edge":      {library.Box{West: -3.9, South: 51.6, East: -3.9, North: 51.6}, []library.ID{wales}},
		"the date line": {library.Box{West: 177, South: -25, East: -175, North: -15}, []library.ID{tonga, fiji}},
		"the world":     {library.Box{West: -180, South: -90, East: 180, North: 90}, []library.ID{tonga, fiji, wales}},
		"the north":     {library.Box{West: -180, South: 60, East: 180, North: 90}, nil},
	} {
		k.lists(name, k.all(), library.Query{Box: &f.box}, f.want)
	}
	world := library.Box{West: -180, South: -90, East: 180, North: 90}
	for name, f := range map[string]struct {
		circle library.Circle
		want   []library.ID
	}{
		"around a point":         {library.Circle{Lat: 51.6, Long: -3.9, Radius: 1}, []library.ID{wales}},
		"near the corner of it":  {library.Circle{Lat: 51.6 - 0.09, Long: -3.9 - 0.145, Radius: 12_000}, nil},
		"a little farther":       {library.Circle{Lat: 51.6 - 0.09, Long: -3.9 - 0.145, Radius: 15_000}, []library.ID{wales}},
		"across the date line":   {library.Circle{Lat: -19, Long: -179, Radius: 500_000}, []library.ID{tonga, fiji}},
		"farther than the Earth": {library.Circle{Radius: 1e9}, []library.ID{tonga, fiji, wales}},
		"nothing on the way":     {library.Circle{Lat: 51.6, Long: -3.9, Radius: 1_000_000}, []library.ID{wales}},
	} {
		k.lists(name, k.all(), library.Query{Box: &world, Circle: &f.circle}, f.want)
	}
}

// many adds n items, some of the same date, and returns their ids.
func (k *kit) many(n int) []library.ID {
	k.Helper()
	var all []library.ID
	for i := range n {
		m := k.add(k.alice, func(m *library.Media) {
			m.Taken, m.Added = day.Add(time.Duration(i/3)*time.Hour), day.Add(time.Duration(i%5)*time.Hour)
		})
		all = append(all, m.ID)
	}
	return sorted(all...)
}

func listCursors(k *kit) {
	want := k.many(25)
	for _, order := range []library.Order{library.Newest, library.Recent, library.Change, library.Latest} {
		whole := ids(collect(k, k.x.ListMedia(k.ctx, k.all(), library.Query{Order: order})))
		var paged, listed []library.ID
		q := library.Query{Order: order, Limit: 4}
		for i := 0; i == 0 || q.After != ""; i++ {
			page, err := k.x.Search(k.ctx, k.all(), q)
			k.ok(err)
			equal(k, "Total", page.Total, len(want))
			paged, q.After = append(paged, ids(page.Media)...), page.Next
		}
		same(k, "pages by "+string(order), paged, whole)
		for i := 0; i == 0 || q.After != ""; i++ {
			rows := collect(k, k.x.ListMedia(k.ctx, k.all(), q))
			if q.After = ""; len(rows) > 0 {
				q.After = rows[len(rows)-1].Cursor
			}
			listed = append(listed, ids(rows)...)
		}
		same(k, "parts by "+string(order), listed, whole)
		same(k, "all items by "+string(order), sorted(slices.Clone(whole)...), want)
	}
}

func listOffsets(k *kit) {
	n := len(k.many(11))
	whole := ids(collect(k, k.x.ListMedia(k.ctx, k.all(), library.Query{})))
	for offset := 0; offset <= n+1; offset += 4 {
		page, err := k.x.Search(k.ctx, k.all(), library.Query{Offset: offset, Limit: 4})
		k.ok(err)
		rest := whole[min(offset, n):]
		same(k, "page at an offset", ids(page.Media), rest[:min(4, len(rest))])
		equal(k, "Total", page.Total, n)
		equal(k, "more follows", page.Next != "", len(rest) > 4)
	}
	rows := collect(k, k.x.ListMedia(k.ctx, k.all(), library.Query{Offset: 9}))
	same(k, "ListMedia at an offset", ids(rows), whole[9:])
	k.many(50)
	page, err := k.x.Search(k.ctx, k.all(), library.Query{})
	k.ok(err)
	equal(k, "a page without a limit", len(page.Media), 50)
}

func listBadCursor(k *kit) {
	k.many(3)
	page, err := k.x.Search(k.ctx, k.all(), library.Query{Limit: 1})
	k.ok(err)
	for _, q := range []library.Query{
		{Order: library.Change, After: page.Next},
		{After: "nonsense"}, {After: page.Next + "0x"}, {After: "'; DROP TABLE media; --"},
	} {
		_, err := k.x.Search(k.ctx, k.all(), q)
		k.fails("Search after "+q.After, err, mediasock.ErrUnsupported)
		for _, err := range k.x.ListMedia(k.ctx, k.all(), q) {
			k.fails("ListMedia after "+q.After, err, mediasock.ErrUnsupported)
		}
	}
}

func listBetweenPages(k *kit) {
	k.many(6)
	first, err := k.x.Search(k.ctx, k.all(), library.Query{Limit: 3})
	k.ok(err)
	want, err := k.x.Search(k.ctx, k.all(), library.Query{After: first.Next, Limit: 3})
	k.ok(err)
	k.add(k.alice, func(m *library.Media) { m.Taken = day.AddDate(1, 0, 0) })
	k.ok(k.x.PurgeMedia(k.ctx, first.Media[2].ID))
	got, err := k.x.Search(k.ctx, k.all(), library.Query{After: first.Next, Limit: 3})
	k.ok(err)
	same(k, "the second page", ids(got.Media), ids(want.Media))
}
