package library_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/mediatest"
	"github.com/mediasock/mediasock/library"
)

// data is a file in memory.
type data struct {
	name string
	b    []byte
}

// Open implements mediasock.Data.
func (d data) Open() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(d.b)), nil }

// Size implements mediasock.Data.
func (d data) Size() int64 { return int64(len(d.b)) }

// Name implements mediasock.Data.
func (d data) Name() string { return d.name }

// Type implements mediasock.Data.
func (d data) Type() string { return "application/x-label" }

// stage stages a file as a server does while it arrives.
func (k *kit) stage(d data) mediasock.Staged {
	k.Helper()
	g, err := k.Stage(k.Context(), d.name, d.Type(), d.Size())
	k.ok(err)
	for part := range slices.Chunk(d.b, 3000) {
		_, err := g.Write(part)
		k.ok(err)
	}
	return g
}

// add uploads as alice and returns the row.
func (k *kit) add(m mediasock.Media, d mediasock.Data) *library.Media {
	k.Helper()
	item, err := k.session(k.alice).MediaAppend(k.Context(), &m, d)
	k.ok(err)
	return k.row(item.ID)
}

// row reads an item as the library itself.
func (k *kit) row(id string) *library.Media {
	k.Helper()
	n, _ := library.ParseID(id)
	m, err := k.Media(k.Context(), library.Viewer{All: true}, n)
	k.ok(err)
	return m
}

// count counts items and blobs.
func (k *kit) count(items, blobs int) {
	k.Helper()
	page, err := k.Search(k.Context(), library.Viewer{All: true}, library.Query{Limit: 1000})
	k.ok(err)
	stored := 0
	for _, err := range k.store.List(k.Context()) {
		k.ok(err)
		stored++
	}
	if page.Total != items || stored != blobs {
		k.Errorf("the library has %d items and %d blobs, want %d and %d", page.Total, stored, items, blobs)
	}
}

func (k *kit) state(call string, err error, code mediasock.Code) {
	k.Helper()
	if got := mediasock.StatOf(err).Code; got != code {
		k.Errorf("%s = %v, state %d, want %d", call, err, got, code)
	}
}

func photo(o mediatest.PhotoOptions) data { return data{"IMG_1234.jpg", mediatest.Photo(o)} }

func TestUpload_RealFiles_MS154_A55(t *testing.T) {
	k := newKit(t, library.Options{})
	for _, f := range mediatest.Album() {
		t.Run(f.Name, func(t *testing.T) {
			m := k.add(mediasock.Media{}, k.stage(data{f.Name, f.Data}))
			if m.Type != f.Type || m.Width != f.Want.Width || m.Height != f.Want.Height || m.Orientation != f.Want.Orientation {
				t.Errorf("type, size, orientation = %s, %d×%d, %d, want %s, %d×%d, %d", m.Type, m.Width, m.Height, m.Orientation,
					f.Type, f.Want.Width, f.Want.Height, f.Want.Orientation)
			}
			if !m.Taken.Equal(f.Want.Taken) || m.TakenZone != f.Want.Zone && f.Want.Duration == 0 {
				t.Errorf("Taken = %v (zone known: %v), want %v", m.Taken, m.TakenZone, f.Want.Taken)
			}
			if f.Want.Title != "" && m.Title != f.Want.Title || m.Title == "" || m.Caption != f.Want.Caption {
				t.Errorf("Title, Caption = %q, %q, want %q, %q", m.Title, m.Caption, f.Want.Title, f.Want.Caption)
			}
			if !slices.Equal([]string(m.Keywords), f.Want.Keywords) {
				t.Errorf("Keywords = %q, want %q", m.Keywords, f.Want.Keywords)
			}
			if (m.Place == nil) != (f.Want.Place == nil) || m.Name != f.Name || m.Size != int64(len(f.Data)) {
				t.Errorf("Place, Name, Size = %v, %q, %d", m.Place, m.Name, m.Size)
			}
			if m.SHA1 == nil || m.MD5 == nil || m.Visibility != library.Private {
				t.Errorf("sums %x %x, visibility %q, want sums and private", m.SHA1, m.MD5, m.Visibility)
			}
		})
	}
}

