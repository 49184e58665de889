package library_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/sqlite"
)

func (s *shelf) check(o library.CheckOptions) (*library.Checked, []library.Finding) {
	s.Helper()
	o.Index, o.Store, o.Clock = s.index, s.store, s.clock.Now
	var findings []library.Finding
	done, err := library.Check(s.Context(), o, func(f library.Finding) error { findings = append(findings, f); return nil })
	s.ok(err)
	return done, findings
}

func (s *shelf) blobPath(d library.Digest) string {
	name := fmt.Sprintf("%x", d)
	return filepath.Join(s.dir, "blobs", name[:2], name[2:4], name)
}

func (s *shelf) media(id library.ID) *library.Media {
	s.Helper()
	m, err := s.Media(s.Context(), library.Viewer{All: true}, id)
	s.ok(err)
	return m
}

// Each class of damage and disorder is made, found, and after a repair no more
// found; but what is lost to an item stays told.
func TestCheck_EveryClass(t *testing.T) {
	old := func(s *shelf, name string) {
		at := s.clock.Now().Add(-1000 * time.Hour)
		s.ok(os.Chtimes(name, at, at))
	}
	tests := map[library.Class]struct {
		harm  func(s *shelf, id library.ID)
		after library.Class // what is left after the repair
	}{
		library.ClassMissing: {func(s *shelf, id library.ID) { s.ok(os.Remove(s.blobPath(s.media(id).Digest))) }, library.ClassMissing},
		library.ClassSize:    {func(s *shelf, id library.ID) { s.ok(os.Truncate(s.blobPath(s.media(id).Digest), 3)) }, library.ClassMissing},
		library.ClassHash: {func(s *shelf, id library.ID) {
			b := []byte("pics")
			s.ok(os.WriteFile(s.blobPath(s.media(id).Digest), b, 0o600))
		}, library.ClassMissing},
		library.ClassOrphan: {func(s *shelf, _ library.ID) {
			b, err := s.store.Put(s.Context(), strings.NewReader("nobody's"))
			s.ok(err)
			old(s, s.blobPath(b.Digest))
		}, ""},
		library.ClassTemporary: {func(s *shelf, _ library.ID) {
			name := filepath.Join(s.dir, "staging", "cut-off")
			s.ok(os.WriteFile(name, []byte("half a fi"), 0o600))
			old(s, name)
		}, ""},
		library.ClassSidecar: {func(s *shelf, id library.ID) {
			s.ok(s.store.DropSidecar(s.Context(), library.SidecarName{Kind: library.SidecarItem, ID: id}))
		}, ""},
		library.ClassTrash: {func(s *shelf, id library.ID) {
			s.ok(s.TrashMedia(s.Context(), library.ViewerOf(s.ada), id))
			s.clock.pass(40 * 24 * time.Hour)
		}, library.ClassOrphan},
		library.ClassPreview: {func(s *shelf, _ library.ID) {
			s.ok(s.store.PutPreview(s.Context(), library.Digest{1}, 320, strings.NewReader("preview")))
		}, ""},
	}
	for class, test := range tests {
		t.Run(string(class), func(t *testing.T) {
			s := newShelf(t)
			s.add(s.ada, mediasock.Media{}, data{"other.txt", []byte("other")})
			id := s.add(s.ada, mediasock.Media{}, data{"pier.txt", []byte("pier")})
			_, err := s.WriteSidecars(t.Context())
			s.ok(err)
			if done, findings := s.check(library.CheckOptions{ReadData: true}); len(findings) != 0 || done.Items != 2 || done.Read != 9 {
				t.Fatalf("Check of a sound library = %+v, %+v, want nothing found", done, findings)
			}
			test.harm(s, id)
			s.finds("Check", library.CheckOptions{ReadData: true}, class)
			s.finds("Check, repairing", library.CheckOptions{ReadData: true, Repair: true}, class)
			s.finds("Check after the repair", library.CheckOptions{ReadData: true}, test.after)
		})
	}
}

// finds checks that one thing of the class is found, or nothing if it is "".
func (s *shelf) finds(what string, o library.CheckOptions, class library.Class) {
	s.Helper()
	done, findings := s.check(o)
	if class == "" && len(findings) == 0 {
		return
	}
	if len(findings) != 1 || findings[0].Class != class || done.Damaged() != class.Damage() {
		s.Fatalf("%s = %+v, %+v, want one of class %q", what, done, findings, class)
	}
	if repaired := findings[0].Repair != ""; repaired != (o.Repair && class != library.ClassMissing) {
		s.Errorf("%s tells the repair %q", what, findings[0].Repair)
	}
	if want := 1; !o.Repair && !class.Damage() && done.Untidy() != want {
		s.Errorf("%s: Untidy = %d, want %d", what, done.Untidy(), want)
	}
	if o.Repair && done.Untidy() != 0 {
		s.Errorf("%s: Untidy = %d, want nothing left", what, done.Untidy())
	}
}

