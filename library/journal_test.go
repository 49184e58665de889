package library_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/disk"
	"github.com/mediasock/mediasock/library/sqlite"
)

// A pier is a library whose small files go into a journal, on a disk from which a
// crash can be copied.
type pier struct {
	*testing.T
	*library.Library
	dir   string
	store *disk.Store
	index *sqlite.Index
	ada   *mediasock.User

	closed bool
}

func newPier(t *testing.T) *pier {
	d := openPier(t, t.TempDir())
	u := &library.User{Name: "ada"}
	d.ok(d.index.AddUser(t.Context(), u))
	d.ada = &mediasock.User{ID: u.ID.String(), Name: "ada", Scope: mediasock.ScopeManage}
	return d
}

// openPier opens the library in a directory, as it stands.
func openPier(t *testing.T, dir string) *pier {
	t.Helper()
	d := &pier{T: t, dir: dir}
	var err error
	d.store, err = disk.Open(t.Context(), dir, disk.Options{Intake: 128 << 20})
	d.ok(err)
	d.index, err = sqlite.Open(t.Context(), filepath.Join(dir, "index.sqlite"), sqlite.Options{})
	d.ok(err)
	d.Library, err = library.Open(t.Context(), d.index, d.store, library.Options{})
	d.ok(err)
	t.Cleanup(d.close)
	return d
}

func (d *pier) close() {
	if d.closed {
		return
	}
	d.closed = true
	if err := errors.Join(d.index.Close(), d.store.Close()); err != nil {
		d.Errorf("close: %v", err)
	}
}

func (d *pier) ok(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// upload uploads a file and returns its id.
func (d *pier) upload(m mediasock.Media, text string) library.ID {
	d.Helper()
	s, err := d.Session(d.Context(), d.ada)
	d.ok(err)
	item, err := s.MediaAppend(d.Context(), &m, data{"pier.txt", []byte(text)})
	d.ok(err)
	id, _ := library.ParseID(item.ID)
	return id
}

func (d *pier) media(id library.ID) *library.Media {
	d.Helper()
	m, err := d.index.Media(d.Context(), library.Viewer{All: true}, id)
	d.ok(err)
	m.Cursor = ""
	return m
}

// database is a copy of the index's files as they are.
func (d *pier) database() map[string][]byte {
	d.Helper()
	files := map[string][]byte{}
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(filepath.Join(d.dir, "index.sqlite"+end))
		d.ok(err)
		files["index.sqlite"+end] = b
	}
	return files
}

// crash opens what a power cut would leave: the journal as it is, and the index
// as it was when it was last synced.
func (d *pier) crash(synced map[string][]byte) *pier {
	d.Helper()
	to := d.TempDir()
	d.ok(os.CopyFS(to, os.DirFS(d.dir)))
	d.ok(os.Remove(filepath.Join(to, "index.sqlite-shm")))
	for name, b := range synced {
		d.ok(os.WriteFile(filepath.Join(to, name), b, 0o600))
	}
	again := openPier(d.T, to)
	again.ada = d.ada
	return again
}

// A row that was acknowledged and that the index has lost comes back as it was:
// with its id, the words of its sender, what the file says, its album, its jobs.
func TestJournal_PowerCut(t *testing.T) {
	d := newPier(t)
	album := &library.Taxon{Title: "Pier", Visibility: library.Private}
	album.Owner, _ = library.ParseID(d.ada.ID)
	d.ok(d.index.AddTaxon(t.Context(), album))
	synced := d.database()
	said := mediasock.Media{Title: "The pier", Note: "by night", Keywords: mediasock.List{"sea", "night"}, Parents: mediasock.List{album.ID.String()},
		Attributes: mediasock.AttributeList{{Domain: mediasock.DomainGeo, Name: mediasock.AttributeLocation, Value: "50.8 -0.1"}}}
	id := d.upload(said, "pier")
	again := d.crash(synced)
	want, got := d.media(id), again.media(id)
	want.Change, got.Change = 0, 0
	if !reflect.DeepEqual(got, want) {
		t.Errorf("after a power cut the item is\n%+v, it was\n%+v", got, want)
	}
	waiting, _, err := again.index.CountJobs(t.Context(), 0)
	d.ok(err)
	if waiting[library.JobPreview] != 1 {
		t.Errorf("jobs that wait: %v, want one preview", waiting)
	}
}

