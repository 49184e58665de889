package servicetest

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"errors"
	"iter"
	"slices"

	"github.com/mediasock/mediasock"
)

var listTests = []test{
	{"List/of an album", listAlbum},
	{"List/latest change first", listOrder},
	{"List/in parts by cursor", listCursor},
	{"List/stops early", listStop},
	{"List/ends with its context", listCancelled},
	{"List/of no album", listUnknown},
}

// lister returns the session as one that can list items.
func (k *kit) lister() mediasock.MediaLister {
	k.Helper()
	l, ok := k.s.(mediasock.MediaLister)
	if !ok {
		k.Skip("items cannot be listed")
	}
	return l
}

func (k *kit) list(q mediasock.MediaQuery) (all []mediasock.Media) {
	k.Helper()
	for m, err := range k.lister().MediaList(k.ctx, q) {
		k.ok(err)
		all = append(all, m)
	}
	return all
}

func mediaIDs(all []mediasock.Media) (ids mediasock.List) {
	for _, m := range all {
		ids = append(ids, m.ID)
	}
	return ids
}

// filled makes an album with n items and returns their ids, in order.
func (k *kit) filled(n int) (album string, ids mediasock.List) {
	k.Helper()
	album = k.album("Filled")
	for range n {
		item, _ := k.add(&mediasock.Media{Parents: mediasock.List{album}})
		ids = append(ids, item.ID)
	}
	return album, ids
}

func listAlbum(k *kit) {
	k.lister()
	other, _ := k.filled(1)
	album, ids := k.filled(3)
	same(k, "MediaList of an album", mediaIDs(k.list(mediasock.MediaQuery{Taxon: album})), ids)
	all := mediaIDs(k.list(mediasock.MediaQuery{}))
	for _, id := range ids {
		equal(k, "MediaList has "+id, slices.Contains(all, id), true)
	}
	equal(k, "items of another album", len(k.list(mediasock.MediaQuery{Taxon: other})), 1)
}

func listOrder(k *kit) {
	k.lister()
	album, ids := k.filled(3)
	if u, ok := k.s.(mediasock.MediaUpdater); ok {
		_, err := u.MediaUpdate(k.ctx, &mediasock.Media{ID: ids[0], Title: "changed"}, nil)
		k.ok(err)
		ids = append(ids[1:], ids[0])
	}
	slices.Reverse(ids)
	got := mediaIDs(k.list(mediasock.MediaQuery{Taxon: album}))
	if !slices.Equal(got, ids) {
		k.Errorf("MediaList = %q, want %q", got, ids)
	}
}

func listCursor(k *kit) {
	k.lister()
	album, ids := k.filled(7)
	q := mediasock.MediaQuery{Taxon: album, Limit: 3}
	var got mediasock.List
	for range 4 {
		part := k.list(q)
		if len(part) > q.Limit {
			k.Errorf("MediaList yields %d items, want at most %d", len(part), q.Limit)
		}
		if len(part) == 0 {
			break
		}
		got, q.Cursor = append(got, mediaIDs(part)...), part[len(part)-1].File.Cursor
		equal(k, "an item has a cursor", q.Cursor != "", true)
	}
	same(k, "MediaList in parts", got, ids)
}

func listStop(k *kit) {
	l := k.lister()
	album, _ := k.filled(3)
	n := 0
	for _, err := range l.MediaList(k.ctx, mediasock.MediaQuery{Taxon: album}) {
		k.ok(err)
		k.add(nil) // the body may use the session
		if n++; n == 2 {
			break
		}
	}
	equal(k, "items before the break", n, 2)
}

func listCancelled(k *kit) {
	k.need(Cancel)
	l := k.lister()
	k.add(nil)
	ends(k, "MediaList", l.MediaList(k.cancelled(), mediasock.MediaQuery{}))
}

// ends checks that a list with a cancelled context ends with an error, and that
// nothing comes after it.
func ends[T any](k *kit, call string, list iter.Seq2[T, error]) {
	k.Helper()
	var last error
	for _, err := range list {
		if last != nil {
			k.Errorf("%s goes on after the error %v", call, last)
			return
		}
		last = err
	}
	equal(k, call+" with a cancelled context ends with an error", last != nil, true)
}

