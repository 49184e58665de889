package servicetest

import (
	"github.com/mediasock/mediasock"
)

var taxaTests = []test{
	{"Taxa/MS-180 MS-188 what is said is kept", taxaAll},
	{"Taxa/A-53 the same title is another album", taxaTwice},
	{"Taxa/MS-171 hierarchy and several parents", taxaHierarchy},
	{"Taxa/MS-181 a title is needed", taxaUntitled},
	{"Taxa/A-36 an unknown parent is refused", taxaUnknownParent},
	{"Taxa/stops early", taxaStop},
	{"Taxa/ends with its context", taxaCancelled},
	{"Taxa/update", taxaUpdate},
	{"Taxa/A-56 no album is inside itself", taxaCycle},
	{"Taxa/delete leaves what is in it", taxaDelete},
	{"Taxa/update and delete what is not there", taxaUnknown},
}

func taxaAll(k *kit) {
	k.need(EmptyAlbum)
	icon, _ := k.add(nil)
	t := &mediasock.Taxon{Title: "Holiday"}
	if k.can(Caption) {
		t.Caption = "Wales,\n2005"
	}
	if k.can(Note) {
		t.Note = "to be sorted"
	}
	item, err := k.s.TaxaAppend(k.ctx, t)
	k.ok(err)
	k.given("TaxaAppend", item)
	equal(k, "the title of the answer", item.Title, "Holiday")
	got := k.known(item.ID)
	equal(k, "Title", got.Title, t.Title)
	equal(k, "Caption", got.Caption, t.Caption)
	equal(k, "Note", got.Note, t.Note)
	equal(k, "parents", len(got.Parents), 0)
	same(k, "Append of the answer and of the list", item.Append, got.Append)
	_, err = k.s.TaxaAppend(k.ctx, &mediasock.Taxon{Title: "With an icon", Icon: icon.ID})
	k.ok(err)
}

func taxaTwice(k *kit) {
	a, b := k.album("Twin"), k.album("Twin")
	equal(k, "two albums have one id", a == b, false)
	equal(k, "both are listed", k.taxon(a) != nil && k.taxon(b) != nil, true)
}

func taxaHierarchy(k *kit) {
	k.need(Hierarchy)
	a := k.album("Top")
	b := k.album("Middle", a)
	c := k.album("Low", b)
	same(k, "Parents", k.known(b).Parents, mediasock.List{a})
	same(k, "Parents", k.known(c).Parents, mediasock.List{b})
	k.need(ManyParents)
	d := k.album("Of two", a, c)
	same(k, "Parents", k.known(d).Parents, mediasock.List{a, c})
	item, _ := k.add(&mediasock.Media{Parents: mediasock.List{a, d}})
	same(k, "Parents of an item", k.item(item.ID).Parents, mediasock.List{a, d})
}

func taxaUntitled(k *kit) {
	_, err := k.s.TaxaAppend(k.ctx, &mediasock.Taxon{Caption: "without a title"})
	k.state("TaxaAppend without a title", err, mediasock.CodeUnsupported)
}

func taxaUnknownParent(k *kit) {
	k.need(Hierarchy)
	for _, parent := range []string{"987654321", "no such album"} {
		_, err := k.s.TaxaAppend(k.ctx, &mediasock.Taxon{Title: "Orphan", Parents: mediasock.List{parent}})
		k.state("TaxaAppend in no album", err, mediasock.CodeUnsupported)
	}
}

func taxaStop(k *kit) {
	k.album("One")
	k.album("Two")
	n := 0
	for _, err := range k.s.TaxaList(k.ctx) {
		k.ok(err)
		k.add(nil) // the body may use the session
		if n++; n == 1 {
			break
		}
	}
	equal(k, "albums before the break", n, 1)
}

func taxaCancelled(k *kit) {
	k.need(Cancel)
	k.album("One")
	ends(k, "TaxaList", k.s.TaxaList(k.cancelled()))
	_, err := k.s.TaxaAppend(k.cancelled(), &mediasock.Taxon{Title: "never"})
	equal(k, "TaxaAppend with a cancelled context fails", err != nil, true)
}

func (k *kit) taxaUpdater() mediasock.TaxaUpdater {
	k.Helper()
	u, ok := k.s.(mediasock.TaxaUpdater)
	if !ok {
		k.Skip("albums cannot be changed")
	}
	return u
}

func taxaUpdate(k *kit) {
	u := k.taxaUpdater()
	top, id := k.album("Top"), k.album("Before")
	want := mediasock.Taxon{Title: "After"}
	k.ok(u.TaxaUpdate(k.ctx, &mediasock.Taxon{ID: id, Title: "After"}))
	if k.can(Caption) {
		want.Caption = "caption"
		k.ok(u.TaxaUpdate(k.ctx, &mediasock.Taxon{ID: id, Caption: "caption"}))
	}
	if k.can(Hierarchy) {
		want.Parents = mediasock.List{top}
		k.ok(u.TaxaUpdate(k.ctx, &mediasock.Taxon{ID: id, Parents: want.Parents}))
	}
	got := k.known(id)
	equal(k, "Title", got.Title, want.Title)
	equal(k, "Caption", got.Caption, want.Caption)
	same(k, "Parents", got.Parents, want.Parents)
	k.need(Clear)
	k.ok(u.TaxaUpdate(k.ctx, &mediasock.Taxon{ID: id, Clear: mediasock.FieldCaption | mediasock.FieldParents}))
	got = k.known(id)
	equal(k, "Title", got.Title, want.Title)
	equal(k, "Caption", got.Caption, "")
	equal(k, "parents", len(got.Parents), 0)
}

func taxaCycle(k *kit) {
	u := k.taxaUpdater()
	k.need(Hierarchy)
	a := k.album("A")
	b := k.album("B", a)
	for _, parent := range []string{a, b} {
		err := u.TaxaUpdate(k.ctx, &mediasock.Taxon{ID: a, Parents: mediasock.List{parent}})
		k.state("TaxaUpdate into itself", err, mediasock.CodeUnsupported)
	}
	equal(k, "parents", len(k.known(a).Parents), 0)
}

func taxaDelete(k *kit) {
	u := k.taxaUpdater()
	a := k.album("A")
	item, b := k.add(&mediasock.Media{Parents: mediasock.List{a}})
	child := ""
	if k.can(Hierarchy) {
		child = k.album("Child", a)
	}
	k.ok(u.TaxaDelete(k.ctx, a))
	if k.taxon(a) != nil {
		k.Errorf("TaxaList yields %q, which was deleted", a)
	}
	k.bytes(item.ID, b)
	equal(k, "parents of the item", len(k.item(item.ID).Parents), 0)
	if child != "" {
		equal(k, "parents of the child", len(k.known(child).Parents), 0)
	}
	_, err := k.s.MediaAppend(k.ctx, &mediasock.Media{Parents: mediasock.List{a}}, file(k.Name, k.File(k.T)))
	k.state("MediaAppend to what was deleted", err, mediasock.CodeUnsupported)
}

func taxaUnknown(k *kit) {
	u := k.taxaUpdater()
	for _, id := range []string{"987654321", "no such album", ""} {
		k.state("TaxaDelete("+id+")", u.TaxaDelete(k.ctx, id), mediasock.CodeUnsupported)
		k.state("TaxaUpdate("+id+")", u.TaxaUpdate(k.ctx, &mediasock.Taxon{ID: id, Title: "new"}), mediasock.CodeUnsupported)
	}
}