// However often a crash is recovered from, each item is there once.
func TestJournal_TwoCrashes(t *testing.T) {
	d := newPier(t)
	synced := d.database()
	ids := map[library.ID]bool{}
	for n := range 20 {
		ids[d.upload(mediasock.Media{}, fmt.Sprint("file ", n))] = true
	}
	again := d.crash(synced).crash(nil)
	found := 0
	for m, err := range again.index.ListMedia(t.Context(), library.Viewer{All: true}, library.Query{}) {
		d.ok(err)
		if found++; !ids[m.ID] {
			t.Errorf("item %v was not sent", m.ID)
		}
	}
	if found != len(ids) {
		t.Errorf("%d items are there, want %d", found, len(ids))
	}
}

// What was done to an item after it was acknowledged stays done, though its row
// is still in the journal.
func TestJournal_LaterChangesStay(t *testing.T) {
	d := newPier(t)
	v := library.ViewerOf(d.ada)
	renamed, trashed, purged := d.upload(mediasock.Media{}, "one"), d.upload(mediasock.Media{}, "two"), d.upload(mediasock.Media{}, "three")
	s, err := d.Session(t.Context(), d.ada)
	d.ok(err)
	_, err = mediasock.UpdateMedia(t.Context(), s, &mediasock.Media{ID: renamed.String(), Title: "new"}, nil)
	d.ok(err)
	d.ok(d.TrashMedia(t.Context(), v, trashed))
	d.ok(d.TrashMedia(t.Context(), v, purged))
	d.ok(d.index.PurgeMedia(t.Context(), purged))
	again := d.crash(nil)
	if got := again.media(renamed).Title; got != "new" {
		t.Errorf("the title is %q, want the new one", got)
	}
	if again.media(trashed).Trashed.IsZero() {
		t.Error("the item is no longer in the trash")
	}
	if _, err := again.index.Media(t.Context(), library.Viewer{All: true}, purged); !errors.Is(err, library.ErrGone) {
		t.Errorf("Media of what was purged = %v, want ErrGone", err)
	}
}

// Without its index a library is made of sidecars, and what has none yet of the
// journal, for its owner.
func TestJournal_Rebuild(t *testing.T) {
	d := newPier(t)
	_, err := d.WriteSidecars(t.Context())
	d.ok(err)
	id := d.upload(mediasock.Media{Title: "The pier"}, "pier")
	to := t.TempDir()
	d.ok(os.CopyFS(to, os.DirFS(d.dir)))
	store, err := disk.Open(t.Context(), to, disk.Options{})
	d.ok(err)
	defer store.Close()
	index, err := sqlite.Open(t.Context(), filepath.Join(to, "index.rebuilt.sqlite"), sqlite.Options{})
	d.ok(err)
	defer index.Close()
	done, err := library.Rebuild(t.Context(), index, store, library.RebuildOptions{})
	d.ok(err)
	m, err := index.Media(t.Context(), library.Viewer{All: true}, id)
	d.ok(err)
	if m.Title != "The pier" || m.Owner.String() != d.ada.ID || done.Recovered != 0 {
		t.Errorf("the item is %q of %v, and %d were recovered; want it for its owner and none", m.Title, m.Owner, done.Recovered)
	}
}

// A repair without a start of the service in between adds what the journal alone
// has, and does not take its bytes for nobody's.
func TestJournal_Repair(t *testing.T) {
	d := newPier(t)
	synced := d.database()
	id := d.upload(mediasock.Media{}, "pier")
	to := t.TempDir()
	d.ok(os.CopyFS(to, os.DirFS(d.dir)))
	d.ok(os.Remove(filepath.Join(to, "index.sqlite-shm")))
	for name, b := range synced {
		d.ok(os.WriteFile(filepath.Join(to, name), b, 0o600))
	}
	store, err := disk.Open(t.Context(), to, disk.Options{})
	d.ok(err)
	defer store.Close()
	index, err := sqlite.Open(t.Context(), filepath.Join(to, "index.sqlite"), sqlite.Options{})
	d.ok(err)
	defer index.Close()
	_, err = library.Check(t.Context(), library.CheckOptions{
		Index: index, Store: store, Repair: true, Clock: func() time.Time { return time.Now().Add(100 * time.Hour) },
	}, func(f library.Finding) error {
		if f.SHA256 != "" {
			t.Errorf("found %+v", f)
		}
		return nil
	})
	d.ok(err)
	if _, err := index.Media(t.Context(), library.Viewer{All: true}, id); err != nil {
		t.Errorf("Media = %v", err)
	}
}

