package folder_test

import (
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/metadata"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/openmediatest"
	"github.com/mediasock/mediasock/opensearch"
)

// The files are called by numbers, so that nothing is found by their names; what is
// said of them stands beside them.
func TestSession_Search(t *testing.T) {
	openmediatest.Test(t, func(t *testing.T, items []openmediatest.Item) openmedia.Searcher {
		dir := t.TempDir()
		for i, it := range items {
			lay(t, dir, library.ID(i+1), it)
		}
		return open(t, dir)
	})
}

// lay writes an item as an export does. What its file holds is nothing.
func lay(t *testing.T, dir string, id library.ID, it openmediatest.Item) {
	t.Helper()
	ending := map[string]string{"application/pdf": "pdf", "audio/mpeg": "mp3", "video/mp4": "mp4", "image/jpeg": "jpg", "image/png": "png"}[it.Type]
	facts, err := json.Marshal(metadata.Facts{Author: it.Author, License: it.License})
	if err != nil {
		t.Fatal(err)
	}
	m := library.Media{
		ID: id, Title: it.Title, Caption: it.Text, Keywords: it.Tags, Facts: facts,
		Attributes: mediasock.AttributeList{{Domain: mediasock.DomainDate, Name: mediasock.AttributeCreated, Value: mediasock.DateOf(it.Taken).String()}},
	}
	if it.Place != nil {
		m.Attributes = append(m.Attributes, mediasock.Attribute{
			Domain: mediasock.DomainGeo, Name: mediasock.AttributeLocation, Value: mediasock.Geo{Lat: it.Place.Lat, Long: it.Place.Lon}.String(),
		})
	}
	words, err := m.XMP()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, id.String()+"."+ending)
	if err := os.WriteFile(name+".xmp", words, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, it.Size); err != nil {
		t.Fatal(err)
	}
}

// What a file says of itself is found where nothing stands beside it, and by its
// date; what has changed is read anew.
func TestSession_SearchFiles(t *testing.T) {
	dir := t.TempDir()
	photo := mediatest.Pier()
	if err := os.WriteFile(filepath.Join(dir, "IMG_0001.jpg"), mediatest.Photo(photo), 0o666); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	find := func(q opensearch.Query, want int) {
		t.Helper()
		f, err := s.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if len(f.Entries) != want {
			t.Errorf("Search(%+v) finds %d files, want %d", q, len(f.Entries), want)
		}
	}
	find(opensearch.Query{SearchTerms: "img 0001"}, 1)
	find(opensearch.Query{SearchTerms: photo.Title}, 1)
	find(opensearch.Query{SearchTerms: `"` + photo.Keywords[0] + `"`}, 1)
	find(opensearch.Query{SearchTerms: "0001 -" + photo.Title}, 0)
	find(opensearch.Query{Start: photo.Taken.Add(-time.Hour), End: photo.Taken.Add(time.Hour)}, 1)
	find(opensearch.Query{Start: photo.Taken.Add(48 * time.Hour)}, 0)
	item := &mediasock.Media{ID: "IMG_0001.jpg", Keywords: mediasock.List{"lighthouse"}}
	if _, err := s.MediaUpdate(t.Context(), item, nil); err != nil {
		t.Fatal(err)
	}
	find(opensearch.Query{SearchTerms: "lighthouse"}, 1)
	if id, ok := s.ItemID((&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, "IMG_0001.jpg"))}).String()); !ok || id != item.ID {
		t.Errorf("ItemID = %q, %t, want %q", id, ok, item.ID)
	}
	if id, ok := s.ItemID("file:///etc/passwd"); ok {
		t.Errorf("ItemID of what is elsewhere = %q", id)
	}
}
