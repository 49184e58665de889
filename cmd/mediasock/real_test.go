package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// TestRealInput uploads real files of every kind by the command, and compares
// every byte and every field of them that comes back: by search, by the pages
// and, after the service has been stopped, by the library itself.
func TestRealInput(t *testing.T) {
	h := newHouse(t)
	files := realFiles(t)
	ids := h.uploadFiles(files)
	c := h.connect()
	web := c.session.HTTPClient()
	entries := h.entries(web)
	for _, f := range files {
		t.Run("search/"+f.Name, func(t *testing.T) { checkEntry(t, web, f, entries[ids[f.Name]]) })
		t.Run("page/"+f.Name, func(t *testing.T) {
			checkPage(t, f, string(get(t, web, c.site.Origin()+"/i/"+ids[f.Name])))
		})
	}
	lib := h.open()
	session, err := lib.Session(t.Context(), h.user(lib))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run("library/"+f.Name, func(t *testing.T) { checkRow(t, lib, session, f, ids[f.Name]) })
	}
	t.Run("list", func(t *testing.T) { checkList(t, session, files, ids) })
}

// realFiles are those of mediatest and further ones, of which some need a
// program that not every machine has.
func realFiles(t *testing.T) []mediatest.File {
	files := mediatest.Album()
	add := func(name, kind string, o mediatest.PhotoOptions) {
		files = append(files, mediatest.File{Name: name, Type: kind, Data: mediatest.Photo(o), Want: o.Facts()})
	}
	for orientation := 1; orientation <= 8; orientation++ {
		add(fmt.Sprintf("turned%d.jpg", orientation), "image/jpeg", mediatest.PhotoOptions{
			Seed: uint64(100 + orientation), Width: 200, Height: 150, Orientation: orientation, Title: fmt.Sprintf("Turned %d", orientation),
		})
	}
	add("large.jpg", "image/jpeg", mediatest.PhotoOptions{Seed: 200, Width: 4000, Height: 3000, Title: "Large", Place: &mediatest.Place{Lat: -54.8, Long: -68.3}})
	add("latin1.jpg", "image/jpeg", mediatest.PhotoOptions{Seed: 201, Title: "Ærø", Keywords: []string{"færge"}, Blocks: mediatest.InIPTC, Latin1: true})
	tools := mediatest.PhotoOptions{Seed: 202, Width: 320, Height: 240, Title: "By a tool", Keywords: []string{"tool"}, Taken: time.Date(2022, 2, 3, 4, 5, 6, 0, time.UTC)}
	made := func(name, kind string, data []byte, ok bool, want mediatest.Facts) {
		if !ok {
			t.Logf("SKIPPED: no program here makes %s", name)
			return
		}
		files = append(files, mediatest.File{Name: name, Type: kind, Data: data, Want: want})
	}
	upright := tools.Facts()
	heic, ok := mediatest.HEIC(tools)
	made("tool.heic", "image/heic", heic, ok, upright)
	progressive, ok := mediatest.Progressive(mediatest.Photo(tools))
	made("scans.jpg", "image/jpeg", progressive, ok, upright)
	return files
}

// uploadFiles uploads the files into the album "Pictures" and returns the ids
// of the items by file name.
func (h *house) uploadFiles(files []mediatest.File) map[string]string {
	h.t.Helper()
	dir := filepath.Join(h.t.TempDir(), "Pictures")
	if err := os.Mkdir(dir, 0o700); err != nil {
		h.t.Fatal(err)
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o600); err != nil {
			h.t.Fatal(err)
		}
	}
	ids := make(map[string]string)
	for line := range strings.Lines(h.must("", "upload", dir, "--json")) {
		var result uploadLine
		if err := json.Unmarshal([]byte(line), &result); err != nil || result.Outcome != "uploaded" {
			h.t.Fatalf("upload prints %s", line)
		}
		ids[filepath.Base(result.Path)] = result.Item
	}
	if len(ids) != len(files) {
		h.t.Fatalf("%d files were uploaded, want %d", len(ids), len(files))
	}
	return ids
}

// entries returns all that a search finds, by the number of the item.
func (h *house) entries(web *http.Client) map[string]*atom.Entry {
	h.t.Helper()
	c, err := openmedia.Open(h.t.Context(), "http://"+h.address+"/", &openmedia.Options{HTTP: web})
	if err != nil {
		h.t.Fatal(err)
	}
	entries := make(map[string]*atom.Entry)
	for page, err := range c.Pages(h.t.Context(), opensearch.Query{SearchTerms: "Pictures"}) { // the album's name
		if err != nil {
			h.t.Fatal(err)
		}
		for _, e := range page.Entries {
			entries[e.Page()[strings.LastIndexByte(e.Page(), '/')+1:]] = &e
		}
	}
	return entries
}

// The previews of a photograph stand upright, however the camera was held.
func TestPreviewsAreUpright(t *testing.T) {
	h := newHouse(t)
	var files []mediatest.File
	for orientation := 1; orientation <= 8; orientation++ {
		o := mediatest.PhotoOptions{Width: 800, Height: 600, Orientation: orientation, Seed: uint64(orientation)}
		files = append(files, mediatest.File{Name: fmt.Sprintf("turned%d.jpg", orientation), Data: mediatest.Photo(o), Want: o.Facts()})
	}
	ids := h.uploadFiles(files)
	c := h.connect()
	for _, f := range files {
		picture, err := jpeg.Decode(bytes.NewReader(get(t, c.session.HTTPClient(), c.site.Origin()+"/thumb/"+ids[f.Name]+"?size=320")))
		if err != nil {
			t.Fatal(err)
		}
		size := picture.Bounds().Size()
		equal(t, f.Name+": size", fmt.Sprint(size), "(320,240)")
		for corner, at := range [4][2]int{{8, 8}, {size.X - 8, 8}, {8, size.Y - 8}, {size.X - 8, size.Y - 8}} {
			equal(t, fmt.Sprintf("%s: colour at %v", f.Name, at), mediatest.CornerAt(picture.At(at[0], at[1])), corner)
		}
	}
}

// user returns ada as a library knows her.
func (h *house) user(lib *library.Library) *mediasock.User {
	h.t.Helper()
	u, err := lib.Index().User(context.WithoutCancel(h.t.Context()), library.User{Name: "ada"})
	if err != nil {
		h.t.Fatal(err)
	}
	return &mediasock.User{ID: u.ID.String(), Name: u.Name, Scope: mediasock.ScopeManage}
}
