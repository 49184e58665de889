package library

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/mediasock/mediasock"
)

// TrashTime is how long what was deleted can be taken back, before [Library.Tend]
// removes it for ever.
const TrashTime = trashTime

// TrashedTaxa returns the albums in v's own trash, in no promised order.
func (l *Library) TrashedTaxa(ctx context.Context, v Viewer) ([]*Taxon, error) {
	return l.taxa(ctx, v, v.owner(), true)
}

// TrashMedia moves v's own item to the trash.
func (l *Library) TrashMedia(ctx context.Context, v Viewer, id ID) error {
	_, err := l.changeMedia(ctx, v, id, func(m *Media) error {
		if !m.Trashed.IsZero() {
			return mediasock.ErrUnknownItem
		}
		m.Trashed = l.now()
		return nil
	})
	return err
}

// RestoreMedia takes v's own item out of the trash, with all that it had.
func (l *Library) RestoreMedia(ctx context.Context, v Viewer, id ID) error {
	l.purging.RLock()
	defer l.purging.RUnlock()
	_, err := l.changeMedia(ctx, v, id, func(m *Media) error {
		m.Trashed = time.Time{}
		return nil
	})
	return err
}

// TrashTaxon moves v's own album to the trash. What is in it stays.
func (l *Library) TrashTaxon(ctx context.Context, v Viewer, id ID) error {
	_, err := l.changeTaxon(ctx, v, id, func(t *Taxon) error {
		if !t.Trashed.IsZero() {
			return mediasock.ErrUnknownTaxon
		}
		t.Trashed = l.now()
		return nil
	})
	return err
}

// RestoreTaxon takes v's own album out of the trash, with what was in it.
func (l *Library) RestoreTaxon(ctx context.Context, v Viewer, id ID) error {
	l.purging.RLock()
	defer l.purging.RUnlock()
	_, err := l.changeTaxon(ctx, v, id, func(t *Taxon) error {
		t.Trashed = time.Time{}
		return nil
	})
	return err
}

// changeMedia changes an item that v owns.
func (l *Library) changeMedia(ctx context.Context, v Viewer, id ID, change func(*Media) error) (*Media, error) {
	if v.User == 0 && !v.All {
		return nil, mediasock.ErrAuthRequired
	}
	m, err := l.index.UpdateMedia(ctx, v.owner(), id, true, change)
	return m, l.fault(ctx, "changing an item", err)
}

// changeTaxon changes an album that v owns.
func (l *Library) changeTaxon(ctx context.Context, v Viewer, id ID, change func(*Taxon) error) (*Taxon, error) {
	if v.User == 0 && !v.All {
		return nil, mediasock.ErrAuthRequired
	}
	t, err := l.index.UpdateTaxon(ctx, v.owner(), id, change)
	return t, l.fault(ctx, "changing an album", err)
}

// owner returns whose rows v changes: her own, or for Viewer.All anyone's.
func (v Viewer) owner() ID {
	if v.All {
		return 0
	}
	return v.User
}

// EmptyTrash removes for ever what is in v's trash since before: items, albums
// and the older bytes of items; for Viewer.All everyone's. The bytes themselves
// go with a later [Library.Sweep].
func (l *Library) EmptyTrash(ctx context.Context, v Viewer, before time.Time) (purged int, err error) {
	if v.User == 0 && !v.All {
		return 0, mediasock.ErrAuthRequired
	}
	for _, purge := range []func(context.Context, Viewer, time.Time) (int, error){l.purgeMedia, l.purgeTaxa, l.purgeOlder} {
		n, err := purge(ctx, v, before)
		purged += n
		if err != nil {
			return purged, l.fault(ctx, "emptying the trash", err)
		}
	}
	return purged, nil
}

