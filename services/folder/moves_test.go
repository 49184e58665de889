package folder_test

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/services/folder"
)

// content is a file to be added.
type content struct{ name, text string }

func (c content) Open() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(c.text)), nil }
func (c content) Size() int64                  { return int64(len(c.text)) }
func (c content) Name() string                 { return c.name }
func (c content) Type() string                 { return "" }

func add(t *testing.T, s *folder.Session, m mediasock.Media, c content) string {
	t.Helper()
	item, err := s.MediaAppend(t.Context(), &m, c)
	if err != nil {
		t.Fatal(err)
	}
	return item.ID
}

func album(t *testing.T, s *folder.Session, title string, parents ...string) string {
	t.Helper()
	item, err := s.TaxaAppend(t.Context(), &mediasock.Taxon{Title: title, Parents: parents})
	if err != nil {
		t.Fatal(err)
	}
	return item.ID
}

func read(t *testing.T, s *folder.Session, id string) string {
	t.Helper()
	d, err := s.MediaOpen(t.Context(), id)
	if err != nil {
		t.Errorf("MediaOpen(%q): %v", id, err)
		return ""
	}
	r, err := d.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func ids(t *testing.T, s *folder.Session) []string {
	t.Helper()
	var all []string
	for m, err := range s.MediaList(t.Context(), mediasock.MediaQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m.ID)
	}
	slices.Sort(all)
	return all
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// An album that gets another title, or goes into another, and a file that goes to
// another album, keep their ids, also for the next session; each is where its name
// says.
func TestSession_MovesKeepIDs(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	crete, best, all := album(t, s, "Crete"), album(t, s, "Best"), album(t, s, "All")
	pier := add(t, s, mediasock.Media{Title: "Pier", Parents: mediasock.List{crete}}, content{"pier.jpg", "pier"})
	dusk := add(t, s, mediasock.Media{Title: "Dusk", Parents: mediasock.List{crete}}, content{"dusk.jpg", "dusk"})
	_, err := s.MediaUpdate(t.Context(), &mediasock.Media{ID: dusk, Parents: mediasock.List{best}}, nil)
	ok(t, err)
	ok(t, s.TaxaUpdate(t.Context(), &mediasock.Taxon{ID: crete, Title: "Crete 2025", Parents: mediasock.List{all}}))
	ok(t, s.TaxaUpdate(t.Context(), &mediasock.Taxon{ID: best, Parents: mediasock.List{crete}}))

	// A new album and a new file of the old names are others.
	again := album(t, s, "Crete")
	other := add(t, s, mediasock.Media{Parents: mediasock.List{again}}, content{"pier.jpg", "other"})
	s = open(t, dir)
	for id, want := range map[string]string{pier: "pier", dusk: "dusk", other: "other"} {
		if got := read(t, s, id); got != want {
			t.Errorf("%q holds %q, want %q", id, got, want)
		}
	}
	want := []string{pier, dusk, other}
	slices.Sort(want)
	if got := ids(t, s); !slices.Equal(got, want) {
		t.Errorf("the items are %q, want %q", got, want)
	}
	for _, name := range []string{"All/Crete 2025/pier.jpg.xmp", "All/Crete 2025/Best/dusk.jpg", "All/Crete 2025/Best/dusk.jpg.xmp"} {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Error(err)
		}
	}
	m, err := s.MediaGet(t.Context(), dusk)
	if err != nil || !slices.Equal(m.Parents, mediasock.List{best}) || m.Title != "Dusk" {
		t.Errorf("MediaGet = %+v, %v", m, err)
	}
	if _, err := s.MediaFile(t.Context(), dusk, mediasock.List{again}, nil); err == nil {
		t.Error("MediaFile into a second album succeeds")
	}
	_, err = s.MediaFile(t.Context(), dusk, nil, mediasock.List{best})
	ok(t, err)
	if got := read(t, s, dusk); got != "dusk" {
		t.Errorf("the file that left its album holds %q", got)
	}
}

// What others put where something was is found by that place, and what was there
// keeps an id of its own.
func TestSession_OthersTakeThePlace(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	best := album(t, s, "Best")
	pier := add(t, s, mediasock.Media{}, content{"pier.jpg", "pier"})
	_, err := s.MediaUpdate(t.Context(), &mediasock.Media{ID: pier, Parents: mediasock.List{best}}, nil)
	ok(t, err)
	ok(t, os.WriteFile(filepath.Join(dir, "pier.jpg"), []byte("other"), 0o666))
	if got := read(t, s, pier); got != "other" {
		t.Errorf("the place holds %q", got)
	}
	if got, want := ids(t, s), []string{"Best%2Fpier.jpg", pier}; !slices.Equal(got, want) {
		t.Errorf("the items are %q, want %q", got, want)
	}
	if got := read(t, s, "Best%2Fpier.jpg"); got != "pier" {
		t.Errorf("what was moved holds %q", got)
	}
}

// A line that a crash cut leads nowhere, and the next one is whole.
func TestSession_MovesCut(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	best := album(t, s, "Best")
	pier := add(t, s, mediasock.Media{}, content{"pier.jpg", "pier"})
	ok(t, os.WriteFile(filepath.Join(dir, ".mediasock-moved"), []byte("nonsense\n..%2F.. x\npier.jpg Best%2Fpi"), 0o666))
	if got := read(t, s, pier); got != "pier" {
		t.Errorf("the file holds %q", got)
	}
	_, err := s.MediaUpdate(t.Context(), &mediasock.Media{ID: pier, Parents: mediasock.List{best}}, nil)
	ok(t, err)
	if got := read(t, open(t, dir), pier); got != "pier" {
		t.Errorf("the file holds %q after its move", got)
	}
}

// What is replaced and deleted lies in the trash, with the words of other programs
// that were replaced.
func TestSession_Trash(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	foreign := `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>sea</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`
	ok(t, os.WriteFile(filepath.Join(dir, "a.jpg"), []byte("old"), 0o666))
	ok(t, os.WriteFile(filepath.Join(dir, "a.jpg.xmp"), []byte(foreign), 0o666))
	_, err := s.MediaUpdate(t.Context(), &mediasock.Media{ID: "a.jpg", Title: "A"}, content{"b.jpg", "new"})
	ok(t, err)
	if m, err := s.MediaGet(t.Context(), "a.jpg"); err != nil || m.Title != "A" || !m.Keywords.Has("sea") || m.File.Name != "b.jpg" {
		t.Errorf("MediaGet = %+v, %v", m, err)
	}
	ok(t, s.MediaDelete(t.Context(), "a.jpg"))
	var kept []string
	err = filepath.WalkDir(filepath.Join(dir, ".mediasock-trash"), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, err := os.ReadFile(name)
			ok(t, err)
			if !bytes.HasPrefix(text, []byte("<?xpacket")) {
				kept = append(kept, filepath.Base(name)+" "+string(text))
			}
		}
		return err
	})
	ok(t, err)
	slices.Sort(kept)
	if want := []string{"a.jpg new", "a.jpg old", "a.jpg.xmp " + foreign}; !slices.Equal(kept, want) {
		t.Errorf("the trash holds %q, want %q", kept, want)
	}
	if left := ids(t, s); len(left) != 0 {
		t.Errorf("the items are %q after the last was deleted", left)
	}
}
