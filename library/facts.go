package library

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"sync"

	"github.com/mediasock/mediasock/metadata"
)

// fileFacts are what is kept of what a file says, as JSON.
type fileFacts struct {
	metadata.Facts
	// BareSize is the size of the file without all that, 0 if it cannot be
	// taken out.
	BareSize int64 `json:",omitempty"`
}

// readFacts sets what m's bytes say of it. What cannot be read is never a reason
// to refuse a file: its owner wants it kept.
func (l *Library) readFacts(ctx context.Context, r io.ReadSeeker, m *Media) {
	f := fileFacts{Facts: *l.parse(ctx, r, m)}
	m.Type, m.Kind = f.MediaType, kindOf(f.Kind)
	m.Width, m.Height, m.Orientation, m.Duration = f.Width, f.Height, f.Orientation, f.Duration
	var err error
	if m.Type != "application/pdf" { // which stays as large, and is looked through when it is asked for
		if bare, err := metadata.Bare(asReaderAt(r), m.Size, m.Type); err == nil {
			f.BareSize = bare.Size()
		}
	}
	if m.Facts, err = json.Marshal(f); err != nil {
		l.log.WarnContext(ctx, "library: facts cannot be stored", "digest", m.Digest, "err", err)
	}
}

// parse reads the facts and outlives a parser's panic.
func (l *Library) parse(ctx context.Context, r io.ReadSeeker, m *Media) (f *metadata.Facts) {
	defer func() {
		if fault := recover(); fault != nil {
			l.log.ErrorContext(ctx, "library: a parser failed", "digest", m.Digest, "fault", fault)
		}
		if f == nil {
			f = &metadata.Facts{}
		}
		if f.MediaType == "" {
			f.MediaType = "application/octet-stream"
		}
	}()
	f, err := metadata.Read(asReaderAt(r), m.Size, m.Name, metadata.Options{})
	if err != nil {
		l.log.DebugContext(ctx, "library: facts are incomplete", "digest", m.Digest, "err", err)
	}
	return f
}

// kindOf returns one of the four kinds that a Query knows.
func kindOf(k metadata.Kind) string {
	switch k {
	case metadata.KindImage, metadata.KindVideo, metadata.KindAudio:
		return string(k)
	}
	return string(metadata.KindDocument)
}

// facts returns what readFacts stored, but for what m's viewer is not told.
func (m *Media) facts() *fileFacts {
	f := m.storedFacts()
	if m.concealed {
		f.conceal()
	}
	return f
}

func (m *Media) storedFacts() *fileFacts {
	f := new(fileFacts)
	if len(m.Facts) == 0 || json.Unmarshal(m.Facts, f) != nil {
		return new(fileFacts)
	}
	return f
}

// asReaderAt returns r as what can be read at any place.
func asReaderAt(r io.ReadSeeker) io.ReaderAt {
	if at, ok := r.(io.ReaderAt); ok {
		return at
	}
	return &readerAt{r: r}
}

// A fileState names what an item's file says of it, as it stands in the index:
// with each change that number changes.
type fileState struct {
	id     ID
	change int64
	digest Digest
}

// smallFacts bounds the JSON of facts that are remembered: few files say more.
const smallFacts = 2 << 10

// shownFacts is facts for an item that the index has just returned. A page shows
// the same items again and again, and to read JSON takes longer than to find it.
func (l *Library) shownFacts(m *Media) *fileFacts {
	if len(m.Facts) > smallFacts {
		return m.facts()
	}
	all := l.facts.get(fileState{m.ID, m.Change, m.Digest}, func() fileFacts { return *m.storedFacts() })
	if m.concealed {
		all.conceal()
	}
	return &all
}

// Codecs name how a film's pictures and sound are coded, "" where that is not
// known.
func (m *Media) Codecs() (video, sound string) {
	f := m.facts()
	return f.VideoCodec, f.SoundCodec
}

// A readerAt reads at any place of what can only be sought.
type readerAt struct {
	mu sync.Mutex
	r  io.ReadSeeker
}

// ReadAt implements io.ReaderAt.
func (r *readerAt) ReadAt(p []byte, off int64) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r.r, p)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	return n, err
}

// DetailTexts returns the texts of m by which those search who are told of its
// details: what its place, the make, model and lens of the camera, and the people
// are called, as far as owner or file say.
func (m *Media) DetailTexts() []string {
	f := m.facts()
	f.overlay(m.Attributes)
	texts := append([]string{m.PlaceName, f.Make, f.Model, f.Lens}, f.People...)
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}
