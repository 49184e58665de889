package metadata

import (
	"errors"
	"fmt"
	"io"
)

// Options bound what Read may spend. The zero value is right for uploads.
type Options struct {
	// MaxBytes bounds the bytes that are read in all; 8 MiB unless set.
	MaxBytes int64
	// MaxSteps bounds the reads, boxes, segments, tags and elements that
	// are looked at, hence the time; 50,000 unless set.
	MaxSteps int
	// MaxText bounds a text in bytes; 16 KiB unless set. Longer ones are
	// cut at a character.
	MaxText int
	// MaxList bounds a list such as that of keywords; 500 unless set.
	MaxList int
}

func (o Options) withDefaults() Options {
	if o.MaxBytes <= 0 {
		o.MaxBytes = 8 << 20
	}
	if o.MaxSteps <= 0 {
		o.MaxSteps = 50_000
	}
	if o.MaxText <= 0 {
		o.MaxText = 16 << 10
	}
	if o.MaxList <= 0 {
		o.MaxList = 500
	}
	return o
}

// ErrLimit is in the error of Read when a limit of its Options ended it.
var ErrLimit = errors.New("limit reached")

// ErrFault is in the error of Read when a parser panicked, which is a mistake
// in it: such files are worth keeping for a test.
var ErrFault = errors.New("fault of a parser")

// Read reads what a file of size bytes says of itself. It always returns
// Facts, with MediaType and Kind at least; an error tells what could not be
// read, and is an error of r if that failed. The name only chooses between
// types that the content cannot tell apart, such as plain text and Markdown:
// it never makes a picture of a page.
//
// Read never panics: a fault of a parser is caught and becomes an error. It
// may be called from several goroutines at once with different readers.
func Read(r io.ReaderAt, size int64, name string, o Options) (*Facts, error) {
	s := newSource(r, size, o.withDefaults())
	c := &claims{}
	s.guard("type", func() error { return sniff(s, name, c) })
	if parse := parserOf(c.mediaType); parse != nil {
		s.guard(c.mediaType, func() error { return parse(s, c) })
	}
	return c.facts(s.options), errors.Join(s.problems...)
}

// parserOf chooses what reads a file of a media type, or nil.
func parserOf(mediaType string) func(*source, *claims) error {
	switch mediaType {
	case "image/jpeg":
		return readJPEG
	case "image/png", "image/apng":
		return readPNG
	case "image/gif":
		return readGIF
	case "image/bmp":
		return readBMP
	case "image/webp":
		return readWebP
	case "image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence", "image/avif":
		return readHEIF
	case "image/svg+xml":
		return readSVG
	case "image/x-fuji-raf":
		return readRAF
	case "image/tiff", "image/x-adobe-dng", "image/x-canon-cr2", "image/x-nikon-nef", "image/x-sony-arw",
		"image/x-pentax-pef", "image/x-olympus-orf", "image/x-panasonic-rw2", "image/x-samsung-srw":
		return readTIFF
	case "video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "video/x-m4v", "audio/mp4", "image/x-canon-cr3":
		return readMovie
	case "video/x-matroska", "video/webm", "audio/x-matroska", "audio/webm":
		return readMatroska
	case "audio/wav", "video/x-msvideo":
		return readRIFF
	case "audio/mpeg":
		return readMP3
	case "audio/flac":
		return readFLAC
	case "application/rdf+xml":
		return readSidecar
	case "application/pdf":
		return readPDF
	case "application/epub+zip":
		return readEPUB
	}
	return nil
}

// guard runs one parser and keeps its error, or its fault, as a problem.
func (s *source) guard(what string, parse func() error) {
	defer func() {
		if fault := recover(); fault != nil {
			s.problem(what, fmt.Errorf("%w: %v", ErrFault, fault))
		}
	}()
	if err := parse(); err != nil {
		s.problem(what, err)
	}
}

// problem keeps an error; only the first few, since a broken file may have
// thousands.
func (s *source) problem(what string, err error) {
	if len(s.problems) < 16 {
		s.problems = append(s.problems, fmt.Errorf("metadata: %s: %w", what, err))
	}
}
