package library_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// told returns what a user would miss of her things: bytes, names, words, and
// albums by their titles; ids and times of the library aside.
func (s *shelf) told(u *mediasock.User) []string {
	s.Helper()
	owner, _ := library.ParseID(u.ID)
	titles, all := map[library.ID]string{0: ""}, library.Viewer{All: true}
	var albums []*library.Taxon
	for t, err := range s.Index().Taxa(s.Context(), all, owner, false) {
		s.ok(err)
		titles[t.ID], albums = t.Title, append(albums, t)
	}
	named := func(ids []library.ID) (names []string) {
		for _, id := range ids {
			if title, ok := titles[id]; ok {
				names = append(names, title)
			}
		}
		slices.Sort(names)
		return names
	}
	icons := map[library.ID]string{}
	var lines []string
	for m, err := range s.Index().ListMedia(s.Context(), all, library.Query{Owner: owner}) {
		s.ok(err)
		icons[m.ID] = m.Title
		lines = append(lines, fmt.Sprintf("%x %q %q %q %q %q %v %v %s %v %v %q %s %v", m.Digest, m.Name, m.Type, m.Title, m.Caption, m.Note,
			m.Keywords, m.Attributes, m.Taken, m.TakenZone, m.Place, m.PlaceName, m.Visibility, named(m.Taxa)))
	}
	for _, t := range albums {
		lines = append(lines, fmt.Sprintf("%q %q %q %v %s %v %d %q", t.Title, t.Caption, t.Note, t.Attributes, t.Visibility, named(t.Parents), t.Count, icons[t.Icon]))
	}
	slices.Sort(lines)
	return lines
}

// fillForExport adds what is hard to tell by folders: albums of the same title,
// an album in two, names that no system takes, words that a file contradicts.
func (s *shelf) fillForExport() {
	s.Helper()
	s.fill()
	ctx, session := s.Context(), s.session(s.ada)
	a := s.album(s.ada, "Same")
	s.clock.pass(time.Second)
	b := s.album(s.ada, "Same")
	both := s.album(s.ada, "In both", a, b)
	c := s.add(s.ada, mediasock.Media{Title: "con", Parents: mediasock.List{a.String()}}, data{"CON.txt", []byte("a device")})
	s.add(s.ada, mediasock.Media{Title: "ends", Parents: mediasock.List{both.String(), b.String()}}, data{"what?.txt", []byte("a question")})
	s.add(s.ada, mediasock.Media{}, data{"album.json", []byte(`{"title":"no album"}`)})
	s.add(s.ada, mediasock.Media{Title: "upper"}, data{"NAME.txt", []byte("upper")})
	s.add(s.ada, mediasock.Media{Title: "lower"}, data{"name.txt", []byte("lower")})
	s.ok(mediasock.UpdateTaxon(ctx, session, &mediasock.Taxon{ID: a.String(), Icon: c.String()}))
	photo := mediatest.Pier()
	photo.Width++
	stripped := s.add(s.ada, mediasock.Media{Title: "said"}, data{"stripped.jpg", mediatest.Photo(photo)})
	_, err := mediasock.UpdateMedia(ctx, session, &mediasock.Media{ID: stripped.String(), Clear: mediasock.FieldKeywords | mediasock.FieldCaption}, nil)
	s.ok(err)
}

func TestExport_ImportIsTheSame(t *testing.T) {
	s := newShelf(t)
	s.fillForExport()
	owner, _ := library.ParseID(s.ada.ID)
	dir := filepath.Join(t.TempDir(), "out")
	done, err := library.Export(t.Context(), s.index, s.store, owner, dir)
	s.ok(err)
	if done.Items != 8 || done.Albums != 6 || done.Files != 10 || len(done.Damaged) != 0 {
		t.Errorf("Export = %+v", done)
	}
	for _, name := range []string{
		"Trips _ Reisen/Wales/pier.jpg", "Trips _ Reisen/Wales/pier.jpg.xmp", "Trips _ Reisen/Wales/b.txt", "Best _of_ _all_/pier.jpg",
		"Same/_CON.txt", "Same (2)/what_.txt", "Same/In both/what_.txt", "album (2).json", "Same/album.json",
	} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("the export lacks %s: %v", name, err)
		}
	}
	if _, err := library.Export(t.Context(), s.index, s.store, owner, dir); err == nil {
		t.Error("Export into a directory that is not empty succeeds")
	}
	other := newShelf(t)
	imported, err := library.Importer{Library: other.Library, User: other.ada}.Run(t.Context(), dir)
	s.ok(err)
	if imported.Items != 8 || imported.Albums != 6 || imported.Known != 2 {
		t.Errorf("Import = %+v", imported)
	}
	same(t, "what was imported", other.told(other.ada), s.told(s.ada))
	again, err := library.Importer{Library: other.Library, User: other.ada}.Run(t.Context(), dir)
	s.ok(err)
	if again.Items != 0 || again.Known != 10 {
		t.Errorf("Import again = %+v, want nothing new", again)
	}
}

