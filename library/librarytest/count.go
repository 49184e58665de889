package librarytest

import (
	"maps"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var countTests = []test{
	{"Count/of items and in albums, as each viewer sees them", countItems},
	{"Count/of keywords, the most frequent", countKeywords},
}

// counted compares what is counted with what is listed, for one viewer.
func (k *kit) counted(v library.Viewer, owner library.ID) {
	k.Helper()
	items, taxa, err := k.x.CountMedia(k.ctx, v, owner)
	k.ok(err)
	listed, inTaxa := 0, map[library.ID]int{}
	for m, err := range k.x.ListMedia(k.ctx, v, library.Query{Owner: owner}) {
		k.ok(err)
		if listed++; m.ID == 0 {
			k.Error("an item without an id")
		}
	}
	for m, err := range k.x.ListMedia(k.ctx, v, library.Query{}) {
		k.ok(err)
		for _, t := range m.Taxa {
			inTaxa[t]++
		}
	}
	equal(k, "CountMedia", items, listed)
	if !v.All && !maps.Equal(taxa, inTaxa) {
		k.Errorf("CountMedia: in albums %v, want %v", taxa, inTaxa)
	}
}

func countItems(k *kit) {
	open, hidden := k.album(k.alice, library.Public), k.album(k.alice, library.Private)
	for _, in := range [][]library.ID{{open.ID}, {hidden.ID}, {open.ID, hidden.ID}, nil} {
		k.add(k.alice, func(m *library.Media) { m.Taxa = in })
	}
	k.trash(k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{open.ID} }).ID)
	k.add(k.bob, nil)
	for _, v := range []library.Viewer{{}, {User: k.alice}, {User: k.bob}, {All: true}} {
		for _, owner := range []library.ID{0, k.alice, k.bob} {
			k.counted(v, owner)
		}
	}
}

func countKeywords(k *kit) {
	for _, words := range []mediasock.List{{"sea", "pier"}, {"sea"}, {"sea", "dusk", "pier"}, nil} {
		k.add(k.alice, func(m *library.Media) { m.Keywords = words })
	}
	k.add(k.bob, func(m *library.Media) { m.Keywords = mediasock.List{"secret"} })
	want := map[string]int{"sea": 3, "pier": 2, "dusk": 1}
	for most, left := range map[int]int{10: 3, 2: 2} {
		got, err := k.x.CountKeywords(k.ctx, library.Viewer{User: k.alice}, k.alice, most)
		k.ok(err)
		if len(got) != left || got["sea"] != want["sea"] || got["pier"] != want["pier"] || most == 10 && got["dusk"] != 1 {
			k.Errorf("CountKeywords at most %d = %v, want those of %v", most, got, want)
		}
	}
	got, err := k.x.CountKeywords(k.ctx, library.Viewer{}, 0, 10)
	k.ok(err)
	equal(k, "keywords that a stranger is told of", len(got), 0)
}