// Bits that flip are found, every one; none of the bytes is served after the
// repair, and each item is whole again when its bytes come again. MEDIASOCK_FLIPS
// says how many.
func TestCheck_BitFlips(t *testing.T) {
	flips := 100
	if n, err := strconv.Atoi(os.Getenv("MEDIASOCK_FLIPS")); err == nil {
		flips = n
	}
	s := newShelf(t)
	random := rand.New(rand.NewPCG(1, uint64(flips)))
	whole := make(map[library.ID][]byte, flips)
	var ids []library.ID
	for i := range flips + flips/10 {
		b := make([]byte, 1+random.IntN(9000))
		for j := range b {
			b[j] = byte(random.Uint32())
		}
		id := s.add(s.ada, mediasock.Media{}, data{fmt.Sprint(i, ".bin"), b})
		ids, whole[id] = append(ids, id), b
	}
	harmed := map[string]bool{}
	for _, id := range ids[:flips] {
		b := slices.Clone(whole[id])
		b[random.IntN(len(b))] ^= 1 << random.IntN(8)
		m := s.media(id)
		s.ok(os.WriteFile(s.blobPath(m.Digest), b, 0o600))
		harmed[id.String()] = true
	}
	_, err := s.WriteSidecars(t.Context())
	s.ok(err)
	done, findings := s.check(library.CheckOptions{ReadData: true, Repair: true})
	for _, f := range findings {
		if f.Class != library.ClassHash || !harmed[f.Item] || f.Repair == "" {
			t.Errorf("found %+v, want the harmed blobs alone, put aside", f)
		}
		delete(harmed, f.Item)
	}
	if len(harmed) != 0 || len(findings) != flips || !done.Damaged() {
		t.Errorf("%d of %d flips were not found", len(harmed), flips)
	}
	for i, id := range ids {
		_, r, err := s.OpenOriginal(t.Context(), library.ViewerOf(s.ada), id)
		if err == nil {
			r.Close()
		}
		if i < flips && mediasock.StatOf(err).Code != mediasock.CodeTemporary || i >= flips && err != nil {
			t.Fatalf("OpenOriginal of item %d = %v, want state 6 for the harmed alone", i, err)
		}
	}
	id := ids[0]
	_, err = s.session(s.ada).MediaAppend(t.Context(), &mediasock.Media{}, data{"again.bin", whole[id]})
	if !errors.Is(err, mediasock.ErrExists) {
		t.Fatalf("MediaAppend of the bytes again = %v, want state 20", err)
	}
	_, r, err := s.OpenOriginal(t.Context(), library.ViewerOf(s.ada), id)
	s.ok(err)
	s.ok(r.Close())
	t.Logf("%d flips, all found", flips)
}

// Beside a service that runs, everything is read and nothing is changed; what
// happens meanwhile is no finding.
func TestCheck_Online(t *testing.T) {
	s := newShelf(t)
	s.fill()
	_, err := s.WriteSidecars(t.Context())
	s.ok(err)
	index, err := sqlite.OpenReadOnly(t.Context(), filepath.Join(s.dir, "index.sqlite"), sqlite.Options{})
	s.ok(err)
	defer index.Close()
	added := false
	done, err := library.Check(t.Context(), library.CheckOptions{
		Index: index, Store: s.store, ReadData: true, Clock: s.clock.Now,
		Previewable: func(string) bool {
			if !added {
				added = true
				s.add(s.ada, mediasock.Media{}, data{"new.txt", []byte("while it is checked")})
			}
			return false
		},
		Database: func(ctx context.Context) ([]string, error) {
			return sqlite.Check(ctx, filepath.Join(s.dir, "index.sqlite"))
		},
	}, func(f library.Finding) error { t.Errorf("found %+v in a sound library", f); return nil })
	s.ok(err)
	if done.Items < 24 || !added {
		t.Errorf("Check = %+v, want 24 items at least", done)
	}
}

func TestCheck_DamagedDatabase(t *testing.T) {
	s := newShelf(t)
	_, err := library.Check(t.Context(), library.CheckOptions{
		Index: s.index, Store: s.store, Database: func(context.Context) ([]string, error) { return []string{"page 7 is torn"}, nil },
	}, func(f library.Finding) error {
		if f.Class != library.ClassDatabase {
			t.Errorf("found %+v", f)
		}
		return nil
	})
	if !errors.Is(err, library.ErrDatabaseDamaged) {
		t.Errorf("Check = %v, want ErrDatabaseDamaged", err)
	}
}

// A picture without a preview is told, and no more.
func TestCheck_NoPreview(t *testing.T) {
	s := newShelf(t)
	s.add(s.ada, mediasock.Media{}, data{"pier.jpg", mediatest.Photo(mediatest.Pier())})
	_, err := s.WriteSidecars(t.Context())
	s.ok(err)
	done, findings := s.check(library.CheckOptions{Previewable: func(string) bool { return true }})
	if len(findings) != 1 || findings[0].Class != library.ClassNoPreview || done.Damaged() || done.Untidy() != 0 {
		t.Errorf("Check = %+v, %+v, want the missing preview told alone", done, findings)
	}
}