func TestUpload_HostileFilesAreKept(t *testing.T) {
	k := newKit(t, library.Options{})
	for _, f := range mediatest.Hostile() {
		if len(f.Data) == 0 {
			continue
		}
		m := k.add(mediasock.Media{}, k.stage(data{f.Name, f.Data}))
		_, r, err := k.OpenOriginal(t.Context(), library.Viewer{All: true}, m.ID)
		k.ok(err)
		if got, _ := io.ReadAll(r); !bytes.Equal(got, f.Data) {
			t.Errorf("%s: %d bytes come back of %d", f.Name, len(got), len(f.Data))
		}
		r.Close()
	}
}

func TestUpload_WhoseWordsWin(t *testing.T) {
	taken := time.Date(2005, 10, 5, 11, 45, 3, 0, time.FixedZone("", 2*3600))
	d := photo(mediatest.PhotoOptions{
		Title: "File's title", Caption: "File's caption", Keywords: []string{"Sea", "file"},
		Taken: taken, Offset: true, Place: &mediatest.Place{Lat: 51.5, Long: -3.5},
	})
	k := newKit(t, library.Options{})
	m := k.add(mediasock.Media{
		Title: "Caller's title", Keywords: mediasock.List{"sea", "caller"},
		Attributes: mediasock.AttributeList{{Domain: "geo", Name: "location", Value: "1.5,2.5"}, {Name: "city", Value: "Swansea"}},
	}, d)
	if m.Title != "Caller's title" || m.Caption != "File's caption" {
		t.Errorf("Title, Caption = %q, %q, want the caller's, the file's", m.Title, m.Caption)
	}
	if want := []string{"sea", "caller", "file"}; !slices.Equal([]string(m.Keywords), want) {
		t.Errorf("Keywords = %q, want %q", m.Keywords, want)
	}
	if m.Place == nil || m.Place.Lat != 1.5 || m.PlaceName != "Swansea" || !m.Taken.Equal(taken) || !m.TakenZone {
		t.Errorf("Place, PlaceName, Taken = %v, %q, %v", m.Place, m.PlaceName, m.Taken)
	}
	s := k.session(k.alice)
	_, err := mediasock.UpdateMedia(t.Context(), s, &mediasock.Media{ID: m.ID.String(), Attributes: mediasock.AttributeList{
		{Domain: "date", Name: "created", Value: "19990102030405.+0601"},
	}}, nil)
	k.ok(err)
	m = k.row(m.ID.String())
	if got := m.Taken.Format(time.RFC3339); got != "1999-01-02T05:04:05+02:00" || m.Place.Lat != 51.5 || m.PlaceName != "Cardiff, United Kingdom" {
		t.Errorf("Taken, Place, PlaceName = %s, %v, %q, want the caller's, the file's", got, m.Place, m.PlaceName)
	}
	_, err = mediasock.UpdateMedia(t.Context(), s, &mediasock.Media{ID: m.ID.String(), Clear: mediasock.FieldAttributes}, nil)
	k.ok(err)
	if m = k.row(m.ID.String()); !m.Taken.Equal(taken) {
		t.Errorf("Taken = %v after the attributes were cleared, want the file's", m.Taken)
	}
	for got, err := range mediasock.ListMedia(t.Context(), s, mediasock.MediaQuery{}) {
		k.ok(err)
		date, _ := got.Attributes.Get("date", "created")
		geo, _ := got.Attributes.Get("geo", "location")
		if !strings.HasPrefix(date, "20051005094503.+") || geo != "51.5,-3.5" {
			t.Errorf("date:created, geo:location = %q, %q, want the file's", date, geo)
		}
	}
}

func TestUpload_TitleIsTheName(t *testing.T) {
	k := newKit(t, library.Options{})
	for name, want := range map[string]string{
		"IMG_1234.JPG": "IMG_1234", "../a/.hidden": ".hidden", `C:\x\pier.at.dusk.jpeg`: "pier.at.dusk", "": "",
	} {
		m := k.add(mediasock.Media{}, data{name, []byte("content of " + name)})
		if m.Title != want {
			t.Errorf("a file named %q has the title %q, want %q", name, m.Title, want)
		}
	}
}

