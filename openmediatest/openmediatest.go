// Package openmediatest holds any [openmedia.Searcher] to its contract, in the
// manner of testing/fstest: [Test] gives it media to keep, and searches.
//
// [Memory] is a complete Searcher to test others with, the handler and the
// client above all: what it answers alone it must answer across the wire.
package openmediatest

import (
	"fmt"
	"time"

	"github.com/mediasock/mediasock/mediarss"
)

// Item is what a Searcher under test must hold. Titles are unique, and by them
// the suite knows items again: ids are the Searcher's own.
type Item struct {
	Title   string
	Text    string
	Tags    []string
	Medium  string // of Media RSS
	Type    string
	Size    int64
	Width   int
	Height  int
	Taken   time.Time // "the newest" means the last taken
	Author  string
	License string
	Place   *mediarss.Point
}

// Items returns the fixture, the oldest first: films, sounds, a book, and
// photographs enough for several pages.
func Items() []Item {
	day := time.Date(2006, 7, 7, 12, 0, 0, 0, time.UTC)
	items := []Item{
		{
			Title: "Tide tables", Text: "Every tide of the year", Tags: []string{"sea", "reference"},
			Medium: mediarss.Document, Type: "application/pdf", Size: 52_013,
		},
		{
			Title: "Gulls at the harbour", Text: "A recording at dawn", Tags: []string{"sea", "birds"},
			Medium: mediarss.Audio, Type: "audio/mpeg", Size: 912_044,
		},
		{
			Title: "Ferry leaving", Text: "The last ferry of the evening", Tags: []string{"sea", "ship"},
			Medium: mediarss.Video, Type: "video/mp4", Size: 7_340_032, Width: 1280, Height: 720,
		},
		{
			Title: "Pier at dusk", Text: "Fog & lights <beyond> the \"old\" pier — très calme", Tags: []string{"sea", "pier", "München"},
			Medium: mediarss.Image, Type: "image/jpeg", Size: 2_097_152, Width: 4000, Height: 3000,
			License: "https://creativecommons.org/licenses/by/4.0/", Place: &mediarss.Point{Lat: 51.4779, Lon: -0.0015},
		},
	}
	for n := range 20 {
		items = append(items, Item{
			Title: fmt.Sprintf("Harvest %02d", n+1), Text: "Wheat in the evening", Tags: []string{"field", fmt.Sprintf("row%d", n%4)},
			Medium: mediarss.Image, Type: "image/png", Size: int64(1000 + n), Width: 800, Height: 600,
		})
	}
	for i := range items {
		items[i].Taken = day.Add(time.Duration(i) * time.Hour)
		items[i].Author = "Ada Example"
	}
	return items
}
