// Package mediarss is Media RSS 1.5.1: what a feed tells about photographs,
// films, sounds and documents beyond Atom and RSS.
//
// An entry holds an [Item]: its [Content] elements, alone or as renditions of
// one thing in a [Group], and the [Details] that may also stand at a content, a
// group or the feed, where the deepest wins (MR-5). [Item.Resolve] applies that
// rule; what was read is kept as it stood, so that it can be written again.
package mediarss

import (
	"mime"
	"path"
	"strings"
)

// Namespace is that of Media RSS, with its slash at the end (MR-1).
const Namespace = "http://search.yahoo.com/mrss/"

// IsNamespace reports whether space means Media RSS: with the slash, without,
// by a successor's address in use, or as a prefix that was never declared.
func IsNamespace(space string) bool {
	switch strings.TrimSuffix(space, "/") {
	case "http://search.yahoo.com/mrss", "https://search.yahoo.com/mrss",
		"http://www.rssboard.org/media-rss", "media":
		return true
	}
	return false
}

// Media, as in Content.Medium (MR-3).
const (
	Image      = "image"
	Audio      = "audio"
	Video      = "video"
	Document   = "document"
	Executable = "executable"
)

// Item is the media of an entry.
type Item struct {
	Details
	Contents []Content
	Groups   []Group
}

// Group holds renditions of one and the same thing (MR-4).
type Group struct {
	Details
	Contents []Content
}

// Content is one file (MR-2). A zero field is unstated.
type Content struct {
	Details
	URL          string
	FileSize     int64 // bytes
	Type         string
	Medium       string
	IsDefault    bool
	Expression   string  // sample, full or nonstop; "" means full
	Bitrate      float64 // kbit/s
	Framerate    float64 // frames/s
	SamplingRate float64 // kHz
	Channels     int
	Duration     float64 // seconds
	Width        int
	Height       int
	Lang         string
}

// Details may stand at a feed, an entry, a group or a content.
type Details struct {
	Title        Text
	Description  Text
	Keywords     []string
	Categories   []Category
	Thumbnails   []Thumbnail // the most important first
	Player       *Player
	Hashes       []Hash
	Credits      []Credit
	Ratings      []Rating
	Copyright    *Copyright
	License      *License
	Rights       string // status: userCreated or official
	Texts        []TimedText
	Restrictions []Restriction
	Location     *Point
}

// Text is a title or description: plain, or html where Type says so (MR-8).
type Text struct{ Type, Body string }

// Thumbnail is a small picture of the media (MR-6).
type Thumbnail struct {
	URL           string
	Width, Height int
	Time          string // NPT: the moment of a film that it shows
}

// Player is a page in which the media can be seen (MR-7, OM-38).
type Player struct {
	URL           string
	Width, Height int
}

// Category is a subject (MR-10); Scheme "" means [CategoryScheme].
type Category struct{ Term, Scheme, Label string }

// CategoryScheme is the scheme of a category that states none.
const CategoryScheme = "http://search.yahoo.com/mrss/category_schema"

// Hash is a checksum of the file in lower-case hexadecimal (MR-11); Algo ""
// means md5. Media RSS knows md5 and sha-1; others are read and written as well.
type Hash struct{ Algo, Value string }

// Credit names somebody who took part (MR-12); Scheme "" means urn:ebu, whose
// roles are in lower case.
type Credit struct{ Role, Scheme, Name string }

// Rating says for whom the media is (MR-13); Scheme "" means [Simple].
type Rating struct{ Scheme, Value string }

// Simple is the rating scheme of the two values adult and nonadult.
const Simple = "urn:simple"

// Adult reports whether the details call the media adult.
func (dt *Details) Adult() bool {
	for _, r := range dt.Ratings {
		if (r.Scheme == "" || r.Scheme == Simple) && r.Value == "adult" {
			return true
		}
	}
	return false
}

// Copyright is a statement of rights and the address of its terms (MR-14).
type Copyright struct{ URL, Text string }

// License is a licence by its name and address (MR-14).
type License struct{ Type, Href, Name string }

// TimedText is a transcript, or a part of one (MR-15).
type TimedText struct{ Type, Lang, Start, End, Body string }

// Restriction allows or denies the media to some (MR-15).
type Restriction struct{ Relationship, Type, Value string }

// Point is where the media was made, in degrees, WGS 84 (MR-18).
type Point struct{ Lat, Lon float64 }

// MediumOf returns what the file is: what it says, else what its type says, else
// what the ending of its address says, else "" (OA-11).
func (c *Content) MediumOf() string {
	switch c.Medium {
	case Image, Audio, Video, Document, Executable:
		return c.Medium
	}
	if m := mediumOfType(c.Type); m != "" {
		return m
	}
	address, _, _ := strings.Cut(c.URL, "?")
	return mediumOfType(typeOfEnding(strings.ToLower(path.Ext(address))))
}

func mediumOfType(mediaType string) string {
	major, _, _ := strings.Cut(strings.ToLower(mediaType), "/")
	switch major {
	case Image, Audio, Video:
		return major
	case "text":
		return Document
	}
	switch sub, _, _ := strings.Cut(mediaType, ";"); sub {
	case "application/pdf", "application/epub+zip", "application/msword", "application/rtf":
		return Document
	case "application/ogg":
		return Audio
	case "application/x-shockwave-flash":
		return Video
	}
	return ""
}

// typeOfEnding knows the common endings itself, whatever the machine's table says.
func typeOfEnding(ext string) string {
	switch ext {
	case ".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".avif", ".tif", ".tiff":
		return "image/*"
	case ".mp3", ".m4a", ".ogg", ".oga", ".flac", ".wav", ".opus":
		return "audio/*"
	case ".mp4", ".m4v", ".mov", ".webm", ".ogv", ".avi", ".mkv", ".flv", ".mpg":
		return "video/*"
	case ".pdf":
		return "application/pdf"
	case ".epub":
		return "application/epub+zip"
	}
	return mime.TypeByExtension(ext)
}
