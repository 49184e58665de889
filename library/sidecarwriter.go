package library

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/mediasock/mediasock"
)

// A sidecarWriter writes the sidecars of what has changed since a change.
type sidecarWriter struct {
	lib     *Library
	to      Sidecars
	owners  map[ID]string
	since   int64
	albums  map[ID]*Taxon
	older   map[ID][]olderRecord
	items   []ID
	written int
}

func (w *sidecarWriter) all(ctx context.Context) error {
	if err := w.readAlbums(ctx); err != nil {
		return err
	}
	if err := w.readOlder(ctx); err != nil {
		return err
	}
	for _, trash := range []bool{false, true} {
		q := Query{Order: Change, Since: w.since, Trash: trash}
		for m, err := range w.lib.index.ListMedia(ctx, Viewer{All: true}, q) {
			if err != nil {
				return err
			}
			if w.items = append(w.items, m.ID); len(w.items) < sidecarBatch {
				continue
			}
			if err := w.putItems(ctx); err != nil {
				return err
			}
		}
	}
	if err := w.putItems(ctx); err != nil {
		return err
	}
	return w.putAlbums(ctx)
}

// missing writes the sidecars that are not there, of what is in the trash.
func (w *sidecarWriter) missing(ctx context.Context) error {
	if err := w.readAlbums(ctx); err != nil {
		return err
	}
	if err := w.readOlder(ctx); err != nil {
		return err
	}
	for m, err := range w.lib.index.ListMedia(ctx, Viewer{All: true}, Query{Trash: true}) {
		if err != nil {
			return err
		}
		if lacking, err := w.lacks(ctx, SidecarItem, m.ID); err != nil {
			return err
		} else if lacking {
			w.items = append(w.items, m.ID)
		}
	}
	var albums []ID
	for id, t := range w.albums {
		if t.Trashed.IsZero() {
			continue
		}
		if lacking, err := w.lacks(ctx, SidecarAlbum, id); err != nil {
			return err
		} else if lacking {
			albums = append(albums, id)
		}
	}
	if err := w.putItems(ctx); err != nil {
		return err
	}
	return w.putSomeAlbums(ctx, albums)
}

func (w *sidecarWriter) lacks(ctx context.Context, kind SidecarKind, id ID) (bool, error) {
	_, err := w.to.ReadSidecar(ctx, SidecarName{kind, id})
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return false, err
}

func (w *sidecarWriter) readAlbums(ctx context.Context) error {
	w.albums = map[ID]*Taxon{}
	for _, trash := range []bool{false, true} {
		for t, err := range w.lib.index.Taxa(ctx, Viewer{All: true}, 0, trash) {
			if err != nil {
				return err
			}
			w.albums[t.ID] = t
		}
	}
	return nil
}

func (w *sidecarWriter) readOlder(ctx context.Context) error {
	w.older = map[ID][]olderRecord{}
	for o, err := range w.lib.index.OlderMedia(ctx, 0) {
		if err != nil {
			return err
		}
		w.older[o.Media] = append(w.older[o.Media], olderRecord{fmt.Sprintf("%x", o.Digest), o.Size, o.Name, o.Type, o.Replaced.UTC()})
	}
	return nil
}

// putItems writes the items of a batch as they are now, while none of them can
// be purged: a purge removes the sidecar with the row.
func (w *sidecarWriter) putItems(ctx context.Context) error {
	w.lib.purging.RLock()
	defer w.lib.purging.RUnlock()
	var documents []Sidecar
	for _, id := range w.items {
		m, err := w.lib.index.Media(ctx, Viewer{All: true}, id)
		if isGone(err) {
			continue
		}
		if err != nil {
			return err
		}
		d, err := w.item(m)
		if err != nil {
			return err
		}
		documents = append(documents, d)
	}
	w.items = w.items[:0]
	return w.put(ctx, documents)
}

// isGone reports whether err says that a row is no longer there.
func isGone(err error) bool {
	return errors.Is(err, ErrGone) || errors.Is(err, mediasock.ErrUnknownItem) || errors.Is(err, mediasock.ErrUnknownTaxon)
}

func (w *sidecarWriter) item(m *Media) (Sidecar, error) {
	r := m.record()
	r.OwnerName, r.Older = w.owners[m.Owner], w.older[m.ID]
	for _, id := range m.Taxa {
		album := albumReference{ID: id}
		if t := w.albums[id]; t != nil {
			album.Title, album.Parents = t.Title, t.Parents
		}
		r.Albums = append(r.Albums, album)
	}
	return document(SidecarName{SidecarItem, m.ID}, r)
}

func (w *sidecarWriter) putAlbums(ctx context.Context) error {
	var ids []ID
	for id, t := range w.albums {
		if t.Change <= w.since {
			continue
		}
		if ids = append(ids, id); len(ids) < sidecarBatch {
			continue
		}
		if err := w.putSomeAlbums(ctx, ids); err != nil {
			return err
		}
		ids = ids[:0]
	}
	return w.putSomeAlbums(ctx, ids)
}

func (w *sidecarWriter) putSomeAlbums(ctx context.Context, ids []ID) error {
	w.lib.purging.RLock()
	defer w.lib.purging.RUnlock()
	var documents []Sidecar
	for _, id := range ids {
		t, err := w.lib.index.Taxon(ctx, Viewer{All: true}, id)
		if isGone(err) {
			continue
		}
		if err != nil {
			return err
		}
		d, err := w.album(t)
		if err != nil {
			return err
		}
		documents = append(documents, d)
	}
	return w.put(ctx, documents)
}

func (w *sidecarWriter) album(t *Taxon) (Sidecar, error) {
	r := t.record()
	r.OwnerName = w.owners[t.Owner]
	return document(SidecarName{SidecarAlbum, t.ID}, r)
}

func (w *sidecarWriter) put(ctx context.Context, documents []Sidecar) error {
	if len(documents) == 0 {
		return nil
	}
	if err := w.to.PutSidecars(ctx, documents...); err != nil {
		return err
	}
	w.written += len(documents)
	return nil
}
