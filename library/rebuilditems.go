package library

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mediasock/mediasock"
)

// eachItem calls f with the sidecar of every item that can be read.
func (b *rebuilder) eachItem(ctx context.Context, f func(*itemRecord) error) error {
	for name, err := range b.from.ListSidecars(ctx) {
		if err != nil {
			return err
		}
		if name.Kind != SidecarItem {
			continue
		}
		r := new(itemRecord)
		if !b.read(ctx, name, r) || r.ID != name.ID {
			continue
		}
		if err := f(r); err != nil {
			return fmt.Errorf("item %v: %w", r.ID, err)
		}
	}
	return nil
}

// read decodes a sidecar. One that cannot be read is passed over here, and told
// by addItems.
func (b *rebuilder) read(ctx context.Context, name SidecarName, record any) bool {
	return readSidecar(ctx, b.from, name, record) == nil
}

func readSidecar(ctx context.Context, from Sidecars, name SidecarName, record any) error {
	text, err := from.ReadSidecar(ctx, name)
	if err != nil {
		return err
	}
	return decodeSidecar(name, text, record)
}

func decodeSidecar(name SidecarName, text []byte, record any) error {
	var format struct{ Format int }
	if err := json.Unmarshal(text, &format); err != nil {
		return fmt.Errorf("library: sidecar %v: %w", name, err)
	}
	if err := checkFormat(format.Format); err != nil {
		return err
	}
	if err := json.Unmarshal(text, record); err != nil {
		return fmt.Errorf("library: sidecar %v: %w", name, err)
	}
	return nil
}

// addItems adds every item whose bytes are there.
func (b *rebuilder) addItems(ctx context.Context) error {
	sizes := make(map[Digest]int64, len(b.blobs))
	for digest, size := range b.blobs {
		sizes[digest] = size
	}
	for name, err := range b.from.ListSidecars(ctx) {
		if err != nil {
			return err
		}
		if name.Kind != SidecarItem {
			continue
		}
		r := new(itemRecord)
		if err := readSidecar(ctx, b.from, name, r); err != nil {
			b.lose("%v", err)
			continue
		}
		if err := b.addItem(ctx, name.ID, r, sizes); err != nil {
			return fmt.Errorf("item %v: %w", name.ID, err)
		}
	}
	return nil
}

func (b *rebuilder) addItem(ctx context.Context, id ID, r *itemRecord, sizes map[Digest]int64) error {
	m, err := r.media()
	if err != nil || r.ID != id || !b.known[r.Owner] {
		b.lose("the sidecar of item %v tells of no item", id)
		return nil
	}
	older := b.olderBytes(m, r, sizes)
	delete(b.blobs, m.Digest)
	if size, there := sizes[m.Digest]; !there || size != m.Size {
		b.lose("item %v, %q: its bytes %s are not there", id, m.Title, r.SHA256)
		return nil
	}
	m.Taxa = b.albumsOf(m)
	err = b.index.AddMedia(ctx, olderFirst(m, older), m.pending()...)
	if errors.Is(err, mediasock.ErrExists) {
		b.lose("item %v, %q: another item has its bytes %s", id, m.Title, r.SHA256)
		return nil
	}
	for i := range older {
		if err != nil {
			return err
		}
		err = b.replaceBytes(ctx, m, older, i+1)
	}
	if err == nil {
		b.done.Items++
	}
	return err
}

// albumsOf returns those of the item's albums that are there.
func (b *rebuilder) albumsOf(m *Media) []ID {
	var ids []ID
	for _, id := range m.Taxa {
		if a := b.albums[id]; a != nil && a.Owner == m.Owner {
			ids = append(ids, id)
		}
	}
	return ids
}

// olderBytes returns what the item's bytes were before, as far as they are there.
func (b *rebuilder) olderBytes(m *Media, r *itemRecord, sizes map[Digest]int64) []Older {
	var older []Older
	for _, o := range r.Older {
		digest, err := parseDigest(o.SHA256)
		if size, there := sizes[digest]; err != nil || !there || size != o.Size {
			continue
		}
		delete(b.blobs, digest)
		if b.current[ownedBytes{m.Owner, o.SHA256}] {
			continue // an item has these bytes, and an owner has them once
		}
		older = append(older, Older{Media: m.ID, Owner: m.Owner, Digest: digest, Size: o.Size, Name: o.Name, Type: o.Type})
	}
	return older
}

// olderFirst returns m with the first bytes that it had.
func olderFirst(m *Media, older []Older) *Media {
	first := m.Clone()
	if len(older) > 0 {
		first.setBytes(older[0])
	}
	return first
}

func (m *Media) setBytes(o Older) {
	m.Digest, m.Size, m.Name, m.Type = o.Digest, o.Size, o.Name, o.Type
}

// replaceBytes gives the item its next bytes, at last those that it has.
func (b *rebuilder) replaceBytes(ctx context.Context, m *Media, older []Older, next int) error {
	_, err := b.index.UpdateMedia(ctx, 0, m.ID, false, func(row *Media) error {
		if next < len(older) {
			row.setBytes(older[next])
			return nil
		}
		row.setBytes(Older{Digest: m.Digest, Size: m.Size, Name: m.Name, Type: m.Type})
		return nil
	})
	return err
}

// pending returns what is still to be done for an item that comes back.
func (m *Media) pending() []Job {
	if m.SHA1 != nil {
		return nil
	}
	return []Job{{Kind: JobSums}}
}