// Any tree of folders can be imported, with what other programs wrote beside
// the files.
func TestImport_ForeignTree(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("Crete/Beach/sand.txt", "sand")
	write("Crete/Beach/sand.xmp", `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/" photoshop:City="Chania" photoshop:DateCreated="2020-01-02T03:04:05+02:00" exif:GPSLatitude="35,30.5N" exif:GPSLongitude="24,1.0E"/>
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="de">Sand!</rdf:li><rdf:li xml:lang="x-default">Sand</rdf:li></rdf:Alt></dc:title><dc:subject><rdf:Bag><rdf:li>warm</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>`)
	write(".hidden/secret.txt", "hidden")
	write("broken.txt", "broken")
	write("broken.txt.xmp", "<x")
	write("alone.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
	s := newShelf(t)
	var failed []string
	done, err := library.Importer{Library: s.Library, User: s.ada, Failed: func(name string, _ error) { failed = append(failed, filepath.Base(name)) }}.Run(t.Context(), dir)
	s.ok(err)
	if done.Items != 3 || done.Albums != 2 || !slices.Equal(failed, []string{"broken.txt.xmp"}) {
		t.Errorf("Import = %+v, failed %q", done, failed)
	}
	lines := strings.Join(s.told(s.ada), "\n")
	for _, want := range []string{`"Sand" ""`, "\"\" warm ", "2020-01-02 03:04:05 +0200", " 35.508333,24.016667 ", `"Chania"`, "[Beach]", `"broken"`} {
		if !strings.Contains(lines, want) {
			t.Errorf("what was imported lacks %s:\n%s", want, lines)
		}
	}
}

// ExifTool, which knows XMP better than anyone, reads each field back.
func TestExport_ExifTool(t *testing.T) {
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Skip("SKIPPED: exiftool is missing; install the Debian package libimage-exiftool-perl")
	}
	s := newShelf(t)
	owner, _ := library.ParseID(s.ada.ID)
	s.add(s.ada, mediasock.Media{
		Title: "Pier; at <dusk> & später", Caption: "Two\nlines", Keywords: mediasock.List{"sea", "a & b"},
		Attributes: mediasock.AttributeList{
			{Name: "city", Value: "Bangor"}, {Name: "state", Value: "Gwynedd"}, {Name: "country", Value: "Wales"}, {Name: "location", Value: "Pier"},
			{Domain: "date", Name: "created", Value: "2024-05-06T07:08:09+02:00"}, {Domain: "geo", Name: "location", Value: "53.2275,-4.127"},
		},
	}, data{"pier.jpg", mediatest.Photo(mediatest.Pier())})
	dir := filepath.Join(t.TempDir(), "out")
	_, err = library.Export(t.Context(), s.index, s.store, owner, dir)
	s.ok(err)
	out, err := exec.Command(tool, "-json", "-n", "-XMP:all", filepath.Join(dir, "pier.jpg.xmp")).Output()
	s.ok(err)
	var read []map[string]any
	s.ok(json.Unmarshal(out, &read))
	for field, want := range map[string]any{
		"Title": "Pier; at <dusk> & später", "Description": "Two\nlines", "City": "Bangor", "State": "Gwynedd", "Country": "Wales", "Location": "Pier",
		"DateTimeOriginal": "2024:05:06 07:08:09+02:00", "DateCreated": "2024:05:06 07:08:09+02:00",
		"GPSLatitude": 53.2275, "GPSLongitude": -4.127,
	} {
		if got := read[0][field]; got != want {
			t.Errorf("exiftool reads %s %v, want %v", field, got, want)
		}
	}
	keywords, _ := read[0]["Subject"].([]any)
	for _, want := range []string{"sea", "a & b"} {
		if !slices.Contains(keywords, any(want)) {
			t.Errorf("exiftool reads the keywords %v, want %q among them", keywords, want)
		}
	}
	if rating := mediatest.Pier().Rating; rating != 0 && fmt.Sprint(read[0]["Rating"]) != fmt.Sprint(rating) {
		t.Errorf("exiftool reads the rating %v, want %d", read[0]["Rating"], rating)
	}
}
