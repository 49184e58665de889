package library_test

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/mem"
)

// A clock stands until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Now()} }

// Now returns what the clock shows.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func (k *kit) sweeps(want int) {
	k.Helper()
	n, err := k.Sweep(k.Context())
	k.ok(err)
	if n != want {
		k.Errorf("Sweep removed %d blobs, want %d", n, want)
	}
}

func TestTrash_RestoreAndPurge(t *testing.T) {
	c := newClock()
	k := newKit(t, library.Options{Clock: c.Now})
	v, s := library.ViewerOf(k.alice), k.session(k.alice)
	album, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: "Holiday"})
	k.ok(err)
	m := k.add(mediasock.Media{Title: "pier", Parents: mediasock.List{album.ID}}, data{"a", []byte("a")})
	k.ok(mediasock.DeleteMedia(t.Context(), s, m.ID.String()))
	k.ok(mediasock.DeleteTaxon(t.Context(), s, album.ID))
	k.state("MediaDelete again", mediasock.DeleteMedia(t.Context(), s, m.ID.String()), 7)
	_, err = mediasock.UpdateMedia(t.Context(), s, &mediasock.Media{ID: m.ID.String(), Title: "new"}, nil)
	k.state("MediaUpdate in the trash", err, 7)
	k.count(0, 1)
	k.state("RestoreMedia by another", k.RestoreMedia(t.Context(), library.ViewerOf(k.bob), m.ID), 7)
	k.state("RestoreMedia by a stranger", k.RestoreMedia(t.Context(), library.Viewer{}, m.ID), 1)
	id, _ := library.ParseID(album.ID)
	k.ok(k.RestoreTaxon(t.Context(), v, id))
	k.ok(k.RestoreMedia(t.Context(), v, m.ID))
	if got := k.row(m.ID.String()); got.Title != "pier" || len(got.Taxa) != 1 || !got.Trashed.IsZero() {
		t.Errorf("the restored item is %+v, want it whole", got)
	}
	k.ok(k.TrashMedia(t.Context(), v, m.ID))
	k.ok(k.TrashTaxon(t.Context(), v, id))
	k.empties(v, c.Now(), 0)
	k.empties(library.ViewerOf(k.bob), c.Now().Add(time.Hour), 0)
	k.empties(v, c.Now().Add(time.Hour), 2)
	if _, err := k.Media(t.Context(), v, m.ID); !errors.Is(err, library.ErrGone) {
		t.Errorf("Media = %v, want ErrGone", err)
	}
	k.sweeps(0)
	c.pass(72 * time.Hour)
	k.sweeps(1)
	k.count(0, 0)
}

func (k *kit) empties(v library.Viewer, before time.Time, want int) {
	k.Helper()
	n, err := k.EmptyTrash(k.Context(), v, before)
	k.ok(err)
	if n != want {
		k.Errorf("EmptyTrash purged %d, want %d", n, want)
	}
}

func TestTrash_OlderBytes(t *testing.T) {
	c := newClock()
	k := newKit(t, library.Options{Clock: c.Now})
	m := k.add(mediasock.Media{}, data{"a.jpg", []byte("first")})
	_, err := mediasock.UpdateMedia(t.Context(), k.session(k.alice), &mediasock.Media{ID: m.ID.String()}, data{"b.jpg", []byte("second")})
	k.ok(err)
	c.pass(72 * time.Hour)
	k.sweeps(0)
	k.count(1, 2)
	k.empties(library.ViewerOf(k.alice), c.Now(), 1)
	k.sweeps(1)
	k.count(1, 1)
	if got := k.row(m.ID.String()); got.Name != "b.jpg" {
		t.Errorf("Name = %q, want that of the new bytes", got.Name)
	}
}

