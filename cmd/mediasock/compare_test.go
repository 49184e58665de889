package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"html"
	"io"
	"maps"
	"math"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// checkEntry compares what a search says of a file, and its bytes.
func checkEntry(t *testing.T, web *http.Client, f mediatest.File, e *atom.Entry) {
	if e == nil {
		t.Fatal("the search does not find it")
	}
	want := f.Want
	equal(t, "title", e.Title.String(), titleOf(f))
	equal(t, "content", e.Content.Body, want.Caption)
	equal(t, "rights", e.Rights.String(), want.Copyright)
	equal(t, "licences", strings.Join(e.Licenses(nil), " "), want.License)
	var keywords []string
	for _, c := range e.Categories {
		if strings.HasSuffix(c.Scheme, ":keywords") {
			keywords = append(keywords, c.Term)
		}
	}
	equal(t, "categories", strings.Join(keywords, "|"), strings.Join(want.Keywords, "|"))
	if want.Author != "" {
		equal(t, "author", e.Authors[0].Name, want.Author)
	}
	if !want.Taken.IsZero() && want.Zone {
		equal(t, "published", e.Published.UTC(), want.Taken.UTC())
	}
	link, ok := original(e)
	equal(t, "enclosure", ok, true)
	equal(t, "type of the enclosure", link.Type, f.Type)
	equal(t, "length of the enclosure", link.Length, int64(len(f.Data)))
	checkContent(t, f, e)
	if got := get(t, web, link.Href); !bytes.Equal(got, f.Data) {
		t.Errorf("GET %s returns %d bytes that are not those of the file, %d bytes", link.Href, len(got), len(f.Data))
	}
}

// checkContent compares what Media RSS says, and the preview.
func checkContent(t *testing.T, f mediatest.File, e *atom.Entry) {
	content, ok := e.Media.Default()
	equal(t, "a file to show first", ok, true)
	equal(t, "width", content.Width, f.Want.Width)
	equal(t, "height", content.Height, f.Want.Height)
	equal(t, "duration", content.Duration, f.Want.Duration.Seconds())
	equal(t, "fileSize", content.FileSize, int64(len(f.Data)))
	equal(t, "place", e.Media.Location != nil, f.Want.Place != nil)
	if p := f.Want.Place; p != nil && !near(e.Media.Location.Lat, e.Media.Location.Lon, p) {
		t.Errorf("place %+v, want %+v", *e.Media.Location, *p)
	}
}

// checkRow compares what the library keeps of a file, and its bytes.
func checkRow(t *testing.T, lib *library.Library, session mediasock.Session, f mediatest.File, id string) {
	n, _ := library.ParseID(id)
	m, err := lib.Media(t.Context(), library.Viewer{All: true}, n)
	if err != nil {
		t.Fatal(err)
	}
	want := f.Want
	equal(t, "name", m.Name, f.Name)
	equal(t, "type", m.Type, f.Type)
	equal(t, "size", m.Size, int64(len(f.Data)))
	equal(t, "SHA-256", m.Digest, library.Digest(sha256.Sum256(f.Data)))
	equal(t, "title", m.Title, titleOf(f))
	equal(t, "caption", m.Caption, want.Caption)
	equal(t, "keywords", strings.Join(m.Keywords, "|"), strings.Join(want.Keywords, "|"))
	equal(t, "size in pixels", [2]int{m.Width, m.Height}, [2]int{want.Width, want.Height})
	equal(t, "orientation", m.Orientation, want.Orientation)
	equal(t, "duration", m.Duration, want.Duration)
	equal(t, "albums", len(m.Taxa), 1)
	equal(t, "place", m.Place != nil, want.Place != nil)
	if m.Place != nil && want.Place != nil && !near(m.Place.Lat, m.Place.Long, want.Place) {
		t.Errorf("place %v, want %+v", *m.Place, *want.Place)
	}
	checkTaken(t, m, want)
	d, err := mediasock.OpenMedia(t.Context(), session, id)
	if err != nil {
		t.Fatal(err)
	}
	if got := content(t, d); !bytes.Equal(got, f.Data) {
		t.Errorf("MediaOpen(%s) yields %d bytes that are not those of the file, %d bytes", id, len(got), len(f.Data))
	}
}

// checkTaken compares the date: the instant where the file says the zone, else
// what the camera's clock showed.
func checkTaken(t *testing.T, m *library.Media, want mediatest.Facts) {
	equal(t, "date taken", m.Taken.IsZero(), want.Taken.IsZero())
	if want.Taken.IsZero() {
		return
	}
	equal(t, "date on the camera's clock", m.Taken.Format(time.DateTime), want.Taken.Format(time.DateTime))
	equal(t, "zone", m.TakenZone, want.Zone)
	if want.Zone {
		equal(t, "instant", m.Taken.UTC(), want.Taken.UTC())
	}
}

// checkPage looks for what is known of a file on its page.
func checkPage(t *testing.T, f mediatest.File, page string) {
	page = html.UnescapeString(page)
	want := append([]string{titleOf(f), f.Name, f.Type, ">Pictures<"}, f.Want.Keywords...)
	want = append(want, strings.Split(f.Want.Caption, "\n")...)
	if p := f.Want.Place; p != nil {
		want = append(want, strconv.FormatFloat(p.Lat, 'f', -1, 64)[:5])
	}
	if f.Want.Width > 0 {
		want = append(want, fmt.Sprintf("%d × %d pixels", f.Want.Width, f.Want.Height))
	}
	if !f.Want.Taken.IsZero() {
		want = append(want, f.Want.Taken.Format("2 January 2006, 15:04"))
	}
	for _, text := range want {
		if !strings.Contains(page, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

// checkList compares a listing by API with what was uploaded.
func checkList(t *testing.T, session mediasock.Session, files []mediatest.File, ids map[string]string) {
	left := maps.Clone(ids)
	for m, err := range mediasock.ListMedia(t.Context(), session, mediasock.MediaQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(files, func(f mediatest.File) bool { return ids[f.Name] == m.ID })
		if i < 0 {
			t.Errorf("MediaList yields %s, which was not uploaded", m.ID)
			continue
		}
		f := files[i]
		sum := sha256.Sum256(f.Data)
		equal(t, "name", m.File.Name, f.Name)
		equal(t, "title of "+f.Name, m.Title, titleOf(f))
		equal(t, "type of "+f.Name, m.File.Type, f.Type)
		equal(t, "width of "+f.Name, m.File.Width, f.Want.Width)
		equal(t, "SHA-256 of "+f.Name, string(m.File.SHA256), string(sum[:]))
		delete(left, f.Name)
	}
	if len(left) > 0 {
		t.Errorf("MediaList does not yield %v", left)
	}
}

// titleOf is the title that a file must have: its own, else its name.
func titleOf(f mediatest.File) string {
	if f.Want.Title != "" {
		return f.Want.Title
	}
	return strings.TrimSuffix(f.Name, filepath.Ext(f.Name))
}

// near reports whether a place is p as exactly as files say it.
func near(lat, long float64, p *mediatest.Place) bool {
	return math.Abs(lat-p.Lat) < 1e-4 && math.Abs(long-p.Long) < 1e-4
}

func content(t *testing.T, d mediasock.Data) []byte {
	t.Helper()
	r, err := d.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %#v, want %#v", what, got, want)
	}
}
