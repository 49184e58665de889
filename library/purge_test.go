package library_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A purge and a sweep of bytes race uploads of the same bytes, over and over,
// on the real index and store, with no grace at all: whatever comes first, an
// item that was acknowledged has its bytes, or was deleted by its owner after
// that. Its id answers so.
func TestPurge_NeverRacesAnUpload(t *testing.T) {
	s := newShelf(t)
	l, err := library.Open(t.Context(), s.index, s.store, library.Options{
		Clock: func() time.Time { return time.Now().Add(time.Hour) }, Limits: library.Limits{Grace: time.Nanosecond},
	})
	s.ok(err)
	s.Library = l
	stop := make(chan struct{})
	var cleaners, uploaders sync.WaitGroup
	for range 2 {
		cleaners.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := l.EmptyTrash(t.Context(), library.Viewer{All: true}, time.Now().Add(2*time.Hour)); err != nil {
					t.Error(err)
				}
				if _, err := l.Sweep(t.Context()); err != nil {
					t.Error(err)
				}
				if _, err := l.WriteSidecars(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for worker, u := range []*mediasock.User{s.ada, s.ada, s.bob} {
		uploaders.Go(func() {
			for round := range 25 {
				if err := s.uploadAndDelete(u, fmt.Appendf(nil, "bytes %d", round%3), worker == 2); err != nil {
					t.Errorf("round %d of worker %d: %v", round, worker, err)
					return
				}
			}
		})
	}
	uploaders.Wait()
	close(stop)
	cleaners.Wait()
	done, findings := s.check(library.CheckOptions{ReadData: true})
	if done.Damaged() {
		t.Errorf("Check = %+v, %+v, want no damage", done, findings)
	}
}

// uploadAndDelete uploads bytes, sees that they are there whole, and deletes the
// item. Only where nobody else deletes the same item must it be there still.
func (s *shelf) uploadAndDelete(u *mediasock.User, b []byte, alone bool) error {
	ctx := s.Context()
	session, err := s.Session(ctx, u)
	if err != nil {
		return err
	}
	item, err := session.MediaAppend(ctx, &mediasock.Media{}, data{"a.txt", b})
	if err != nil && !errors.Is(err, mediasock.ErrExists) {
		return fmt.Errorf("MediaAppend: %w", err)
	}
	id, _ := library.ParseID(item.ID)
	if err := s.reads(u, id, b); err != nil && (alone || !errors.Is(err, library.ErrGone) && !errors.Is(err, mediasock.ErrUnknownItem)) {
		return fmt.Errorf("an item that was acknowledged: %w", err)
	}
	err = mediasock.DeleteMedia(ctx, session, item.ID)
	if errors.Is(err, library.ErrGone) || errors.Is(err, mediasock.ErrUnknownItem) {
		if !alone {
			return nil
		}
	}
	return err
}

// reads compares an item's bytes. A missing file is told apart from a purge by
// asking for the row again.
func (s *shelf) reads(u *mediasock.User, id library.ID, want []byte) error {
	_, r, err := s.OpenOriginal(s.Context(), library.ViewerOf(u), id)
	if err != nil {
		if _, again := s.Media(s.Context(), library.ViewerOf(u), id); again != nil {
			return again // purged in between
		}
		return err
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if err == nil && !bytes.Equal(got, want) {
		err = fmt.Errorf("it has the bytes %q, want %q", got, want)
	}
	return err
}
