package librarytest

import (
	"bytes"
	"context"
	"reflect"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

var mediaTests = []test{
	{"Media/every field comes back", everyField},
	{"Media/AddMedia sets what is unset", addSets},
	{"Media/AddMedia keeps what is set", addKeeps},
	{"Media/rows are copies", rowsAreCopies},
	{"Media/AddMedia refuses another's album", addForeignAlbum},
	{"Media/A-52 the same bytes are the same item", addDuplicate},
	{"Media/A-52 the same bytes come out of the trash", addTrashed},
	{"Media/the same bytes of two owners are two items", addTwoOwners},
	{"Media/FindMedia by each sum", findSums},
	{"Media/References and Usage count", references},
	{"Media/a cancelled context changes nothing", addCancelled},
}

// whole is an item with every field set that a caller can set.
func (k *kit) whole() *library.Media {
	k.Helper()
	a, b := k.album(k.alice, library.Private), k.album(k.alice, library.Public)
	m := k.item(k.alice)
	m.SHA1, m.MD5 = bytes.Repeat([]byte{1}, 20), bytes.Repeat([]byte{2}, 16)
	m.Caption, m.Note = "line one\nline two", "Ünïcödé 🌊 \"quoted\" 'single' -->"
	m.Keywords = list("sea", "night swim")
	m.Attributes = mediasock.AttributeList{{Name: "country", Value: "Wales"}, {Domain: "date", Name: "created", Value: "20051005094503"}}
	m.Taxa = []library.ID{a.ID, b.ID}
	m.Visibility, m.Link = library.Link, "secret"
	m.Details, m.Told = library.DetailsShown, library.DetailsShown
	m.Width, m.Height, m.Orientation, m.Duration = 4000, 3000, 6, 1500*time.Millisecond
	m.Taken, m.TakenZone = day.In(time.FixedZone("", 2*3600)), true
	m.Place, m.PlaceName = &mediasock.Geo{Lat: -52.25, Long: 179.5}, "Swansea, Wales"
	m.Facts = []byte(`{"camera":"Box Brownie"}`)
	m.Trashed = day.Add(time.Hour)
	return m
}

func everyField(k *kit) {
	m := k.whole()
	k.ok(k.x.AddMedia(k.ctx, m))
	sameMedia(k, "Media", k.get(m.ID), m)
}

// sameMedia compares rows; times are the same instant, Taken in the same zone.
func sameMedia(k *kit, call string, got, want *library.Media) {
	k.Helper()
	g, w := got.Clone(), want.Clone()
	for _, m := range []*library.Media{g, w} {
		m.Added, m.Updated, m.Trashed = m.Added.UTC(), m.Updated.UTC(), m.Trashed.UTC()
		m.Cursor = ""
		if m.Place == nil {
			m.Place = &mediasock.Geo{}
		}
	}
	equal(k, call+": Taken", g.Taken.Format(time.RFC3339Nano), w.Taken.Format(time.RFC3339Nano))
	same(k, call+": Taxa", sorted(g.Taxa...), sorted(w.Taxa...))
	g.Taken, g.Taxa = w.Taken, w.Taxa
	if len(g.Keywords)+len(w.Keywords) == 0 {
		g.Keywords = w.Keywords
	}
	if len(g.Attributes)+len(w.Attributes) == 0 {
		g.Attributes = w.Attributes
	}
	if !reflect.DeepEqual(g, w) {
		k.Errorf("%s = %+v, want %+v", call, g, w)
	}
}

func addSets(k *kit) {
	start, _ := k.x.Changed(k.ctx)
	m := k.add(k.alice, func(m *library.Media) { m.Added = time.Time{} })
	if m.ID <= 0 || m.ID >= 1<<53 {
		k.Errorf("AddMedia: ID = %d, want 1 to 2^53-1", m.ID)
	}
	if m.Added.IsZero() || m.Updated.IsZero() || m.Change <= start {
		k.Errorf("AddMedia: Added %v, Updated %v, Change %d, want them set", m.Added, m.Updated, m.Change)
	}
	other := k.add(k.alice, nil)
	if other.ID == m.ID || other.Change <= m.Change {
		k.Errorf("AddMedia: ID, Change = %d, %d after %d, %d", other.ID, other.Change, m.ID, m.Change)
	}
	now, err := k.x.Changed(k.ctx)
	k.ok(err)
	equal(k, "Changed", now, other.Change)
}

func addKeeps(k *kit) {
	m := k.add(k.alice, func(m *library.Media) { m.ID, m.Added, m.Updated = 4711, day, day.Add(time.Hour) })
	got := k.get(4711)
	if !got.Added.Equal(day) || !got.Updated.Equal(day.Add(time.Hour)) {
		k.Errorf("Added, Updated = %v, %v, want them kept", got.Added, got.Updated)
	}
	twin := k.item(k.alice)
	twin.ID = m.ID
	k.fails("AddMedia with an id that is taken", k.x.AddMedia(k.ctx, twin), library.ErrIDTaken)
	twin.ID, twin.Owner = 0, 999
	k.fails("AddMedia of no account", k.x.AddMedia(k.ctx, twin), library.ErrUnknownUser)
}

func rowsAreCopies(k *kit) {
	m := k.add(k.alice, func(m *library.Media) { m.Keywords = list("sea") })
	m.Keywords[0] = "changed"
	equal(k, "Keywords after the caller changed its row", k.get(m.ID).Keywords[0], "sea")
	k.get(m.ID).Keywords[0] = "changed"
	equal(k, "Keywords after a reader changed its row", k.get(m.ID).Keywords[0], "sea")
}

func addForeignAlbum(k *kit) {
	hers, trashed := k.album(k.bob, library.Public), k.album(k.alice, library.Public)
	k.changeAlbum(trashed.ID, func(t *library.Taxon) { t.Trashed = day })
	for name, id := range map[string]library.ID{"another's": hers.ID, "no": 4711, "a trashed": trashed.ID} {
		m := k.item(k.alice)
		m.Taxa = []library.ID{id}
		k.fails("AddMedia to "+name+" album", k.x.AddMedia(k.ctx, m), mediasock.ErrUnknownTaxon)
	}
	all := collect(k, k.x.ListMedia(k.ctx, library.Viewer{All: true}, library.Query{}))
	equal(k, "items after refusals", len(all), 0)
}

func addDuplicate(k *kit) {
	a, b := k.album(k.alice, library.Private), k.album(k.alice, library.Private)
	m := k.add(k.alice, func(m *library.Media) { m.Taxa = []library.ID{a.ID} })
	again := k.item(k.alice)
	again.Digest, again.Title, again.Taxa = m.Digest, "other", []library.ID{b.ID, a.ID, b.ID}
	k.fails("AddMedia of the same bytes", k.x.AddMedia(k.ctx, again, library.Job{Kind: "preview"}), mediasock.ErrExists)
	equal(k, "the existing ID", again.ID, m.ID)
	equal(k, "the existing title", again.Title, m.Title)
	got := k.get(m.ID)
	same(k, "albums", sorted(got.Taxa...), sorted(a.ID, b.ID))
	equal(k, "title", got.Title, m.Title)
	waiting, _, err := k.x.CountJobs(k.ctx, 0)
	k.ok(err)
	equal(k, "jobs of a duplicate", waiting["preview"], 0)
}

func addTrashed(k *kit) {
	m := k.add(k.alice, nil)
	k.trash(m.ID)
	again := k.item(k.alice)
	again.Digest = m.Digest
	k.fails("AddMedia of bytes in the trash", k.x.AddMedia(k.ctx, again), mediasock.ErrExists)
	got := k.get(m.ID)
	if !got.Trashed.IsZero() || !again.Trashed.IsZero() || got.Change <= m.Change {
		k.Errorf("Trashed = %v, %v, Change = %d, want it restored after %d", got.Trashed, again.Trashed, got.Change, m.Change)
	}
}

func addTwoOwners(k *kit) {
	m := k.add(k.alice, nil)
	hers := k.item(k.bob)
	hers.Digest = m.Digest
	k.ok(k.x.AddMedia(k.ctx, hers))
	if hers.ID == m.ID {
		k.Errorf("two owners share the item %d", m.ID)
	}
}

func findSums(k *kit) {
	m := k.whole()
	m.Trashed = time.Time{}
	k.ok(k.x.AddMedia(k.ctx, m))
	for algorithm, sum := range map[string][]byte{"sha256": m.Digest[:], "sha1": m.SHA1, "md5": m.MD5} {
		got, err := k.x.FindMedia(k.ctx, k.alice, algorithm, sum)
		k.ok(err)
		equal(k, "FindMedia by "+algorithm, got.ID, m.ID)
		_, err = k.x.FindMedia(k.ctx, k.bob, algorithm, sum)
		k.fails("FindMedia of another's", err, mediasock.ErrUnknownItem)
	}
	_, err := k.x.FindMedia(k.ctx, k.alice, "crc32", m.MD5)
	k.fails("FindMedia by crc32", err, mediasock.ErrUnknownItem)
	k.add(k.alice, nil) // its sums are unknown
	_, err = k.x.FindMedia(k.ctx, k.alice, "sha1", nil)
	k.fails("FindMedia by nothing", err, mediasock.ErrUnknownItem)
	k.trash(m.ID)
	_, err = k.x.FindMedia(k.ctx, k.alice, "md5", m.MD5)
	k.fails("FindMedia in the trash", err, mediasock.ErrUnknownItem)
}

func references(k *kit) {
	m := k.add(k.alice, func(m *library.Media) { m.Size = 100 })
	hers := k.item(k.bob)
	hers.Digest, hers.Size = m.Digest, 100
	k.ok(k.x.AddMedia(k.ctx, hers))
	k.add(k.alice, func(m *library.Media) { m.Size = 11 })
	k.trash(m.ID)
	k.references(m.Digest, 2)
	k.references(digest("nothing"), 0)
	k.usage(k.alice, 111)
	k.usage(k.bob, 100)
	k.ok(k.x.PurgeMedia(k.ctx, m.ID))
	k.references(m.Digest, 1)
	k.usage(k.alice, 11)
}

func (k *kit) references(d library.Digest, want int) {
	k.Helper()
	n, err := k.x.References(k.ctx, d)
	k.ok(err)
	equal(k, "References", n, want)
}

func (k *kit) usage(owner library.ID, want int64) {
	k.Helper()
	n, err := k.x.Usage(k.ctx, owner)
	k.ok(err)
	equal(k, "Usage", n, want)
}

func addCancelled(k *kit) {
	ctx, cancel := context.WithCancel(k.ctx)
	cancel()
	k.fails("AddMedia, cancelled", k.x.AddMedia(ctx, k.item(k.alice)), context.Canceled)
	all := collect(k, k.x.ListMedia(k.ctx, library.Viewer{All: true}, library.Query{}))
	equal(k, "items", len(all), 0)
}