func TestSweep_DropsPreviews(t *testing.T) {
	c, previews := newClock(), mem.NewStore()
	k := newKit(t, library.Options{Clock: c.Now, Previews: previews})
	m := k.add(mediasock.Media{}, data{"a.jpg", []byte("first")})
	k.ok(previews.PutPreview(t.Context(), m.Digest, 512, strings.NewReader("preview")))
	_, r, err := k.OpenPreview(t.Context(), library.ViewerOf(k.alice), m.ID, 512)
	k.ok(err)
	k.ok(r.Close())
	if _, _, err := k.OpenPreview(t.Context(), library.ViewerOf(k.alice), m.ID, 99); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenPreview of none = %v, want fs.ErrNotExist", err)
	}
	_, _, err = k.OpenPreview(t.Context(), library.ViewerOf(k.bob), m.ID, 512)
	k.state("OpenPreview by another", err, 7)
	k.ok(k.TrashMedia(t.Context(), library.ViewerOf(k.alice), m.ID))
	k.empties(library.ViewerOf(k.alice), c.Now().Add(1), 1)
	c.pass(72 * time.Hour)
	k.sweeps(1)
	if _, err := previews.OpenPreview(t.Context(), m.Digest, 512); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("OpenPreview of what was swept = %v, want fs.ErrNotExist", err)
	}
}

// A slowIndex calls before each AddMedia.
type slowIndex struct {
	library.Index
	before func()
}

// AddMedia implements library.MediaIndex.
func (x slowIndex) AddMedia(ctx context.Context, m *library.Media, jobs ...library.Job) error {
	x.before()
	return x.Index.AddMedia(ctx, m, jobs...)
}

// Bytes that an upload has kept and not yet named are not swept, however old.
func TestSweep_BesideUploads(t *testing.T) {
	k := newKit(t, library.Options{})
	c := newClock()
	swept := 0
	index := slowIndex{k.index, func() {
		c.pass(72 * time.Hour)
		n, err := k.Sweep(t.Context())
		k.ok(err)
		swept += n
	}}
	var err error
	k.Library, err = library.Open(t.Context(), index, k.store, library.Options{Clock: c.Now})
	k.ok(err)
	_, err = k.store.Put(t.Context(), strings.NewReader("orphan"))
	k.ok(err)
	k.add(mediasock.Media{}, data{"a.jpg", []byte("wanted")})
	if swept != 1 {
		t.Errorf("Sweep removed %d blobs, want the orphan alone", swept)
	}
	k.count(1, 1)
}

// Bytes come before the row: where the row cannot be written, bytes are left
// that the same upload finds again.
func TestUpload_BytesBeforeRow(t *testing.T) {
	k := newKit(t, library.Options{})
	broken := true
	index := failingIndex{k.index, func() error {
		if broken {
			return errors.New("SELECT failed")
		}
		return nil
	}}
	var err error
	k.Library, err = library.Open(t.Context(), index, k.store, library.Options{})
	k.ok(err)
	d := data{"a.jpg", []byte("a")}
	_, err = k.session(k.alice).MediaAppend(t.Context(), &mediasock.Media{}, d)
	k.state("MediaAppend", err, 6)
	k.count(0, 1)
	broken = false
	k.add(mediasock.Media{}, d)
	k.count(1, 1)
}

// A failingIndex fails in AddMedia.
type failingIndex struct {
	library.Index
	err func() error
}

// AddMedia implements library.MediaIndex.
func (x failingIndex) AddMedia(ctx context.Context, m *library.Media, jobs ...library.Job) error {
	if err := x.err(); err != nil {
		return err
	}
	return x.Index.AddMedia(ctx, m, jobs...)
}

// A restoringIndex restores an item after it was listed as trash.
type restoringIndex struct {
	library.Index
}

// ListMedia implements library.MediaIndex.
func (x restoringIndex) ListMedia(ctx context.Context, v library.Viewer, q library.Query) iter.Seq2[*library.Media, error] {
	return func(yield func(*library.Media, error) bool) {
		for m, err := range x.Index.ListMedia(ctx, v, q) {
			if err == nil && q.Trash {
				_, err = x.UpdateMedia(ctx, 0, m.ID, true, func(m *library.Media) error { m.Trashed = time.Time{}; return nil })
			}
			if !yield(m, err) {
				return
			}
		}
	}
}

func TestTrash_RestoredMeanwhile(t *testing.T) {
	k := newKit(t, library.Options{})
	var err error
	k.Library, err = library.Open(t.Context(), restoringIndex{k.index}, k.store, library.Options{})
	k.ok(err)
	m := k.add(mediasock.Media{}, data{"a.jpg", []byte("a")})
	k.ok(k.TrashMedia(t.Context(), library.ViewerOf(k.alice), m.ID))
	k.empties(library.ViewerOf(k.alice), time.Now().Add(time.Hour), 0)
	k.count(1, 1)
}