func listUnknown(k *kit) {
	l := k.lister()
	for _, id := range []string{"987654321", "no such album"} {
		n := 0
		for _, err := range l.MediaList(k.ctx, mediasock.MediaQuery{Taxon: id}) {
			k.state("MediaList of no album", err, mediasock.CodeUnsupported)
			n++
		}
		equal(k, "what MediaList of no album yields", n, 1)
	}
}

var openTests = []test{
	{"Open/again and again, with name and type", openAgain},
	{"Open/what is not there", openUnknown},
}

func openAgain(k *kit) {
	o, ok := k.s.(mediasock.MediaOpener)
	if !ok {
		k.Skip("items cannot be opened")
	}
	item, b := k.add(nil)
	d, err := o.MediaOpen(k.ctx, item.ID)
	k.ok(err)
	equal(k, "Name", d.Name(), k.Name)
	k.bytes(item.ID, b)
}

func openUnknown(k *kit) {
	o, ok := k.s.(mediasock.MediaOpener)
	if !ok {
		k.Skip("items cannot be opened")
	}
	for _, id := range []string{"987654321", "no such item", ""} {
		_, err := o.MediaOpen(k.ctx, id)
		k.state("MediaOpen("+id+")", err, mediasock.CodeUnsupported)
	}
}

var getTests = []test{
	{"Get/what MediaList tells", getItem},
	{"Get/what is not there", getUnknown},
}

func getItem(k *kit) {
	g, ok := k.s.(mediasock.MediaGetter)
	if !ok {
		k.Skip("items cannot be asked for one by one")
	}
	item, b := k.add(k.words())
	got, err := g.MediaGet(k.ctx, item.ID)
	k.ok(err)
	equal(k, "ID", got.ID, item.ID)
	equal(k, "File.Size", got.File.Size, int64(len(b)))
	for m, err := range mediasock.ListMedia(k.ctx, k.s, mediasock.MediaQuery{}) {
		if k.ok(err); m.ID != item.ID {
			continue
		}
		equal(k, "Title", got.Title, m.Title)
		equal(k, "Caption", got.Caption, m.Caption)
		same(k, "Keywords", got.Keywords, m.Keywords)
	}
}

func getUnknown(k *kit) {
	g, ok := k.s.(mediasock.MediaGetter)
	if !ok {
		k.Skip("items cannot be asked for one by one")
	}
	item, _ := k.add(nil)
	ids := []string{"987654321", "no such item", ""}
	if d, ok := k.s.(mediasock.MediaDeleter); ok {
		k.ok(d.MediaDelete(k.ctx, item.ID))
		ids = append(ids, item.ID)
	}
	for _, id := range ids {
		_, err := g.MediaGet(k.ctx, id)
		k.state("MediaGet("+id+")", err, mediasock.CodeUnsupported)
	}
}

var fileTests = []test{
	{"File/into albums and out of them", fileItem},
	{"File/where nothing is", fileUnknown},
}

func (k *kit) filer() mediasock.MediaFiler {
	k.Helper()
	f, ok := k.s.(mediasock.MediaFiler)
	if !ok {
		k.Skip("items cannot be filed")
	}
	return f
}

func fileItem(k *kit) {
	f := k.filer()
	k.need(ManyParents)
	a, b, c := k.album("A"), k.album("B"), k.album("C")
	item, _ := k.add(&mediasock.Media{Parents: mediasock.List{a}})
	for _, step := range []struct{ add, remove, want mediasock.List }{
		{mediasock.List{b, a}, nil, mediasock.List{a, b}},
		{mediasock.List{c}, mediasock.List{a, "987654321"}, mediasock.List{b, c}},
		{nil, mediasock.List{b, c}, nil},
	} {
		got, err := f.MediaFile(k.ctx, item.ID, step.add, step.remove)
		k.ok(err)
		equal(k, "ID", k.given("MediaFile", got).ID, item.ID)
		same(k, "Parents", k.item(item.ID).Parents, step.want)
	}
}