// The same bytes again, while their row is late, are the same item.
func TestJournal_SentAgain(t *testing.T) {
	d := newPier(t)
	id := d.upload(mediasock.Media{}, "pier")
	s, err := d.Session(t.Context(), d.ada)
	d.ok(err)
	item, err := s.MediaAppend(t.Context(), &mediasock.Media{}, data{"other.txt", []byte("pier")})
	if !errors.Is(err, mediasock.ErrExists) || item.ID != id.String() {
		t.Errorf("MediaAppend = %v, %v, want item %v and ErrExists", item, err, id)
	}
}

// A journal whose rows the index cannot make durable is kept; the index having
// them it is forgotten.
func TestJournal_KeptUntilDurable(t *testing.T) {
	d := newPier(t)
	synced := d.database()
	d.upload(mediasock.Media{}, "pier")
	rows := func(s *disk.Store) (n int) {
		for _, err := range s.Rows(t.Context()) {
			d.ok(err)
			n++
		}
		return n
	}
	again := d.crash(synced)
	again.close()
	reopened, err := disk.Open(t.Context(), again.dir, disk.Options{})
	d.ok(err)
	if n := rows(reopened); n != 0 {
		t.Errorf("%d rows are left after a clean end, want none", n)
	}
	d.ok(reopened.Close())

	to := t.TempDir()
	d.ok(os.CopyFS(to, os.DirFS(d.dir)))
	for range 2 {
		unasked, err := disk.Open(t.Context(), to, disk.Options{})
		d.ok(err)
		if n := rows(unasked); n != 1 {
			t.Errorf("%d rows are left where nobody asked for them, want 1", n)
		}
		d.ok(unasked.Close())
	}
	refusing, err := disk.Open(t.Context(), to, disk.Options{})
	d.ok(err)
	refusing.Release(func(context.Context) error { return errors.New("not durable") })
	if err := refusing.Close(); err == nil {
		t.Error("Close = nil though rows are not durable")
	}
	last, err := disk.Open(t.Context(), to, disk.Options{})
	d.ok(err)
	defer last.Close()
	if n := rows(last); n != 1 {
		t.Errorf("%d rows are left, want 1", n)
	}
}

// A process that only reads waits for what the service has acknowledged.
func TestAwaitRows(t *testing.T) {
	d := newPier(t)
	beside, err := disk.OpenReadOnly(t.Context(), d.dir, disk.Options{})
	d.ok(err)
	defer beside.Close()
	index, err := sqlite.OpenReadOnly(t.Context(), filepath.Join(d.dir, "index.sqlite"), sqlite.Options{})
	d.ok(err)
	defer index.Close()
	id := d.upload(mediasock.Media{}, "pier")
	missing, err := library.AwaitRows(t.Context(), index, beside)
	d.ok(err)
	if _, err := index.Media(t.Context(), library.Viewer{All: true}, id); missing != 0 || err != nil {
		t.Errorf("%d rows are missing, and Media = %v", missing, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Millisecond)
	defer cancel()
	missing, err = library.AwaitRows(ctx, emptyIndex{index}, beside)
	if missing != 1 || err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("AwaitRows of an index without the row = %d, %v, want 1 in the end", missing, err)
	}
}

// It waits for what was acknowledged before, and not for ever for more.
func TestAwaitRows_WhileFilesArrive(t *testing.T) {
	d := newPier(t)
	beside, err := disk.OpenReadOnly(t.Context(), d.dir, disk.Options{})
	d.ok(err)
	defer beside.Close()
	d.upload(mediasock.Media{}, "first")
	missing, err := library.AwaitRows(t.Context(), &arrivingIndex{Index: d.index, pier: d}, beside)
	if missing != 0 || err != nil {
		t.Errorf("AwaitRows = %d, %v, want none missing of what was there when it was called", missing, err)
	}
}

// An arrivingIndex lacks every item when it is first asked for it, and another
// arrives then.
type arrivingIndex struct {
	library.Index
	pier  *pier
	asked map[library.ID]bool
}

func (x *arrivingIndex) Media(ctx context.Context, v library.Viewer, id library.ID) (*library.Media, error) {
	if x.asked[id] {
		return x.Index.Media(ctx, v, id)
	}
	if x.asked == nil {
		x.asked = map[library.ID]bool{}
	}
	x.asked[id] = true
	x.pier.upload(mediasock.Media{}, fmt.Sprint("after ", id))
	return nil, mediasock.ErrUnknownItem
}

// emptyIndex has no items.
type emptyIndex struct{ library.Index }

func (emptyIndex) Media(context.Context, library.Viewer, library.ID) (*library.Media, error) {
	return nil, mediasock.ErrUnknownItem
}