func (l *Library) purgeMedia(ctx context.Context, v Viewer, before time.Time) (n int, err error) {
	for m, err := range l.index.ListMedia(ctx, v, Query{Trash: true, Owner: v.owner()}) {
		if err != nil {
			return n, err
		}
		if !m.Trashed.Before(before) {
			continue
		}
		purged, err := l.purge(func() error {
			m, err := l.index.Media(ctx, Viewer{All: true}, m.ID)
			if err != nil || m.Trashed.IsZero() {
				return cmp.Or(err, errRestored)
			}
			if err := l.dropSidecar(ctx, SidecarItem, m.ID); err != nil {
				return err
			}
			return l.index.PurgeMedia(ctx, m.ID)
		})
		if err != nil {
			return n, err
		}
		n += purged
	}
	return n, nil
}

var errRestored = errors.New("library: it was restored meanwhile")

// purge runs f, which looks at a row once more and removes it, while nobody can
// restore one. What was restored or purged meanwhile is no error.
func (l *Library) purge(f func() error) (purged int, err error) {
	l.purging.Lock()
	defer l.purging.Unlock()
	switch err := f(); {
	case errors.Is(err, errRestored), errors.Is(err, ErrGone):
		return 0, nil
	case err != nil:
		return 0, err
	}
	return 1, nil
}

func (l *Library) purgeTaxa(ctx context.Context, v Viewer, before time.Time) (n int, err error) {
	for t, err := range l.index.Taxa(ctx, v, v.owner(), true) {
		if err != nil {
			return n, err
		}
		if !t.Trashed.Before(before) {
			continue
		}
		purged, err := l.purge(func() error {
			t, err := l.index.Taxon(ctx, Viewer{All: true}, t.ID)
			if err != nil || t.Trashed.IsZero() {
				return cmp.Or(err, errRestored)
			}
			if err := l.dropSidecar(ctx, SidecarAlbum, t.ID); err != nil {
				return err
			}
			return l.index.PurgeTaxon(ctx, t.ID)
		})
		if err != nil {
			return n, err
		}
		n += purged
	}
	return n, nil
}

func (l *Library) purgeOlder(ctx context.Context, v Viewer, before time.Time) (n int, err error) {
	for o, err := range l.index.OlderMedia(ctx, v.owner()) {
		if err != nil {
			return n, err
		}
		if !o.Replaced.Before(before) {
			continue
		}
		// The item may have had the bytes again since they were listed, and have
		// lost them again: then they are young, and stay.
		dropped, err := l.index.DropOlder(ctx, o.Media, o.Digest, before)
		if err != nil {
			return n, err
		}
		if dropped {
			n++
		}
	}
	return n, nil
}

// Sweep removes bytes that no row needs and that were stored before the time of
// grace, with their previews. It may run beside uploads: bytes that one is about
// to need are held, and are looked at again just before they are removed.
//
// It removes nothing, with ErrOtherIndex, if the sidecars tell of an index that
// knows more than this one.
func (l *Library) Sweep(ctx context.Context) (removed int, err error) {
	if err := l.mayRemove(ctx); err != nil {
		return 0, err
	}
	grace := l.now().Add(-l.limits.Grace)
	for b, err := range l.store.List(ctx) {
		if err != nil {
			return removed, l.fault(ctx, "sweeping", err)
		}
		if !b.Stored.Before(grace) {
			continue
		}
		gone, err := l.sweep(ctx, b)
		if err != nil {
			return removed, l.fault(ctx, "sweeping", err)
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}

func (l *Library) sweep(ctx context.Context, b Blob) (gone bool, err error) {
	err = l.pins.unlessHeld(b.Digest, func() error {
		n, err := l.index.References(ctx, b.Digest)
		if err != nil || n > 0 {
			return err
		}
		if l.previews != nil { // first: a crash in between leaves bytes, which the next sweep meets
			if err := l.previews.DropPreviews(ctx, b.Digest); err != nil {
				return err
			}
		}
		gone = true
		return l.store.Delete(ctx, b.Digest)
	})
	if err == nil && gone {
		l.log.InfoContext(ctx, "library: removed bytes that nothing needs", "digest", b.Digest, "size", b.Size)
	}
	return gone && err == nil, err
}
