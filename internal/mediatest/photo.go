package mediatest

import "time"

// Format is the file format of a photograph.
type Format string

// The formats that [Photo] writes. WebP photographs always show the same
// small picture, because nothing here encodes WebP: Width, Height and Seed
// are without effect on them.
const (
	JPEG    Format = "jpeg"
	PNG     Format = "png"
	PNG16   Format = "png16"
	Palette Format = "palette"
	GIF     Format = "gif"
	TIFF    Format = "tiff"
	BMP     Format = "bmp"
	WebP    Format = "webp"
)

// PhotoOptions say what a photograph shows and says. The zero value is a
// plain JPEG of 320 by 240 pixels without any metadata.
type PhotoOptions struct {
	// Format is JPEG unless set.
	Format Format
	// Width and Height are as displayed: with an Orientation of 5 to 8 the
	// stored picture is Height wide. Default 320 by 240; 6000 by 4000 is a
	// photograph of 24 megapixels.
	Width, Height int
	// Quality is that of JPEG, 85 unless set.
	Quality int
	// Seed changes the pixels, so that files of equal options differ.
	Seed uint64
	// Grain is how far each pixel strays, as film does. With 40 a JPEG has
	// about as many bytes a pixel as one from a camera; 0 makes small files.
	Grain uint8
	// Gray makes a JPEG of one component.
	Gray bool

	// Orientation is written to EXIF where it is not 0; the stored pixels
	// are turned so that the displayed picture stays the same.
	Orientation int
	// Taken is the local time of the camera; its zone is written only if
	// Offset is set.
	Taken  time.Time
	Offset bool
	// Place is written to the GPS block, with GPSTime together with the
	// time in UTC.
	Place   *Place
	GPSTime bool
	// Make, Model and Lens name the camera; a Make also brings exposure
	// values of 1/250 s, f/2.8, ISO 200 and 35 mm.
	Make, Model, Lens string

	// Title to License are words that people write. They go into every
	// block that has a field for them, unless Blocks says less.
	Title, Caption string
	Keywords       []string
	// Hierarchy holds keywords as paths such as "Places|Norway|Bergen".
	Hierarchy                       []string
	Author, Credit                  string
	Copyright, License              string
	People                          []string
	Location, City, Region, Country string
	Rating                          int
	// Comment is EXIF's UserComment, in UTF-16 unless it is ASCII.
	Comment string

	// Blocks chooses where words go; 0 means everywhere.
	Blocks Blocks
	// BigEndian chooses EXIF's byte order; the default is little endian.
	BigEndian bool
	// Latin1 writes IPTC in ISO 8859-1 without naming a character set, as
	// old programs did.
	Latin1 bool
}

// Blocks is a set of metadata blocks.
type Blocks uint8

// The blocks of metadata in a photograph.
const (
	InEXIF Blocks = 1 << iota
	InXMP
	InIPTC
)

func (o PhotoOptions) has(b Blocks) bool { return o.Blocks == 0 || o.Blocks&b != 0 }

func (o PhotoOptions) withDefaults() PhotoOptions {
	if o.Format == "" {
		o.Format = JPEG
	}
	if o.Width == 0 {
		o.Width = 320
	}
	if o.Height == 0 {
		o.Height = 240
	}
	if o.Quality == 0 {
		o.Quality = 85
	}
	return o
}

// Photo makes a photograph. It panics on a Format that it does not know.
func Photo(o PhotoOptions) []byte {
	o = o.withDefaults()
	switch o.Format {
	case JPEG:
		return WithJPEG(plainJPEG(o), EXIF(o), XMP(o), IPTC(o))
	case PNG, PNG16, Palette:
		return pngFile(o)
	case GIF:
		return gifFile(o)
	case TIFF:
		return tiffFile(o)
	case BMP:
		return bmpFile(o)
	case WebP:
		return WithWebP(LossyWebP(), EXIF(o), XMP(o))
	}
	panic("mediatest: unknown format " + string(o.Format))
}

// Facts returns what the photograph of these options must be found to say.
func (o PhotoOptions) Facts() Facts {
	o = o.withDefaults()
	f := Facts{
		Width: o.Width, Height: o.Height, Orientation: max(o.Orientation, 1),
		Title: o.Title, Caption: o.Caption, Author: o.Author,
		Copyright: o.Copyright, License: o.License, Keywords: o.Keywords,
		Taken: o.Taken, Zone: o.Offset || o.GPSTime, Place: o.Place,
		Make: o.Make, Model: o.Model, Rating: o.Rating,
	}
	return f
}
