package library_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// Uploads at the same time fill a quota to the byte and never exceed it: as many
// are taken as there is room for.
func TestQuota_Parallel(t *testing.T) {
	s := newShelf(t)
	s.ok(s.accounts.SetQuota(t.Context(), s.id(s.ada), 5000))
	for round := range 5 {
		session, err := s.Session(t.Context(), s.ada)
		s.ok(err)
		var senders sync.WaitGroup
		taken := make(chan string, 12)
		for n := range 12 {
			senders.Go(func() {
				content := strings.Repeat(fmt.Sprintf("%d %2d ", round, n), 200) // 1000 bytes
				item, err := session.MediaAppend(t.Context(), &mediasock.Media{}, data{"a.txt", []byte(content)})
				switch {
				case err == nil:
					taken <- item.ID
				case !errors.Is(err, mediasock.ErrTemporary) || !strings.Contains(err.Error(), "does not fit"):
					t.Errorf("beyond the quota: %v, want state 6 that says so", err)
				}
			})
		}
		senders.Wait()
		close(taken)
		used, _, err := s.Usage(t.Context(), library.ViewerOf(s.ada))
		s.ok(err)
		if len(taken) != 5 || used != 5000 {
			t.Fatalf("round %d: %d uploads were taken, %d bytes, want 5 and 5000", round, len(taken), used)
		}
		for id := range taken {
			s.ok(mediasock.DeleteMedia(t.Context(), session, id))
		}
		_, err = s.EmptyTrash(t.Context(), library.ViewerOf(s.ada), s.clock.Now().Add(time.Second))
		s.ok(err)
	}
}

func (s *shelf) id(u *mediasock.User) library.ID {
	s.Helper()
	id, ok := library.ParseID(u.ID)
	if !ok {
		s.Fatalf("%q is no id", u.ID)
	}
	return id
}

// unread is a file that must not be read.
type unread struct {
	data
	t *testing.T
}

func (u unread) Open() (io.ReadCloser, error) {
	u.t.Error("a file that does not fit is read")
	return u.data.Open()
}

// A file that cannot fit is refused before it is read; the same bytes again fit
// always, where their hash is announced.
func TestQuota_BeforeTheBytes(t *testing.T) {
	s := newShelf(t)
	s.ok(s.accounts.SetQuota(t.Context(), s.id(s.ada), 1500))
	session, err := s.Session(t.Context(), s.ada)
	s.ok(err)
	first := data{"a.txt", []byte(strings.Repeat("a", 1000))}
	s.add(s.ada, mediasock.Media{}, first)
	large := data{"b.txt", []byte(strings.Repeat("b", 501))}
	if _, err := session.MediaAppend(t.Context(), &mediasock.Media{}, unread{large, t}); !errors.Is(err, mediasock.ErrTemporary) {
		t.Errorf("MediaAppend = %v, want state 6", err)
	}
	known := sha256.Sum256(first.b)
	for _, room := range []struct {
		size int64
		sum  []byte
		fits bool
	}{{500, nil, true}, {501, nil, false}, {1000, nil, true}, {-1, nil, true}, {1000, known[:], true}, {1000, make([]byte, 32), false}} {
		if err := mediasock.CheckRoom(t.Context(), session, room.size, room.sum); (err == nil) != room.fits {
			t.Errorf("CheckRoom(%d, %x) = %v, want room: %v", room.size, room.sum, err, room.fits)
		}
	}
}
