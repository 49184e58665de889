package live

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
	"github.com/mediasock/mediasock/services"
)

// A trip is what is tried on a server.
type trip struct {
	*testing.T
	server *server
	driver services.Driver
	words  bool // it keeps titles and captions
	bytes  bool // it takes new bytes for an item
	search bool

	s mediasock.Session
}

// data is a photograph.
type data []byte

func (d data) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d)), nil }
func (d data) Size() int64                  { return int64(len(d)) }
func (d data) Name() string                 { return "Pier.jpg" }
func (d data) Type() string                 { return "image/jpeg" }

// photograph returns one that nobody has.
func photograph() data {
	return data(mediatest.Photo(mediatest.PhotoOptions{Width: 400, Height: 300, Seed: uint64(time.Now().UnixNano())}))
}

// run goes through all that a session does.
func (p *trip) run() {
	p.strangers()
	p.s = p.server.session(p.T, p.driver)
	album, err := p.s.TaxaAppend(p.Context(), &mediasock.Taxon{Title: "Holiday and more"})
	must(p.T, err)
	file := photograph()
	m := &mediasock.Media{Parents: mediasock.List{album.ID}}
	if p.words {
		m.Title, m.Caption = "Pier & <dusk>: Küste 東京", "one\ntwo <three> & four"
	}
	said := *m
	item, err := p.s.MediaAppend(p.Context(), m, file)
	must(p.T, err)
	p.holds(item.ID, file)
	p.lists(album.ID, item.ID, &said)
	if p.search {
		p.finds(&said)
	}
	p.changes(item.ID, album.ID)
	p.refuses(item.ID)
	p.removes(item.ID, album.ID)
}

// strangers are told to sign in, and wrong passwords that they are.
func (p *trip) strangers() {
	service := p.server.service(p.T, p.driver)
	_, err := service.Handshake(p.Context(), mediasock.Credentials{Username: p.server.user, Password: "wrong " + p.server.password})
	if !errors.Is(err, mediasock.ErrCredentials) {
		p.Errorf("Handshake with a wrong password = %v, want state 2", err)
	}
	if _, err = service.Handshake(p.Context(), mediasock.Credentials{}); !errors.Is(err, mediasock.ErrAuthRequired) {
		p.Errorf("Handshake of a stranger = %v, want state 1", err)
	}
}

// holds checks the bytes of an item.
func (p *trip) holds(id string, want data) {
	p.Helper()
	d, err := mediasock.OpenMedia(p.Context(), p.s, id)
	must(p.T, err)
	r, err := d.Open()
	must(p.T, err)
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
		p.Errorf("the item has %d bytes (%v), want the %d that were sent", len(got), err, len(want))
	}
}

// lists checks what an album lists.
func (p *trip) lists(album, id string, want *mediasock.Media) {
	p.Helper()
	var found []mediasock.Media
	for m, err := range mediasock.ListMedia(p.Context(), p.s, mediasock.MediaQuery{Taxon: album}) {
		must(p.T, err)
		found = append(found, m)
	}
	if len(found) != 1 || found[0].ID != id || !found[0].Parents.Has(album) {
		p.Fatalf("MediaList of the album = %+v, want the item %s", found, id)
	}
	m := found[0]
	if p.words && (m.Title != want.Title || m.Caption != want.Caption) {
		p.Errorf("the item is called %q, %q, want %q, %q", m.Title, m.Caption, want.Title, want.Caption)
	}
	if !strings.HasPrefix(m.File.Name, "Pier") || m.File.Type != "image/jpeg" && m.File.Type != "" {
		p.Errorf("the file is called %q, %q", m.File.Name, m.File.Type)
	}
}

// finds checks that a search finds an item.
func (p *trip) finds(want *mediasock.Media) {
	p.Helper()
	searcher, ok := p.s.(openmedia.Searcher)
	if !ok {
		p.Fatal("the session cannot be searched")
	}
	terms, title := "dusk", want.Title
	if !p.words {
		terms, title = "pier", "Pier" // by the name of the file
	}
	f, err := searcher.Search(p.Context(), opensearch.Query{SearchTerms: terms})
	must(p.T, err)
	if len(f.Entries) == 0 || !strings.HasPrefix(f.Entries[0].Title.String(), title) {
		p.Fatalf("Search finds %+v, want the item", f.Entries)
	}
	e, err := searcher.Entry(p.Context(), f.Entries[0].ID)
	must(p.T, err)
	if c, ok := e.Media.Default(); !ok || !strings.HasPrefix(c.URL, p.server.url) {
		p.Errorf("Entry tells of %+v, want a file of the server's", e.Media)
	}
}

// changes changes words, bytes and the album's title.
func (p *trip) changes(id, album string) {
	p.Helper()
	if p.words {
		_, err := mediasock.UpdateMedia(p.Context(), p.s, &mediasock.Media{ID: id, Title: "Changed", Clear: mediasock.FieldCaption}, nil)
		must(p.T, err)
		p.lists(album, id, &mediasock.Media{Title: "Changed"})
	}
	if p.bytes {
		other := photograph()
		_, err := mediasock.UpdateMedia(p.Context(), p.s, &mediasock.Media{ID: id}, other)
		must(p.T, err)
		p.holds(id, other)
	}
}

// refuses asks for what is not there.
func (p *trip) refuses(id string) {
	p.Helper()
	count := func() (n int) {
		for _, err := range mediasock.ListMedia(p.Context(), p.s, mediasock.MediaQuery{}) {
			must(p.T, err)
			n++
		}
		return n
	}
	before := count()
	_, err := p.s.MediaAppend(p.Context(), &mediasock.Media{Parents: mediasock.List{"987654321"}}, photograph())
	if !errors.Is(err, mediasock.ErrUnknownTaxon) || count() != before {
		p.Errorf("MediaAppend to no album = %v, and there are %d items, want %v and %d", err, count(), mediasock.ErrUnknownTaxon, before)
	}
	if _, err := mediasock.OpenMedia(p.Context(), p.s, "987654321"); !errors.Is(err, mediasock.ErrUnknownItem) {
		p.Errorf("MediaOpen of nothing = %v", err)
	}
	if err := mediasock.DeleteMedia(p.Context(), p.s, "987654321"); !errors.Is(err, mediasock.ErrUnknownItem) {
		p.Errorf("MediaDelete of nothing = %v", err)
	}
}

// removes deletes the item, and renames and deletes the album.
func (p *trip) removes(id, album string) {
	p.Helper()
	must(p.T, mediasock.DeleteMedia(p.Context(), p.s, id))
	if _, err := mediasock.OpenMedia(p.Context(), p.s, id); !errors.Is(err, mediasock.ErrUnknownItem) {
		p.Errorf("MediaOpen of what was deleted = %v", err)
	}
	must(p.T, mediasock.UpdateTaxon(p.Context(), p.s, &mediasock.Taxon{ID: album, Title: "Renamed"}))
	renamed := ""
	for t, err := range p.s.TaxaList(p.Context()) {
		must(p.T, err)
		if t.Title == "Renamed" {
			renamed = t.ID // by its path, on WebDAV
		}
	}
	if renamed == "" {
		p.Fatal("the album has its old title")
	}
	must(p.T, mediasock.DeleteTaxon(p.Context(), p.s, renamed))
	for t, err := range p.s.TaxaList(p.Context()) {
		if must(p.T, err); t.ID == renamed {
			p.Error("the album is there after it was deleted")
		}
	}
}
