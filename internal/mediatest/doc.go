// Package mediatest makes real media for tests: photographs with EXIF, XMP
// and IPTC, rotated, progressive, in CMYK and in every common format, short
// films, documents, and files that are broken on purpose.
//
// Everything is made here, deterministically and in microseconds, so that no
// test needs files from elsewhere and the same options always give the same
// bytes. The zero [PhotoOptions] makes a plain JPEG of 320 by 240 pixels:
//
//	jpeg := mediatest.Photo(mediatest.PhotoOptions{})
//	turned := mediatest.Photo(mediatest.PhotoOptions{Orientation: 6, Title: "Pier"})
//
// The scene has four coloured quarters (see [CornerColors]), so that a test
// of previews can tell whether a picture came out the right way up. Options
// with another Seed give other pixels, hence other bytes and hashes.
//
// [Album] returns a set of files, each with the facts that must come back
// when it has been uploaded; [Hostile] returns files that must be refused or
// survived. No function takes a testing.T: benchmarks and commands use them
// as well. A function that needs a program from outside returns ok == false
// where the program is missing.
package mediatest

import "time"

// A File is one file of a test set, with what it says of itself.
type File struct {
	// Name is the file's name with its ending.
	Name string
	// Type is the media type that its content shows, whatever Name says.
	Type string
	// Data is the whole file.
	Data []byte
	// Want is what a reader of metadata must find; see [Facts].
	Want Facts
}

// Facts are what is written into a file, in the terms of a reader.
type Facts struct {
	// Width and Height are as displayed, after Orientation.
	Width, Height int
	// Orientation is 1 to 8, as EXIF counts, and 0 where there is no picture.
	Orientation int
	// Title, Caption, Author, Copyright and License are words of people.
	Title, Caption, Author, Copyright, License string
	// Keywords are in the order in which they were written.
	Keywords []string
	// Taken is when the picture was taken; zero where the file is silent.
	Taken time.Time
	// Zone tells whether the file says in which time zone Taken is.
	Zone bool
	// Place is where it was taken, or nil.
	Place *Place
	// Make and Model name the camera.
	Make, Model string
	// Rating is 1 to 5, or 0.
	Rating int
	// Duration is the length of a film or sound.
	Duration time.Duration
}

// A Place is a point on the Earth in decimal degrees.
type Place struct{ Lat, Long float64 }
