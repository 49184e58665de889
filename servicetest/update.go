package servicetest

import (
	"github.com/mediasock/mediasock"
)

var updateTests = []test{
	{"Update/A-50 what is said changes, all else stays", updateFields},
	{"Update/A-50 what is cleared is empty", updateClear},
	{"Update/MS-156 new bytes", updateBytes},
	{"Update/what is not there", updateUnknown},
	{"Update/an unknown parent changes nothing", updateUnknownParent},
}

// updater returns the session as one that can change items.
func (k *kit) updater() mediasock.MediaUpdater {
	k.Helper()
	u, ok := k.s.(mediasock.MediaUpdater)
	if !ok {
		k.Skip("items cannot be changed")
	}
	return u
}

func (k *kit) update(m *mediasock.Media) {
	k.Helper()
	item, err := k.updater().MediaUpdate(k.ctx, m, nil)
	k.ok(err)
	if item == nil || item.ID != m.ID {
		k.Errorf("MediaUpdate(%q) = %+v, want the item", m.ID, item)
	}
}

func updateFields(k *kit) {
	k.updater()
	want := k.words()
	item, b := k.add(k.words())
	steps := map[Ability]func(*mediasock.Media){
		AnyText:    func(m *mediasock.Media) { m.Title = "Another title" },
		Caption:    func(m *mediasock.Media) { m.Caption = "another caption" },
		Note:       func(m *mediasock.Media) { m.Note = "another note" },
		Keywords:   func(m *mediasock.Media) { m.Keywords = mediasock.List{"pier"} },
		Attributes: func(m *mediasock.Media) { m.Attributes = mediasock.AttributeList{{Name: "event", Value: "regatta"}} },
		EmptyAlbum: func(m *mediasock.Media) { m.Parents = mediasock.List{k.album("Later")} },
	}
	for ability, say := range steps {
		if !k.can(ability) {
			continue
		}
		m := &mediasock.Media{ID: item.ID}
		say(m)
		k.update(m)
		if m.Parents != nil {
			want.Parents = m.Parents
		} else {
			say(want)
		}
		k.told(item.ID, want)
	}
	k.bytes(item.ID, b)
}

func updateClear(k *kit) {
	k.updater()
	k.need(Clear)
	want := k.words()
	if k.can(EmptyAlbum) {
		want.Parents = mediasock.List{k.album("Holiday")}
	}
	sent := *want
	item, _ := k.add(&sent)
	for _, step := range []struct {
		field mediasock.Fields
		clear func()
	}{
		{mediasock.FieldCaption, func() { want.Caption = "" }},
		{mediasock.FieldNote, func() { want.Note = "" }},
		{mediasock.FieldKeywords, func() { want.Keywords = nil }},
		{mediasock.FieldParents, func() { want.Parents = nil }},
	} {
		k.update(&mediasock.Media{ID: item.ID, Clear: step.field})
		step.clear()
		k.told(item.ID, want)
	}
	if k.can(Attributes) {
		k.update(&mediasock.Media{ID: item.ID, Clear: mediasock.FieldAttributes})
		if v, ok := k.item(item.ID).Attributes.Get("", "country"); ok {
			k.Errorf("the attribute country is %q after it was cleared", v)
		}
	}
	k.update(&mediasock.Media{ID: item.ID, Title: "set", Clear: mediasock.FieldTitle})
	equal(k, "a title that is set and cleared", k.item(item.ID).Title, "set")
}

func updateBytes(k *kit) {
	u := k.updater()
	k.need(NewBytes)
	m := k.words()
	item, _ := k.add(k.words())
	b := k.File(k.T)
	got, err := u.MediaUpdate(k.ctx, &mediasock.Media{ID: item.ID}, file("new.jpg", b))
	k.ok(err)
	equal(k, "ID", k.given("MediaUpdate", got).ID, item.ID)
	k.bytes(item.ID, b)
	k.told(item.ID, m)
	equal(k, "File.Size", k.item(item.ID).File.Size, int64(len(b)))
	_, err = u.MediaUpdate(k.ctx, &mediasock.Media{ID: item.ID}, file("new.jpg", b))
	k.ok(err) // the same bytes again are no state 20 (MS-76)
}

func updateUnknown(k *kit) {
	u := k.updater()
	for _, id := range []string{"987654321", "no such item", "", "0", "-5"} {
		for _, d := range []mediasock.Data{nil, file(k.Name, k.File(k.T))} {
			err := k.nothingAdded("MediaUpdate of nothing", func() (*mediasock.Item, error) {
				return u.MediaUpdate(k.ctx, &mediasock.Media{ID: id, Title: "new"}, d)
			})
			k.state("MediaUpdate("+id+")", err, mediasock.CodeUnsupported)
		}
	}
}

func updateUnknownParent(k *kit) {
	u := k.updater()
	item, _ := k.add(&mediasock.Media{Title: "old"})
	_, err := u.MediaUpdate(k.ctx, &mediasock.Media{ID: item.ID, Title: "new", Parents: mediasock.List{"987654321"}}, nil)
	k.state("MediaUpdate into no album", err, mediasock.CodeUnsupported)
	equal(k, "Title", k.item(item.ID).Title, "old")
}
