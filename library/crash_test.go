package library_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A crash between the two steps of a purge, the sidecar first and then the row,
// leaves an item in the trash that could be restored and would be lost with the
// database. Its sidecar is written again after the start.
func TestKeepSidecars_AfterACrashInAPurge(t *testing.T) {
	s := newShelf(t)
	id := s.add(s.ada, mediasock.Media{}, data{"pier.txt", []byte("pier")})
	s.ok(s.TrashMedia(t.Context(), library.ViewerOf(s.ada), id))
	_, err := s.WriteSidecars(t.Context())
	s.ok(err)
	name := library.SidecarName{Kind: library.SidecarItem, ID: id}
	s.ok(s.store.DropSidecar(t.Context(), name))

	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.KeepSidecars(ctx)
	}()
	for t.Context().Err() == nil {
		if _, err = s.store.ReadSidecar(t.Context(), name); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cancel()
	<-ended
	s.ok(err)
	s.finds("Check", library.CheckOptions{}, "")
}

// The preview of bytes that wait for a sweep is no disorder: it goes with them.
func TestCheck_PreviewOfPurgedBytes(t *testing.T) {
	s := newShelf(t)
	id := s.add(s.ada, mediasock.Media{}, data{"pier.txt", []byte("pier")})
	m, err := s.index.Media(t.Context(), library.ViewerOf(s.ada), id)
	s.ok(err)
	s.ok(s.store.PutPreview(t.Context(), m.Digest, 320, strings.NewReader("preview")))
	s.ok(s.TrashMedia(t.Context(), library.ViewerOf(s.ada), id))
	_, err = s.EmptyTrash(t.Context(), library.ViewerOf(s.ada), s.clock.Now().Add(time.Second))
	s.ok(err)
	_, err = s.WriteSidecars(t.Context())
	s.ok(err)
	s.finds("Check", library.CheckOptions{}, "")
}

// stubborn are previews that cannot be removed.
type stubborn struct{ library.Previews }

func (stubborn) DropPreviews(context.Context, library.Digest) error { return errors.New("stuck") }

// A sweep removes previews before the bytes: cut off in between, the next sweep
// meets the bytes and goes on. The other way round previews would stay for ever.
func TestSweep_PreviewsFirst(t *testing.T) {
	s := newShelf(t)
	b, err := s.store.Put(t.Context(), strings.NewReader("nobody's"))
	s.ok(err)
	l, err := library.Open(t.Context(), s.index, s.store, library.Options{
		Previews: stubborn{s.store}, Clock: func() time.Time { return s.clock.Now().Add(100 * time.Hour) },
	})
	s.ok(err)
	if _, err := l.Sweep(t.Context()); err == nil {
		t.Error("Sweep = nil, want the fault of the previews")
	}
	r, err := s.store.Open(t.Context(), b.Digest)
	s.ok(err)
	s.ok(r.Close())
}

// Bytes that were replaced long ago, came back and were replaced again are young:
// a purge that listed them before leaves them alone.
func TestEmptyTrash_ReplacedAgain(t *testing.T) {
	s := newShelf(t)
	session, err := s.Session(t.Context(), s.ada)
	s.ok(err)
	old := []byte("first of all")
	id := s.add(s.ada, mediasock.Media{}, data{"pier.txt", old})
	replace := func(b string) {
		t.Helper()
		_, err := mediasock.UpdateMedia(t.Context(), session, &mediasock.Media{ID: id.String()}, data{"pier.txt", []byte(b)})
		s.ok(err)
	}
	replace("second")
	s.clock.pass(40 * 24 * time.Hour)
	l, err := library.Open(t.Context(), replacing{s.index, func() {
		replace(string(old))
		replace("third")
	}}, s.store, library.Options{Clock: s.clock.Now})
	s.ok(err)
	_, err = l.EmptyTrash(t.Context(), library.Viewer{All: true}, s.clock.Now().Add(-library.TrashTime))
	s.ok(err)
	if n, err := s.index.References(t.Context(), sha256.Sum256(old)); err != nil || n != 1 {
		t.Errorf("References = %d, %v: the bytes that were replaced just now are dropped", n, err)
	}
}

// replacing is an index in which something happens just before older bytes are
// dropped.
type replacing struct {
	library.Index
	meanwhile func()
}

func (r replacing) DropOlder(ctx context.Context, id library.ID, d library.Digest, before time.Time) (bool, error) {
	r.meanwhile()
	return r.Index.DropOlder(ctx, id, d, before)
}
