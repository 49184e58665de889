package sqlite

import (
	"context"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// AddMedia implements library.MediaIndex.
func (x *Index) AddMedia(ctx context.Context, m *library.Media, jobs ...library.Job) error {
	release, err := x.writer.late.hold(ctx, bytesOf(m))
	if err != nil {
		return err
	}
	defer release()
	var result *library.Media
	var known bool
	err = x.write(ctx, func(t *tx) (err error) {
		result, known, err = t.addMedia(m, jobs)
		return err
	})
	if err != nil {
		return err
	}
	*m = *result
	if known {
		return mediasock.ErrExists
	}
	return nil
}

func (t *tx) addMedia(given *library.Media, jobs []library.Job) (result *library.Media, known bool, err error) {
	m := &mediaRow{Media: given.Clone()}
	m.Taxa = distinct(m.Taxa)
	if err := t.checkUser(m.Owner); err != nil {
		return nil, false, err
	}
	if err := t.checkTaxa(m.Owner, m.Taxa); err != nil {
		return nil, false, err
	}
	old, err := t.sameBytes(m.Owner, m.Digest)
	if err != nil {
		return nil, false, err
	}
	if old != nil {
		err := t.addAgain(old, m.Taxa)
		return old.Media, true, err
	}
	if err := t.insert(m); err != nil {
		return nil, false, err
	}
	return m.Media, false, t.addJobs(m.ID, jobs)
}

// insert adds the item, its albums and its search row.
func (t *tx) insert(m *mediaRow) (err error) {
	if m.ID, err = t.claim(kindMedia, m.ID); err != nil {
		return err
	}
	m.Added = kept(orElse(m.Added, t.now))
	m.Updated = kept(orElse(m.Updated, m.Added))
	m.Taken, m.Trashed, m.Cursor = kept(m.Taken), kept(m.Trashed), ""
	if m.Change, err = t.audit(actionAdd, kindMedia, m.ID, m.Owner); err != nil {
		return err
	}
	if m.sort, err = t.sortKey(m.Media); err != nil {
		return err
	}
	if err := t.inherit(m); err != nil {
		return err
	}
	if err := m.store(t.Conn, insertMedia); err != nil {
		return err
	}
	if err := t.setTaxa(m.Media); err != nil {
		return err
	}
	d, err := t.document(m)
	if err != nil {
		return err
	}
	return t.insertDocument(m, d)
}

// addAgain adds albums that are new to an item that is there, and takes it out
// of the trash.
func (t *tx) addAgain(old *mediaRow, taxa []library.ID) error {
	before := *old
	before.Media = old.Media.Clone()
	old.Taxa = distinct(append(old.Taxa, taxa...))
	old.Trashed = time.Time{}
	if len(old.Taxa) == len(before.Taxa) && before.Trashed.IsZero() {
		return nil
	}
	old.Updated = t.now
	return t.rewrite(&before, old, actionRestore)
}

// sameBytes returns the owner's item with the digest, or nil.
func (t *tx) sameBytes(owner library.ID, d library.Digest) (*mediaRow, error) {
	return oneMedia(t.Conn, "SELECT "+mediaColumns+" FROM media m WHERE m.owner = ?6 AND m.sha256 = ?7",
		libraryItself.args(owner, d)...)
}

// checkTaxa refuses albums that are not the owner's or that are in the trash.
func (t *tx) checkTaxa(owner library.ID, taxa []library.ID) error {
	for _, id := range taxa {
		_, found, err := number(t.Conn, "SELECT 1 FROM taxon WHERE id = ? AND owner = ? AND trashed IS NULL", id, owner)
		if err != nil {
			return err
		}
		if !found {
			return mediasock.ErrUnknownTaxon
		}
	}
	return nil
}

func (t *tx) setTaxa(m *library.Media) error {
	for i, id := range m.Taxa {
		if err := exec(t.Conn, "INSERT INTO media_taxon (media, position, taxon) VALUES (?, ?, ?)", m.ID, i, id); err != nil {
			return err
		}
	}
	return nil
}

// inherit sets what follows from an item and its albums together: who sees it, and
// who is told where it was made.
func (t *tx) inherit(m *mediaRow) (err error) {
	if m.access, err = t.mediaAccess(m.Media); err != nil {
		return err
	}
	var albums []mediasock.AttributeList
	if m.Details == "" && len(m.Taxa) > 0 {
		err = query(t.Conn, `SELECT attributes FROM taxon
			WHERE id IN (SELECT value FROM json_each(?)) AND trashed IS NULL AND attributes <> ''`, func(r *row) error {
			var l mediasock.AttributeList
			err := decode(r.text(), &l)
			albums = append(albums, l)
			return err
		}, list(m.Taxa))
	}
	m.Told = library.TellsDetails(m.Details, albums)
	return err
}

// mediaAccess returns what m's own visibility and its albums allow.
func (t *tx) mediaAccess(m *library.Media) (int64, error) {
	if len(m.Taxa) == 0 {
		return accessOf(m.Visibility), nil
	}
	n, _, err := number(t.Conn, `SELECT max(access & 1) | max(access & 2) FROM taxon
		WHERE id IN (SELECT value FROM json_each(?))`, list(m.Taxa))
	return accessOf(m.Visibility) | n, err
}

// distinct returns ids without repetitions, in their order.
func distinct(ids []library.ID) []library.ID {
	var once []library.ID
	seen := make(map[library.ID]bool, len(ids))
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			once = append(once, id)
		}
	}
	return once
}

func orElse(t, other time.Time) time.Time {
	if t.IsZero() {
		return other
	}
	return t
}