func TestUpload_Refused_A36_X5(t *testing.T) {
	k := newKit(t, library.Options{Limits: library.Limits{Size: 1000, Text: 100, List: 5}})
	s := k.session(k.alice)
	small, other := data{"a", []byte("small")}, sha256.Sum256([]byte("other"))
	for name, test := range map[string]struct {
		m    mediasock.Media
		d    mediasock.Data
		code mediasock.Code
	}{
		"no file":           {mediasock.Media{}, nil, 7},
		"an empty file":     {mediasock.Media{}, data{}, 7},
		"too large":         {mediasock.Media{}, data{b: make([]byte, 1001)}, 7},
		"another sum":       {mediasock.Media{SHA256: other[:]}, small, 5},
		"a part of a sum":   {mediasock.Media{SHA256: other[:3]}, small, 5},
		"too long a title":  {mediasock.Media{Title: strings.Repeat("x", 101)}, small, 7},
		"too many keywords": {mediasock.Media{Keywords: strings.Split("a b c d e f", " ")}, small, 7},
		"no such album":     {mediasock.Media{Parents: mediasock.List{"1"}}, small, 7},
		"no id of an album": {mediasock.Media{Parents: mediasock.List{"1x"}}, small, 7},
		"no such item":      {mediasock.Media{ID: "1"}, small, 7},
	} {
		_, err := s.MediaAppend(t.Context(), &test.m, test.d)
		k.state("MediaAppend of "+name, err, test.code)
	}
	k.count(0, 1) // the bytes of what names no album are kept until a sweep
	g, err := k.Stage(t.Context(), "", "", -1)
	k.ok(err)
	_, err = g.Write(make([]byte, 1001))
	k.state("Write of too much", err, 7)
	_, err = k.Stage(t.Context(), "", "", 1001)
	k.state("Stage of too much", err, 7)
}

func TestUpload_AdoptsOnlyItsOwn(t *testing.T) {
	k, elsewhere := newKit(t, library.Options{}), newKit(t, library.Options{})
	own, theirs := k.stage(data{"own.jpg", []byte("own")}), elsewhere.stage(data{"theirs.jpg", []byte("theirs")})
	k.add(mediasock.Media{}, own)
	k.add(mediasock.Media{}, theirs)
	k.count(2, 2)
	elsewhere.count(0, 0)
	if _, err := own.Write([]byte("more")); err == nil {
		t.Errorf("a file that was adopted can be written to")
	}
	if _, err := theirs.Write([]byte("more")); err != nil {
		t.Errorf("a file of another library was adopted: %v", err)
	}
}

func TestUpload_Quota(t *testing.T) {
	k := newKit(t, library.Options{})
	k.alice = k.user("carol", 1000)
	m := k.add(mediasock.Media{}, data{"a", bytes.Repeat([]byte("a"), 600)})
	s := k.session(k.alice)
	for _, d := range []data{{"b", bytes.Repeat([]byte("b"), 401)}, {"c", make([]byte, 5000)}} {
		_, err := s.MediaAppend(t.Context(), &mediasock.Media{}, d)
		k.state("MediaAppend beyond the quota", err, 6)
		_, err = mediasock.UpdateMedia(t.Context(), s, &mediasock.Media{ID: m.ID.String()}, d)
		k.state("MediaUpdate beyond the quota", err, 6)
	}
	k.count(1, 1)
	k.add(mediasock.Media{}, data{"d", bytes.Repeat([]byte("d"), 400)})
	again := data{"e", bytes.Repeat([]byte("a"), 600)}
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, again); !errors.Is(err, mediasock.ErrExists) {
		t.Errorf("MediaAppend of the same bytes in a full account = %v, want state 20", err)
	}
	k.ok(mediasock.DeleteMedia(t.Context(), s, m.ID.String()))
	if _, err := s.MediaAppend(t.Context(), &mediasock.Media{}, again); !errors.Is(err, mediasock.ErrExists) {
		t.Errorf("MediaAppend of bytes in the trash of a full account = %v, want state 20", err)
	}
	used, quota, err := k.Usage(t.Context(), library.ViewerOf(k.alice))
	k.ok(err)
	if used != 1000 || quota != 1000 {
		t.Errorf("Usage = %d of %d, want 1000 of 1000", used, quota)
	}
}
