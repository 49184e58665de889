package sqlite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/library/librarytest"
	"zombiezen.com/go/sqlite"
)

// openSets opens a database of which every search that can be is answered from
// sets, merged after so many changes.
func openSets(t testing.TB, path string, merges int) *Index {
	t.Helper()
	x, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	x.sets.from, x.sets.merges, x.sets.atOnce = 0, merges, true
	return x
}

// What the suite searches an index for is found if it is answered from sets.
func TestSets_AreAnIndex(t *testing.T) {
	librarytest.TestSearch(t, func(t *testing.T) library.Index {
		return openSets(t, filepath.Join(t.TempDir(), "library.db"), 3)
	})
}

// However a library is changed, sets answer what the search index does.
func FuzzSets(f *testing.F) {
	for seed := range uint64(2) {
		f.Add(seed, uint8(20))
	}
	f.Fuzz(func(t *testing.T, seed uint64, steps uint8) {
		c := newChanger(t, seed)
		for range min(steps, 40) { // more may seem to hang
			c.change(t)
			for range 4 {
				c.compare(t)
			}
			c.compareCount(t)
		}
		if c.served == 0 && steps > 10 {
			t.Error("no question was answered from sets")
		}
	})
}

// A changer changes a small library at random, and asks questions of it.
type changer struct {
	*rand.Rand
	path   string
	x      *Index
	owners []library.ID
	items  []library.ID
	albums []library.ID
	served int
}

func newChanger(t *testing.T, seed uint64) *changer {
	c := &changer{Rand: rand.New(rand.NewPCG(seed, 1)), path: filepath.Join(t.TempDir(), "library.db")}
	c.x = openSets(t, c.path, 1+c.IntN(12))
	for i := range 3 {
		c.owners = append(c.owners, addUser(t, c.x, fmt.Sprintf("owner%d", i)))
	}
	for range 20 {
		c.add(t)
	}
	return c
}

func pick[T any](c *changer, list []T) T { return list[c.IntN(len(list))] }

func (c *changer) words() string {
	s := ""
	for range c.IntN(4) {
		s += fmt.Sprintf("w%d ", c.IntN(5))
	}
	return s
}

func (c *changer) visibility() library.Visibility {
	return pick(c, []library.Visibility{library.Private, library.Members, library.Link, library.Public})
}

// moment is one of few, some of which are nearly the same.
func (c *changer) moment() time.Time {
	if c.IntN(5) == 0 {
		return time.Time{}
	}
	return time.Date(2020, 1, 1+c.IntN(3), c.IntN(3), 0, c.IntN(2), c.IntN(3)*300_000, time.UTC)
}

func (c *changer) place() *mediasock.Geo {
	if c.IntN(3) == 0 {
		return nil
	}
	return &mediasock.Geo{Lat: float64(c.IntN(4)) + c.Float64()/100, Long: 179 + float64(c.IntN(4)) - 360*float64(c.IntN(2))}
}

// set gives an item other words, in part.
func (c *changer) set(m *library.Media) {
	switch c.IntN(10) {
	case 0:
		m.Title = c.words()
	case 1:
		m.Note, m.Keywords = c.words(), mediasock.List{c.words(), "key"}
	case 2:
		m.Visibility, m.Link = c.visibility(), pick(c, []string{"", "secret"})
	case 3:
		m.Taken = c.moment()
	case 4:
		m.Place, m.PlaceName = c.place(), c.words()
	case 5:
		m.Trashed = pick(c, []time.Time{{}, {}, time.Unix(1, 0)})
	case 6:
		m.Details = pick(c, []library.Details{"", library.DetailsShown, library.DetailsHidden})
	case 7:
		m.Kind = pick(c, []string{"image", "video", ""})
	case 8:
		if m.Place != nil {
			m.Place = &mediasock.Geo{Lat: m.Place.Lat + c.Float64()/1000, Long: m.Place.Long}
		}
	case 9:
		m.Attributes = mediasock.AttributeList{{Name: mediasock.AttributePerson, Value: c.words()}}
	}
}

