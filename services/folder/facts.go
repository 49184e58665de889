package folder

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/mediarss"
	"github.com/mediasock/mediasock/metadata"
)

// facts are what is searched of a file: what its words say, and where they say
// nothing, the file itself.
type facts struct {
	entry
	mediaType              string
	title, caption, author string
	license                string
	keywords               []string
	taken                  time.Time
	place                  *mediarss.Point
	width, height          int
	texts                  [][]string // the words of each text that is searched
}

// facts returns those of a file; what has not changed is read once.
func (s *Session) facts(e entry) (*facts, error) {
	s.factsMu.Lock()
	known := s.known[e.name]
	s.factsMu.Unlock()
	if known != nil && known.size == e.size && known.changed.Equal(e.changed) && known.said.Equal(e.said) {
		return known, nil
	}
	f, err := s.readFacts(e)
	if err != nil {
		return nil, err
	}
	s.factsMu.Lock()
	defer s.factsMu.Unlock()
	if s.known == nil || len(s.known) >= maxLooked {
		s.known = map[string]*facts{}
	}
	s.known[e.name] = f
	return f, nil
}

// readFacts reads what a file and its words say. What cannot be understood says
// nothing.
func (s *Session) readFacts(e entry) (*facts, error) {
	w, err := s.words(e.name + xmpEnding)
	if err != nil {
		w = &library.Packet{}
	}
	own, err := s.readFile(e)
	if err != nil {
		return nil, err
	}
	beside, err := s.readBeside(e.name + xmpEnding)
	if err != nil {
		return nil, err
	}
	name := cmp.Or(w.Was, path.Base(e.name))
	f := &facts{
		entry: e, mediaType: cmp.Or(mime.TypeByExtension(path.Ext(name)), own.MediaType),
		title: cmp.Or(w.Title, own.Title, strings.TrimSuffix(name, path.Ext(name))), caption: cmp.Or(w.Caption, own.Caption),
		license: cmp.Or(beside.License, own.License), keywords: w.Keywords, width: own.Width, height: own.Height,
	}
	if len(f.keywords) == 0 {
		f.keywords = own.Keywords
	}
	author, _ := w.Attributes.Get(mediasock.DomainText, mediasock.AttributeAuthor)
	f.author = cmp.Or(author, beside.Author, own.Author)
	f.taken, f.place = takenOf(e, w, beside, own), placeOf(w, beside, own)
	for _, text := range slices.Concat([]string{f.title, f.caption, w.Note, name, f.author}, f.keywords, placeNames(w, beside, own)) {
		f.texts = append(f.texts, library.Words(text))
	}
	return f, nil
}

// readFile reads what a file says of itself.
func (s *Session) readFile(e entry) (*metadata.Facts, error) {
	f, err := s.root.Open(e.name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	said, _ := metadata.Read(f, e.size, path.Base(e.name), metadata.Options{}) // the rest is there all the same
	return said, nil
}

// readBeside reads what the words beside a file say that no item holds, such as the
// licence.
func (s *Session) readBeside(name string) (*metadata.Facts, error) {
	info, err := s.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() > maxWords {
		return &metadata.Facts{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("folder: %w", err)
	}
	text, err := s.root.ReadFile(name)
	if err != nil {
		return nil, err
	}
	said, _ := metadata.Read(bytes.NewReader(text), int64(len(text)), "words.xmp", metadata.Options{})
	return said, nil
}

// takenOf returns when a picture was made, at least when its file was.
func takenOf(e entry, w *library.Packet, beside, own *metadata.Facts) time.Time {
	if v, ok := w.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated); ok {
		if d, err := mediasock.ParseDate(v); err == nil {
			return d.Time
		}
	}
	for _, t := range []time.Time{beside.Taken, own.Taken} {
		if !t.IsZero() {
			return t
		}
	}
	return e.changed
}

// placeOf returns where a picture was made, or nil.
func placeOf(w *library.Packet, beside, own *metadata.Facts) *mediarss.Point {
	if v, ok := w.Attributes.Get(mediasock.DomainGeo, mediasock.AttributeLocation); ok {
		if g, err := mediasock.ParseGeo(v); err == nil {
			return &mediarss.Point{Lat: g.Lat, Lon: g.Long}
		}
	}
	for _, p := range []*metadata.Place{beside.Place, own.Place} {
		if p != nil {
			return &mediarss.Point{Lat: p.Lat, Lon: p.Long}
		}
	}
	return nil
}

// placeNames returns what the place is called.
func placeNames(w *library.Packet, beside, own *metadata.Facts) []string {
	var names []string
	for _, kind := range []string{mediasock.AttributeLocation, mediasock.AttributeCity, mediasock.AttributeState, mediasock.AttributeCountry} {
		names = append(names, w.Attributes.All(mediasock.DomainText, kind)...)
	}
	for _, f := range []*metadata.Facts{beside, own} {
		names = append(names, f.Location, f.City, f.Region, f.Country)
	}
	return names
}

// matches reports whether all terms are met.
func (f *facts) matches(terms []library.Term) bool {
	for _, t := range terms {
		met := slices.ContainsFunc(f.texts, func(words []string) bool { return follows(words, t.Words) })
		if met == t.Not {
			return false
		}
	}
	return true
}

// follows reports whether want stands in words, one after the other.
func follows(words, want []string) bool {
	for i := 0; i+len(want) <= len(words); i++ {
		if slices.Equal(words[i:i+len(want)], want) {
			return true
		}
	}
	return false
}
