package mem

import (
	"bytes"
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/mediasock/mediasock/library"
)

// AddKey implements library.KeyIndex.
func (x *Index) AddKey(ctx context.Context, k *library.Key) error {
	return x.write(ctx, func() error {
		if k.User != 0 && x.users[k.User] == nil {
			return library.ErrUnknownUser
		}
		for _, other := range x.keys {
			if bytes.Equal(other.Lookup, k.Lookup) {
				return library.ErrNameTaken
			}
		}
		k.ID = x.nextSerial()
		if k.Added.IsZero() {
			k.Added = x.Now()
		}
		x.keys[k.ID] = cloneKey(k)
		return nil
	})
}

// Key implements library.KeyIndex.
func (x *Index) Key(ctx context.Context, kind string, lookup []byte, now time.Time) (found *library.Key, err error) {
	err = x.read(ctx, func() error {
		for _, k := range x.keys {
			if k.Kind == kind && bytes.Equal(k.Lookup, lookup) && live(k, now) {
				found = cloneKey(k)
				return nil
			}
		}
		return library.ErrUnknownKey
	})
	return found, err
}

func live(k *library.Key, now time.Time) bool {
	used := k.LastUsed
	if used.IsZero() {
		used = k.Added
	}
	return (k.Expires.IsZero() || now.Before(k.Expires)) &&
		(k.Idle == 0 || now.Before(used.Add(k.Idle)))
}

// Keys implements library.KeyIndex.
func (x *Index) Keys(ctx context.Context, kind string, user library.ID, apikey string, now time.Time) iter.Seq2[*library.Key, error] {
	asked := func(k *library.Key) bool {
		if user != 0 {
			return k.User == user
		}
		return apikey == "" || k.APIKey == apikey
	}
	return sequence(ctx, func() (rows []*library.Key, err error) {
		err = x.read(ctx, func() error {
			for _, k := range x.keys {
				if k.Kind == kind && asked(k) && live(k, now) {
					rows = append(rows, cloneKey(k))
				}
			}
			slices.SortFunc(rows, func(a, b *library.Key) int {
				return cmp.Or(a.Added.Compare(b.Added), cmp.Compare(a.ID, b.ID))
			})
			return nil
		})
		return rows, err
	})
}

// TouchKey implements library.KeyIndex.
func (x *Index) TouchKey(ctx context.Context, id library.ID, used time.Time) error {
	return x.write(ctx, func() error {
		if k := x.keys[id]; k != nil {
			k.LastUsed = used
		}
		return nil
	})
}

// DeleteKey implements library.KeyIndex.
func (x *Index) DeleteKey(ctx context.Context, id library.ID) error {
	return x.write(ctx, func() error {
		delete(x.keys, id)
		return nil
	})
}

// DeleteKeys implements library.KeyIndex.
func (x *Index) DeleteKeys(ctx context.Context, user library.ID, kinds ...string) error {
	return x.write(ctx, func() error {
		maps.DeleteFunc(x.keys, func(_ library.ID, k *library.Key) bool {
			return k.User == user && (len(kinds) == 0 || slices.Contains(kinds, k.Kind))
		})
		return nil
	})
}

func cloneKey(k *library.Key) *library.Key {
	c := *k
	c.Lookup, c.MD5, c.Sealed = slices.Clone(k.Lookup), slices.Clone(k.MD5), slices.Clone(k.Sealed)
	return &c
}
