package mem

import (
	"bytes"
	"context"
	"iter"
	"reflect"
	"slices"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// AddMedia implements library.MediaIndex.
func (x *Index) AddMedia(ctx context.Context, m *library.Media, jobs ...library.Job) error {
	return x.write(ctx, func() error {
		if x.users[m.Owner] == nil {
			return library.ErrUnknownUser
		}
		taxa := unique(m.Taxa)
		if err := x.checkTaxa(m.Owner, taxa, nil); err != nil {
			return err
		}
		if old := x.byDigest(m.Owner, m.Digest); old != nil {
			x.revive(old, taxa)
			*m = *old.Clone()
			return mediasock.ErrExists
		}
		id, err := x.assign(mediaRow, m.ID)
		if err != nil {
			return err
		}
		m.ID, m.Taxa, m.Change = id, taxa, x.nextChange()
		if m.Added.IsZero() {
			m.Added = x.Now()
		}
		if m.Updated.IsZero() {
			m.Updated = m.Added
		}
		m.Told = x.told(m)
		x.media[id] = m.Clone()
		x.addJobs(id, jobs)
		return nil
	})
}

// revive takes an item out of the trash and into more albums.
func (x *Index) revive(m *library.Media, taxa []library.ID) {
	all := unique(append(slices.Clone(m.Taxa), taxa...))
	if m.Trashed.IsZero() && len(all) == len(m.Taxa) {
		return
	}
	c := m.Clone()
	c.Taxa, c.Trashed = all, time.Time{}
	c.Updated, c.Change = x.Now(), x.nextChange()
	*m = *c
}

// Media implements library.MediaIndex.
func (x *Index) Media(ctx context.Context, v library.Viewer, id library.ID) (found *library.Media, err error) {
	err = x.read(ctx, func() error {
		m := x.media[id]
		if m == nil || !x.seesMedia(v, m) {
			return x.gone(v, rowID{mediaRow, id}, mediasock.ErrUnknownItem)
		}
		found = x.showMedia(v, m)
		return nil
	})
	return found, err
}

// UpdateMedia implements library.MediaIndex.
func (x *Index) UpdateMedia(ctx context.Context, owner, id library.ID, significant bool, change func(*library.Media) error, jobs ...library.Job) (updated *library.Media, err error) {
	err = x.write(ctx, func() error {
		before, err := x.owned(owner, id)
		if err != nil {
			return err
		}
		m := before.Clone()
		if err := change(m); err != nil {
			return err
		}
		m.ID, m.Owner, m.Added, m.Updated, m.Change = id, before.Owner, before.Added, before.Updated, before.Change
		m.Taxa, m.Cursor, m.Told = unique(m.Taxa), "", before.Told
		if err := x.checkUpdate(before, m); err != nil {
			return err
		}
		if !reflect.DeepEqual(before, m) {
			x.replace(before, m, significant)
		}
		x.addJobs(id, jobs)
		updated = x.media[id].Clone()
		updated.Told = x.told(updated)
		return nil
	})
	return updated, err
}

func (x *Index) owned(owner, id library.ID) (*library.Media, error) {
	m := x.media[id]
	if m == nil || owner != 0 && m.Owner != owner {
		v := library.Viewer{User: owner, All: owner == 0}
		return nil, x.gone(v, rowID{mediaRow, id}, mediasock.ErrUnknownItem)
	}
	return m, nil
}

func (x *Index) checkUpdate(before, m *library.Media) error {
	if err := x.checkTaxa(m.Owner, m.Taxa, before.Taxa); err != nil {
		return err
	}
	if other := x.byDigest(m.Owner, m.Digest); other != nil && other.ID != m.ID {
		return library.ErrSameBytes
	}
	return nil
}

// replace puts m in before's place and keeps what its bytes were.
func (x *Index) replace(before, m *library.Media, significant bool) {
	m.Change = x.nextChange()
	if significant {
		m.Updated = x.Now()
	}
	if m.Digest != before.Digest {
		x.forget(m.ID, m.Digest)
		x.forget(m.ID, before.Digest)
		x.older = append(x.older, &library.Older{
			Media: m.ID, Owner: m.Owner, Digest: before.Digest, Size: before.Size,
			Name: before.Name, Type: before.Type, Replaced: x.Now(),
		})
	}
	x.media[m.ID] = m.Clone()
}

// PurgeMedia implements library.MediaIndex.
func (x *Index) PurgeMedia(ctx context.Context, id library.ID) error {
	return x.write(ctx, func() error {
		m, err := x.owned(0, id)
		if err != nil {
			return err
		}
		delete(x.media, id)
		x.graves[rowID{mediaRow, id}] = grave{m.Owner, x.shownAs(m), m.Link}
		x.older = slices.DeleteFunc(x.older, func(o *library.Older) bool { return o.Media == id })
		x.dropJobs(id)
		for _, t := range x.taxa {
			if t.Icon == id {
				t.Icon, t.Change = 0, x.nextChange()
			}
		}
		x.nextChange()
		return nil
	})
}

// FindMedia implements library.MediaIndex.
func (x *Index) FindMedia(ctx context.Context, owner library.ID, algorithm string, sum []byte) (found *library.Media, err error) {
	err = x.read(ctx, func() error {
		for _, m := range x.media {
			if m.Owner == owner && m.Trashed.IsZero() && len(sum) > 0 && bytes.Equal(sumOf(m, algorithm), sum) {
				found = x.showMedia(library.Viewer{User: owner}, m)
				return nil
			}
		}
		return mediasock.ErrUnknownItem
	})
	return found, err
}

func sumOf(m *library.Media, algorithm string) []byte {
	switch algorithm {
	case "sha256":
		return m.Digest[:]
	case "sha1":
		return m.SHA1
	case "md5":
		return m.MD5
	}
	return nil
}

// References implements library.MediaIndex.
func (x *Index) References(ctx context.Context, d library.Digest) (n int, err error) {
	err = x.read(ctx, func() error {
		for _, m := range x.media {
			if m.Digest == d {
				n++
			}
		}
		for _, o := range x.older {
			if o.Digest == d {
				n++
			}
		}
		return nil
	})
	return n, err
}

// Usage implements library.MediaIndex.
func (x *Index) Usage(ctx context.Context, owner library.ID) (n int64, err error) {
	err = x.read(ctx, func() error {
		for _, m := range x.media {
			if m.Owner == owner {
				n += m.Size
			}
		}
		for _, o := range x.older {
			if o.Owner == owner {
				n += o.Size
			}
		}
		return nil
	})
	return n, err
}

// OlderMedia implements library.MediaIndex.
func (x *Index) OlderMedia(ctx context.Context, owner library.ID) iter.Seq2[*library.Older, error] {
	return sequence(ctx, func() (rows []*library.Older, err error) {
		err = x.read(ctx, func() error {
			for _, o := range x.older {
				if owner == 0 || o.Owner == owner {
					c := *o
					rows = append(rows, &c)
				}
			}
			return nil
		})
		return rows, err
	})
}

// DropOlder implements library.MediaIndex.
func (x *Index) DropOlder(ctx context.Context, id library.ID, d library.Digest, before time.Time) (dropped bool, err error) {
	err = x.write(ctx, func() error {
		dropped = slices.ContainsFunc(x.older, func(o *library.Older) bool {
			return o.Media == id && o.Digest == d && o.Replaced.Before(before)
		})
		if dropped {
			x.forget(id, d)
		}
		return nil
	})
	return dropped, err
}

func (x *Index) forget(id library.ID, d library.Digest) {
	x.older = slices.DeleteFunc(x.older, func(o *library.Older) bool { return o.Media == id && o.Digest == d })
}

func (x *Index) byDigest(owner library.ID, d library.Digest) *library.Media {
	for _, m := range x.media {
		if m.Owner == owner && m.Digest == d {
			return m
		}
	}
	return nil
}

// checkTaxa refuses albums that are not the owner's or are in the trash, but
// for those that were there before.
func (x *Index) checkTaxa(owner library.ID, taxa, before []library.ID) error {
	for _, id := range taxa {
		t := x.taxa[id]
		ok := t != nil && t.Owner == owner && t.Trashed.IsZero()
		if !ok && !slices.Contains(before, id) {
			return mediasock.ErrUnknownTaxon
		}
	}
	return nil
}

// unique returns ids without repetition.
func unique(ids []library.ID) []library.ID {
	var once []library.ID
	for _, id := range ids {
		if !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once
}

// sequence yields the rows that load returns, after it has returned, so that
// the body of the loop may call the Index.
func sequence[T any](ctx context.Context, load func() ([]*T, error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		rows, err := load()
		for _, row := range rows {
			if err = ctx.Err(); err != nil {
				break
			}
			if !yield(row, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}
