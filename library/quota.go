package library

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/mediasock/mediasock"
)

// reservations are bytes of users with a quota whose rows are about to be
// written: without them uploads at the same time would each find room for one.
type reservations struct {
	mu    sync.Mutex
	held  map[ID]int64
	freed chan struct{} // closed when some are given back
}

// reserve holds size bytes of the user's quota until release is called. count
// returns what her rows take, and is asked again when others of her uploads have
// ended, if it is these that leave no room. ok is false if there is none.
func (r *reservations) reserve(ctx context.Context, user ID, size, quota int64, count func() (int64, error)) (release func(), used int64, ok bool, err error) {
	for {
		wait, used, err := r.try(user, size, quota, count)
		switch {
		case err != nil || used+size > quota:
			return nil, used, false, err
		case wait == nil:
			return func() { r.free(user, size) }, used, true, nil
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, used, false, ctx.Err()
		}
	}
}

// try takes the bytes, or returns what to wait for. Rows are counted under the
// lock: a reservation is given back after its row was written.
func (r *reservations) try(user ID, size, quota int64, count func() (int64, error)) (wait chan struct{}, used int64, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if used, err = count(); err != nil || used+size > quota {
		return nil, used, err
	}
	if r.held == nil {
		r.held, r.freed = map[ID]int64{}, make(chan struct{})
	}
	if used+r.held[user]+size > quota {
		return r.freed, used, nil
	}
	r.held[user] += size
	return nil, used, nil
}

func (r *reservations) free(user ID, size int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.held[user] -= size; r.held[user] == 0 {
		delete(r.held, user)
	}
	close(r.freed)
	r.freed = make(chan struct{})
}

var _ mediasock.RoomTeller = (*session)(nil)

// MediaRoom implements mediasock.RoomTeller.
func (s *session) MediaRoom(ctx context.Context, size int64, sum []byte) error {
	u, err := s.lib.index.User(ctx, User{ID: s.viewer.User})
	if err == nil && u.Quota > 0 && size >= 0 {
		err = s.room(ctx, u.Quota, size, sum)
	}
	return s.lib.fault(ctx, "counting bytes", err)
}

// room refuses a file that cannot fit, before it is read. One that the user has
// already takes no more room; without its hash one of that size may be it.
func (s *session) room(ctx context.Context, quota, size int64, sum []byte) error {
	used, err := s.lib.index.Usage(ctx, s.viewer.User)
	if err != nil || used+size <= quota {
		return err
	}
	known := func() (bool, error) { return s.hasSize(ctx, size) }
	if len(sum) == len(Digest{}) {
		known = func() (bool, error) { return s.has(ctx, Digest(sum)) }
	}
	if known, err := known(); known || err != nil {
		return err
	}
	return full(used, quota)
}

// hasSize reports whether the user has a file of a size, be it in the trash.
func (s *session) hasSize(ctx context.Context, size int64) (bool, error) {
	for _, trash := range []bool{false, true} {
		for m, err := range s.lib.index.ListMedia(ctx, s.viewer, Query{Trash: trash, Owner: s.viewer.User}) {
			if err != nil || m.Size == size {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// reserve holds room for bytes that have arrived. Those that the user has
// already take no more.
func (s *session) reserve(ctx context.Context, quota, size int64, d Digest) (release func(), err error) {
	count := func() (int64, error) { return s.lib.index.Usage(ctx, s.viewer.User) }
	release, used, ok, err := s.lib.reserved.reserve(ctx, s.viewer.User, size, quota, count)
	if ok || err != nil {
		return release, err
	}
	if has, err := s.has(ctx, d); has || err != nil {
		return func() {}, err
	}
	return nil, full(used, quota)
}

func full(used, quota int64) error {
	return temporary(fmt.Sprintf("the file does not fit: %s of %s are used", byteCount(used), byteCount(quota)))
}

// has reports whether the user has the bytes, be it in the trash.
func (s *session) has(ctx context.Context, d Digest) (bool, error) {
	_, err := s.lib.index.FindMedia(ctx, s.viewer.User, "sha256", d[:])
	if !errors.Is(err, mediasock.ErrUnknownItem) {
		return err == nil, err
	}
	for m, err := range s.lib.index.ListMedia(ctx, s.viewer, Query{Trash: true, Owner: s.viewer.User}) {
		if err != nil || m.Digest == d {
			return err == nil, err
		}
	}
	return false, nil
}
