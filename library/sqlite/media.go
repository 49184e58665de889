package sqlite

import (
	"context"
	"reflect"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// libraryItself sees everything.
var libraryItself = &viewer{Viewer: library.Viewer{All: true}}

// Media implements library.MediaIndex.
func (x *Index) Media(ctx context.Context, v library.Viewer, id library.ID) (m *library.Media, err error) {
	err = x.read(ctx, func(c *sqlite.Conn) error {
		w, err := viewerOf(c, v)
		if err != nil {
			return err
		}
		row, err := w.media(c, id)
		if err != nil {
			return err
		}
		if row == nil {
			return w.gone(c, kindMedia, id, mediasock.ErrUnknownItem)
		}
		m = row.Media
		return nil
	})
	if err != nil {
		if late := x.writer.late.item(v, id); late != nil {
			return late, nil // it is acknowledged, though it cannot be written now
		}
	}
	return m, err
}

// UpdateMedia implements library.MediaIndex.
func (x *Index) UpdateMedia(ctx context.Context, owner, id library.ID, significant bool, change func(*library.Media) error, jobs ...library.Job) (m *library.Media, err error) {
	err = x.write(ctx, func(t *tx) error {
		row, err := t.updateMedia(owner, id, significant, change)
		if err != nil {
			return err
		}
		m = row.Media
		return t.addJobs(id, jobs)
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (t *tx) updateMedia(owner, id library.ID, significant bool, change func(*library.Media) error) (*mediaRow, error) {
	old, err := t.owned(owner, id)
	if err != nil {
		return nil, err
	}
	changed := *old
	changed.Media = old.Media.Clone()
	if err := change(changed.Media); err != nil {
		return nil, err
	}
	changed.Media = changed.Media.Clone() // change may have kept what it was given
	keepFixed(changed.Media, old.Media)
	changed.Taxa = distinct(changed.Taxa)
	changed.Taken, changed.Trashed = kept(changed.Taken), kept(changed.Trashed)
	if sameMedia(changed.Media, old.Media) {
		return old, nil
	}
	if err := t.checkUpdate(old.Media, changed.Media); err != nil {
		return nil, err
	}
	if significant {
		changed.Updated = t.now
	}
	return &changed, t.rewrite(old, &changed, actionChange)
}

// owned returns the item, in the trash too, if owner (0: anyone) owns it.
func (t *tx) owned(owner, id library.ID) (*mediaRow, error) {
	v := &viewer{Viewer: library.Viewer{User: owner, All: owner == 0}}
	m, err := libraryItself.media(t.Conn, id)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return nil, v.gone(t.Conn, kindMedia, id, mediasock.ErrUnknownItem)
	}
	if owner != 0 && m.Owner != owner {
		return nil, mediasock.ErrUnknownItem
	}
	return m, nil
}

// keepFixed restores what a change function may not set.
func keepFixed(changed, old *library.Media) {
	changed.ID, changed.Owner, changed.Cursor, changed.Told = old.ID, old.Owner, old.Cursor, old.Told
	changed.Added, changed.Updated, changed.Change = old.Added, old.Updated, old.Change
}

// sameMedia reports whether a and b are equal, an empty list and none being the
// same.
func sameMedia(a, b *library.Media) bool {
	c := *a
	for _, field := range []struct{ mine, other *[]byte }{
		{&c.SHA1, &b.SHA1}, {&c.MD5, &b.MD5}, {&c.Facts, &b.Facts},
	} {
		if len(*field.mine)+len(*field.other) == 0 {
			*field.mine = *field.other
		}
	}
	if len(a.Keywords)+len(b.Keywords) == 0 {
		c.Keywords = b.Keywords
	}
	if len(a.Attributes)+len(b.Attributes) == 0 {
		c.Attributes = b.Attributes
	}
	if slices.Equal(a.Taxa, b.Taxa) {
		c.Taxa = b.Taxa
	}
	if a.Taken.Equal(b.Taken) && offset(a) == offset(b) {
		c.Taken = b.Taken
	}
	if a.Trashed.Equal(b.Trashed) {
		c.Trashed = b.Trashed
	}
	return reflect.DeepEqual(&c, b)
}

func offset(m *library.Media) int {
	_, seconds := m.Taken.Zone()
	return seconds
}

// checkUpdate refuses albums that are new to the item and not its owner's, and
// bytes that another item of the owner has.
func (t *tx) checkUpdate(old, changed *library.Media) error {
	added := slices.DeleteFunc(slices.Clone(changed.Taxa), func(id library.ID) bool {
		return slices.Contains(old.Taxa, id)
	})
	if err := t.checkTaxa(changed.Owner, added); err != nil {
		return err
	}
	if changed.Digest == old.Digest {
		return nil
	}
	late := &t.index.writer.late
	unhold, _ := late.tryHold(bytesOf(changed))
	if unhold == nil {
		return library.ErrSameBytes // they are arriving as an item of their own
	}
	t.unhold = append(t.unhold, unhold)
	if late.awaits(bytesOf(changed)) {
		return library.ErrSameBytes // they have arrived since the transaction began
	}
	other, err := t.sameBytes(changed.Owner, changed.Digest)
	if err != nil {
		return err
	}
	if other != nil {
		return library.ErrSameBytes
	}
	return t.keepOlder(old, changed.Digest)
}

// keepOlder keeps what the bytes of an item were, unless they have come back.
func (t *tx) keepOlder(old *library.Media, now library.Digest) error {
	err := exec(t.Conn, "DELETE FROM older WHERE media = ? AND sha256 IN (?, ?)", old.ID, old.Digest, now)
	if err != nil {
		return err
	}
	return exec(t.Conn, "INSERT INTO older (media, owner, sha256, size, name, type, replaced) VALUES (?, ?, ?, ?, ?, ?, ?)",
		old.ID, old.Owner, old.Digest, old.Size, old.Name, old.Type, t.now)
}

// rewrite writes changed over old, with its albums and its search row.
func (t *tx) rewrite(old, changed *mediaRow, action string) (err error) {
	if changed.Change, err = t.audit(action, kindMedia, changed.ID, changed.Owner); err != nil {
		return err
	}
	if err := t.inherit(changed); err != nil {
		return err
	}
	if slot(changed.Date()) != slot(old.Date()) {
		if changed.sort, err = t.sortKey(changed.Media); err != nil {
			return err
		}
	}
	before, err := t.document(old)
	if err != nil {
		return err
	}
	if err := changed.store(t.Conn, updateMedia); err != nil {
		return err
	}
	if !slices.Equal(old.Taxa, changed.Taxa) {
		if err := t.replaceTaxa(changed.Media); err != nil {
			return err
		}
	}
	return t.reindex(old.sort, before, changed)
}

func (t *tx) replaceTaxa(m *library.Media) error {
	if err := exec(t.Conn, "DELETE FROM media_taxon WHERE media = ?", m.ID); err != nil {
		return err
	}
	return t.setTaxa(m)
}

// reindex writes m's search row if it is no longer what it was.
func (t *tx) reindex(sort int64, before string, m *mediaRow) error {
	after, err := t.document(m)
	if err != nil {
		return err
	}
	if before == after && sort == m.sort {
		t.touch(touch{sort: sort, text: after, place: m.Place}) // which may have moved a little
		return nil
	}
	if err := t.deleteDocument(sort); err != nil {
		return err
	}
	return t.insertDocument(m, after)
}