func fileUnknown(k *kit) {
	f := k.filer()
	a := k.album("A")
	item, _ := k.add(nil)
	_, err := f.MediaFile(k.ctx, item.ID, mediasock.List{a, "987654321"}, nil)
	k.state("MediaFile into no album", err, mediasock.CodeUnsupported)
	same(k, "Parents", k.item(item.ID).Parents, nil)
	for _, id := range []string{"987654321", "no such item", ""} {
		_, err := f.MediaFile(k.ctx, id, mediasock.List{a}, nil)
		k.state("MediaFile("+id+")", err, mediasock.CodeUnsupported)
	}
}

var findTests = []test{
	{"Find/by each sum", findSums},
	{"Find/what is not there", findUnknown},
}

func findSums(k *kit) {
	f, ok := k.s.(mediasock.MediaFinder)
	if !ok {
		k.Skip("items cannot be found by a sum")
	}
	item, b := k.add(nil)
	a, c, d := sha256.Sum256(b), sha1.Sum(b), md5.Sum(b)
	known := 0
	for algorithm, sum := range map[string][]byte{"sha256": a[:], "sha1": c[:], "md5": d[:]} {
		got, err := f.MediaFind(k.ctx, algorithm, sum)
		if err == error(mediasock.ErrUnsupported) {
			k.Logf("MediaFind(%q) = %v", algorithm, err)
			continue
		}
		k.ok(err)
		known++
		equal(k, "MediaFind by "+algorithm, k.given("MediaFind", got).ID, item.ID)
	}
	equal(k, "it knows a sum at all", known > 0, true)
}

func findUnknown(k *kit) {
	f, ok := k.s.(mediasock.MediaFinder)
	if !ok {
		k.Skip("items cannot be found by a sum")
	}
	sum := sha256.Sum256(k.File(k.T))
	for _, algorithm := range []string{"sha256", "sha1", "md5", "crc32", ""} {
		for _, sum := range [][]byte{sum[:], nil} {
			_, err := f.MediaFind(k.ctx, algorithm, sum)
			k.state("MediaFind by "+algorithm, err, mediasock.CodeUnsupported)
		}
	}
}

var deleteTests = []test{
	{"Delete/is in no list and cannot be opened", deleteItem},
	{"Delete/can be added again", deleteAgain},
	{"Delete/what is not there", deleteUnknown},
}

func (k *kit) deleter() mediasock.MediaDeleter {
	k.Helper()
	d, ok := k.s.(mediasock.MediaDeleter)
	if !ok {
		k.Skip("items cannot be deleted")
	}
	return d
}

func deleteItem(k *kit) {
	d := k.deleter()
	item, b := k.add(nil)
	kept, _ := k.add(nil)
	k.ok(d.MediaDelete(k.ctx, item.ID))
	if _, ok := k.peek.(mediasock.MediaLister); ok {
		if m, _ := k.lookup(item.ID); m != nil {
			k.Errorf("MediaList yields %q, which was deleted", item.ID)
		}
		k.item(kept.ID)
	}
	if f, ok := k.s.(mediasock.MediaFinder); ok {
		sum := sha256.Sum256(b)
		_, err := f.MediaFind(k.ctx, "sha256", sum[:])
		k.state("MediaFind of what was deleted", err, mediasock.CodeUnsupported)
	}
}

func deleteAgain(k *kit) {
	d := k.deleter()
	item, b := k.add(nil)
	k.ok(d.MediaDelete(k.ctx, item.ID))
	again, err := k.s.MediaAppend(k.ctx, &mediasock.Media{}, file(k.Name, b))
	if err != nil && !errors.Is(err, mediasock.ErrExists) {
		k.Fatalf("MediaAppend of what was deleted: %v", err)
	}
	k.bytes(k.given("MediaAppend", again).ID, b)
	k.item(again.ID)
}

func deleteUnknown(k *kit) {
	d := k.deleter()
	for _, id := range []string{"987654321", "no such item", ""} {
		k.state("MediaDelete("+id+")", d.MediaDelete(k.ctx, id), mediasock.CodeUnsupported)
	}
}
