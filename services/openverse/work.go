package openverse

import (
	"cmp"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/license"
	"github.com/mediasock/mediasock/mediarss"
)

// work is a result, as far as we use it.
type work struct {
	ID             string    `json:"id"`
	Title          string    `json:"title"`
	IndexedOn      time.Time `json:"indexed_on"`
	Page           string    `json:"foreign_landing_url"`
	URL            string    `json:"url"`
	Creator        string    `json:"creator"`
	CreatorURL     string    `json:"creator_url"`
	License        string    `json:"license"`
	LicenseVersion string    `json:"license_version"`
	LicenseURL     string    `json:"license_url"`
	Attribution    string    `json:"attribution"`
	Source         string    `json:"source"`
	FileSize       int64     `json:"filesize"`
	FileType       string    `json:"filetype"`
	Width          int       `json:"width"`
	Height         int       `json:"height"`
	Duration       float64   `json:"duration"`    // of sounds, in milliseconds
	BitRate        float64   `json:"bit_rate"`    // bit/s
	SampleRate     float64   `json:"sample_rate"` // Hz
	Mature         bool      `json:"mature"`
	Thumbnail      string    `json:"thumbnail"`
	Tags           []struct {
		Name string `json:"name"`
	} `json:"tags"`
}

// mediaType returns the media type of what Openverse calls a file type.
func mediaType(fileType string) string {
	return map[string]string{
		"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif", "svg": "image/svg+xml", "tif": "image/tiff",
		"tiff": "image/tiff", "webp": "image/webp", "mp3": "audio/mpeg", "mp32": "audio/mpeg", "ogg": "audio/ogg", "oga": "audio/ogg",
		"flac": "audio/flac", "wav": "audio/wav", "m4a": "audio/mp4",
	}[fileType]
}

// entry returns the work as an entry; its address in the API is its id, because
// that is the one name of it that stays.
func (w *work) entry(collection string) (atom.Entry, bool) {
	if w.ID == "" || w.URL == "" {
		return atom.Entry{}, false
	}
	e := atom.Entry{
		ID:      api + collection + "/" + w.ID + "/",
		Title:   atom.Plain(cmp.Or(w.Title, "Untitled")),
		Updated: w.IndexedOn, Published: w.IndexedOn,
		Authors: []atom.Person{{Name: cmp.Or(w.Creator, w.Source, "unknown"), URI: w.CreatorURL}},
		Rights:  atom.Plain(w.Attribution),
		Links: []atom.Link{
			{Rel: atom.RelAlternate, Type: "text/html", Href: cmp.Or(w.Page, home+"image/"+w.ID)},
			{Rel: atom.RelEnclosure, Type: mediaType(w.FileType), Href: w.URL, Length: w.FileSize},
		},
		Media: w.media(collection),
	}
	if l := w.license(); l != "" {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Href: l})
	}
	for _, t := range w.Tags {
		e.Categories = append(e.Categories, atom.Category{Term: t.Name})
	}
	return e, true
}

// license returns the address of the licence: the one that is told, else that of
// its code.
func (w *work) license() string {
	if l, ok := license.Of(w.LicenseURL); ok {
		return l.URL
	}
	l, _ := license.CreativeCommons(w.License, w.LicenseVersion)
	return cmp.Or(l.URL, w.LicenseURL)
}

func (w *work) media(collection string) mediarss.Item {
	c := mediarss.Content{URL: w.URL, FileSize: w.FileSize, Type: mediaType(w.FileType), Medium: mediarss.Image, IsDefault: true, Width: w.Width, Height: w.Height}
	if collection == "audio" {
		c.Medium, c.Duration, c.Bitrate, c.SamplingRate = mediarss.Audio, w.Duration/1000, w.BitRate/1000, w.SampleRate/1000
	}
	it := mediarss.Item{Contents: []mediarss.Content{c}}
	if w.Thumbnail != "" {
		it.Thumbnails = []mediarss.Thumbnail{{URL: w.Thumbnail}}
	}
	if w.Mature {
		it.Ratings = []mediarss.Rating{{Value: "adult"}}
	}
	return it
}