func (c *changer) add(t *testing.T) {
	m := &library.Media{Owner: pick(c, c.owners), Name: "a.jpg"}
	c.fill(m.Digest[:])
	for range 6 {
		c.set(m)
	}
	if err := c.x.AddMedia(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	c.items = append(c.items, m.ID)
}

func (c *changer) fill(b []byte) {
	for i := range b {
		b[i] = byte(c.Uint32())
	}
}

// change does one thing to the library.
func (c *changer) change(t *testing.T) {
	var err error
	switch n := c.IntN(20); {
	case n < 5:
		c.add(t)
	case n < 10 && len(c.items) > 0:
		_, err = c.x.UpdateMedia(t.Context(), 0, pick(c, c.items), true, func(m *library.Media) error { c.set(m); return nil })
	case n < 12 && len(c.items) > 0:
		i := c.IntN(len(c.items))
		err = c.x.PurgeMedia(t.Context(), c.items[i])
		c.items = append(c.items[:i], c.items[i+1:]...)
	case n == 12:
		_, err = c.x.UpdateUser(t.Context(), pick(c, c.owners), func(u *library.User) error { u.ShowDetails = !u.ShowDetails; return nil })
	case n == 13:
		c.restart(t)
	case n == 14 && len(c.items) > 0:
		_, err = c.x.UpdateMedia(t.Context(), 0, pick(c, c.items), true, func(m *library.Media) error { c.set(m); return errCalledOff })
	default:
		err = c.changeAlbum(t)
	}
	if err != nil && !errors.Is(err, errCalledOff) {
		t.Fatal(err)
	}
}

var errCalledOff = errors.New("called off")

func (c *changer) restart(t *testing.T) {
	merges := c.x.sets.merges
	if err := c.x.Close(); err != nil {
		t.Fatal(err)
	}
	c.x = openSets(t, c.path, merges)
}

// changeAlbum adds or changes an album, or puts an item into one.
func (c *changer) changeAlbum(t *testing.T) (err error) {
	if len(c.albums) < 4 {
		a := &library.Taxon{Owner: c.owners[0], Title: c.words(), Visibility: c.visibility()}
		err = c.x.AddTaxon(t.Context(), a)
		c.albums = append(c.albums, a.ID)
		return err
	}
	album := pick(c, c.albums)
	switch n := c.IntN(4); {
	case n == 0 && len(c.items) > 0:
		_, err = c.x.UpdateMedia(t.Context(), 0, pick(c, c.items), true, func(m *library.Media) error {
			if m.Owner == c.owners[0] {
				m.Taxa = []library.ID{album}
			}
			return nil
		})
	case n == 1 && c.IntN(4) == 0:
		i := c.IntN(len(c.albums))
		err = c.x.PurgeTaxon(t.Context(), c.albums[i])
		c.albums = append(c.albums[:i], c.albums[i+1:]...)
	default:
		_, err = c.x.UpdateTaxon(t.Context(), 0, album, func(a *library.Taxon) error {
			a.Title, a.Visibility, a.Link = c.words(), c.visibility(), pick(c, []string{"", "door"})
			a.Trashed = pick(c, []time.Time{{}, {}, time.Unix(1, 0)})
			if above := pick(c, c.albums); above < album { // no cycle
				a.Parents = []library.ID{above}
			}
			return nil
		})
	}
	if errors.Is(err, mediasock.ErrUnknownTaxon) {
		return nil // in the trash
	}
	return err
}

// question draws who asks for what.
func (c *changer) question() (v library.Viewer, q library.Query) {
	v = pick(c, []library.Viewer{{}, {User: c.owners[0]}, {User: c.owners[1]}, {Links: []string{"secret", "door"}}, {User: c.owners[2], Links: []string{"door"}}, {All: true}})
	q = library.Query{Limit: 1 + c.IntN(6), Terms: pick(c, []string{"", "", "w0", "w1 -w2", `"w0 w1"`, "-w3", "w0 w4", `-"w1 w1" w1`})}
	if c.IntN(4) == 0 {
		q.Owner = pick(c, c.owners)
	}
	if c.IntN(8) == 0 {
		q.Author = pick(c, []string{"OWNER0", "owner2", "nobody", ""})
		q.Categories = pick(c, []string{"", "key", "-key", "key|-w1,w2|key", "none"})
	}
	if c.IntN(5) == 0 && len(c.albums) > 0 {
		q.Taxon = pick(c, c.albums)
	}
	if c.IntN(5) == 0 {
		q.Keyword, q.Kind = pick(c, []string{"", "KEY"}), pick(c, []string{"", "video"})
	}
	if c.IntN(4) == 0 {
		q.From, q.To, q.Published = c.moment(), c.moment(), c.IntN(2) == 0
	}
	if c.IntN(4) == 0 {
		q.Box = pick(c, []*library.Box{{West: 178, East: -178, South: 1, North: 2.005}, {West: -181, East: -178.5, South: 0, North: 3}, {West: 179, East: 180, South: 0, North: 1}})
	}
	q.Trash, q.Offset = c.IntN(8) == 0, c.IntN(3)*c.IntN(5)
	return v, q
}

// compare asks the same of sets and of the search index, page after page.
func (c *changer) compare(t *testing.T) {
	t.Helper()
	v, q := c.question()
	for range 4 {
		got, err := c.x.Search(t.Context(), v, q)
		if err != nil {
			t.Fatal(err)
		}
		read(t, c.x, func(conn *sqlite.Conn) {
			want, err := c.x.answer(conn, v, q, false)
			if err != nil {
				t.Fatal(err)
			}
			c.count(t, conn, v, q)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%+v of %+v:\nsets say %s\nthe search index says %s", v, q, told1(got), told1(want))
			}
		})
		if q.After, q.Offset = got.Next, 0; q.After == "" {
			return
		}
	}
}

// compareCount counts the items of an album in both ways.
func (c *changer) compareCount(t *testing.T) {
	t.Helper()
	if len(c.albums) == 0 {
		return
	}
	asks, _ := c.question()
	album := pick(c, c.albums)
	read(t, c.x, func(conn *sqlite.Conn) {
		v, err := viewerOf(conn, asks)
		if err != nil {
			t.Fatal(err)
		}
		at, err := latestChange(conn)
		if err != nil {
			t.Fatal(err)
		}
		want, err := v.count(conn, album)
		if err != nil {
			t.Fatal(err)
		}
		got, known, err := c.x.sets.inTaxon(conn, v, album, at)
		if err != nil || !known || got != want {
			t.Fatalf("album %d has %d items for %+v by sets (%v, %v), want %d", album, got, asks, known, err, want)
		}
	})
}

// count counts the questions that sets answer.
func (c *changer) count(t *testing.T, conn *sqlite.Conn, v library.Viewer, q library.Query) {
	s, err := c.x.newSearch(conn, v, q)
	if err != nil || s.nothing {
		return
	}
	page, err := c.x.sets.page(conn, s)
	if err != nil || page == nil {
		t.Fatalf("%+v of %+v is not answered from sets: %v", v, q, err)
	}
	c.served++
}

func told1(p *library.Page) (s string) {
	for _, m := range p.Media {
		s += m.Cursor + " "
	}
	return fmt.Sprintf("%d of %d: %snext %q", len(p.Media), p.Total, s, p.Next)
}
