package metadata

import (
	"strings"
	"time"
)

// Facts are what a file says of itself. A zero field means that the file is
// silent about it.
type Facts struct {
	// MediaType is found by content alone, never by name or label.
	MediaType string
	// Kind is the coarse kind that MediaType belongs to.
	Kind Kind

	// Width and Height are as displayed, after Orientation. StoredWidth and
	// StoredHeight are those of the pixels in the file.
	Width, Height             int
	StoredWidth, StoredHeight int
	// Orientation is 1 to 8 as EXIF counts, for images and films; 1 where
	// the file does not say otherwise, 0 where there is no picture.
	Orientation int
	// Duration is the length of a film or sound.
	Duration time.Duration
	// VideoCodec and SoundCodec name how the first track of each is coded, such
	// as "h264" and "aac"; a code of the container's where it has no such name.
	VideoCodec, SoundCodec string

	// Taken is when the picture was made, and Zone what its zone is worth.
	Taken time.Time
	Zone  Zone
	// Place is where, or nil.
	Place *Place

	// Title, Caption and Keywords are plain text; see the package comment
	// for the field that each comes from.
	Title, Caption string
	Keywords       []string
	// KeywordPaths are hierarchical keywords, from the widest word on.
	KeywordPaths [][]string
	// Author made it, Credit is how that shall be said.
	Author, Credit string
	// Copyright is a notice, License the URL of a licence or of terms.
	Copyright, License string
	// Rating is 1 to 5, or -1 for rejected, or 0.
	Rating int
	// People are the persons shown.
	People []string
	// Location to Country name the place, from the narrowest on.
	Location, City, Region, Country string

	// Make, Model and Lens name the camera.
	Make, Model, Lens string
	Exposure          Exposure
}

// Place is a point on the Earth in decimal degrees, within bounds.
type Place struct{ Lat, Long float64 }

// Kind is a coarse kind of media.
type Kind string

// The kinds of media. KindOther is what no kind fits, such as a program.
const (
	KindImage    Kind = "image"
	KindVideo    Kind = "video"
	KindAudio    Kind = "audio"
	KindDocument Kind = "document"
	KindOther    Kind = "other"
)

// Zone tells what is known of the time zone of a date.
type Zone string

// What may be known of a zone; see the package comment.
const (
	// ZoneUnknown: Taken is the local time, held as if it were UTC.
	ZoneUnknown Zone = ""
	// ZoneOffset: the file names the offset from UTC.
	ZoneOffset Zone = "offset"
	// ZoneGPS: the offset follows from the time of the satellites.
	ZoneGPS Zone = "gps"
	// ZoneUTC: the instant is known, the local time is not.
	ZoneUTC Zone = "utc"
)

// Known tells whether Taken is an instant rather than the reading of a clock
// somewhere.
func (z Zone) Known() bool { return z != ZoneUnknown }

// kindOf sorts a media type into its kind.
func kindOf(mediaType string) Kind {
	top, _, _ := strings.Cut(mediaType, "/")
	switch {
	case top == "image" || top == "video" || top == "audio":
		return Kind(top)
	case top == "text", isDocument(mediaType):
		return KindDocument
	}
	return KindOther
}

func isDocument(mediaType string) bool {
	switch mediaType {
	case "application/pdf", "application/rtf", "application/postscript", "application/epub+zip",
		"application/msword", "application/json", "application/xhtml+xml", "application/xml",
		"application/rdf+xml":
		return true
	}
	for _, family := range []string{
		"application/vnd.oasis.opendocument.", "application/vnd.openxmlformats-officedocument.",
		"application/vnd.ms-",
	} {
		if strings.HasPrefix(mediaType, family) {
			return true
		}
	}
	return false
}
