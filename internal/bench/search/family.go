package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"github.com/mediasock/mediasock/metadata"
)

// The library: people who share one, unequally busy, each of whom goes on trips
// and to feasts for twenty years and makes an album of most.
const (
	people      = 6
	years       = 20
	perOccasion = 100 // photographs, on average
)

// A family makes the same library each time.
type family struct {
	rand    *rand.Rand
	people  []library.ID
	items   int // of the whole library
	made    int
	from    time.Time
	gap     time.Duration // between occasions
	sum     [8]byte
	zipf    *rand.Zipf
	clock   time.Time
	albumOf func(owner library.ID, title string, v library.Visibility) (library.ID, error)
}

func newFamily(items int) *family {
	r := rand.New(rand.NewPCG(20, 26))
	from := time.Date(2005, 1, 1, 8, 0, 0, 0, time.UTC)
	return &family{
		rand: r, items: items, from: from, clock: from, zipf: rand.NewZipf(r, 1.1, 20, 40_000),
		gap: time.Duration(float64(years*365*24*time.Hour) / float64(max(items/perOccasion, 1))),
	}
}

// An occasion is what some photographs have in common.
type occasion struct {
	owner      library.ID
	start      time.Time
	place      *mediasock.Geo
	placeName  string
	words      []string // that most of its items have
	visibility library.Visibility
	albums     []library.ID
	camera     []byte
}

// occasion returns the next one.
func (f *family) occasion() (*occasion, error) {
	f.clock = f.clock.Add(time.Duration(f.rand.ExpFloat64() * float64(f.gap)))
	o := &occasion{
		owner: f.people[f.person()], start: f.clock, visibility: f.visibility(),
		words: f.occasionWords(), placeName: f.word(), camera: f.camera(),
	}
	if f.rand.IntN(10) < 7 {
		o.place = &mediasock.Geo{Lat: f.rand.NormFloat64()*8 + 45, Long: f.rand.NormFloat64()*15 + 10}
	}
	if f.rand.IntN(10) == 0 {
		return o, nil // no album
	}
	id, err := f.albumOf(o.owner, f.word()+" "+o.start.Format("2006"), f.visibility())
	o.albums = []library.ID{id}
	return o, err
}

// person returns the busiest most often: 40, 24, 15, 9, 6 and 6 of 100.
func (f *family) person() int {
	for i := range people - 1 {
		if f.rand.Float64() < .4 {
			return i
		}
	}
	return people - 1
}

func (f *family) visibility() library.Visibility {
	switch n := f.rand.IntN(10); {
	case n < 5:
		return library.Private
	case n < 8:
		return library.Members
	}
	return library.Public
}

// camera returns what the camera says of itself, as the index keeps it.
func (f *family) camera() []byte {
	n := f.rand.IntN(12)
	facts, err := json.Marshal(metadata.Facts{MediaType: "image/jpeg", Make: "Camera", Model: fmt.Sprintf("Model %d", n), Lens: "24-70mm"})
	if err != nil {
		panic(err) // text and numbers do not fail
	}
	return facts
}

// photograph returns the next item of o, some seconds after the last.
func (f *family) photograph(o *occasion) *library.Media {
	f.made++
	o.start = o.start.Add(time.Duration(f.rand.ExpFloat64() * float64(90*time.Second)))
	m := &library.Media{
		Owner: o.owner, Size: 2_000_000 + f.rand.Int64N(6_000_000), Name: fmt.Sprintf("IMG_%07d.jpg", f.made),
		Type: "image/jpeg", Kind: "image", Width: 4032, Height: 3024, Orientation: 1, Facts: o.camera,
		Taken: o.start, Added: o.start.Add(48 * time.Hour), Visibility: o.visibility, Taxa: o.albums,
		PlaceName: o.placeName, Keywords: f.keywords(o),
	}
	binary.BigEndian.PutUint64(f.sum[:], uint64(f.made))
	m.Digest = sha256.Sum256(f.sum[:])
	if f.rand.IntN(100) < 7 {
		m.Type, m.Kind, m.Duration, m.Name = "video/mp4", "video", time.Minute, fmt.Sprintf("MOV_%07d.mp4", f.made)
	}
	if o.place != nil {
		m.Place = &mediasock.Geo{Lat: o.place.Lat + f.rand.NormFloat64()*.05, Long: o.place.Long + f.rand.NormFloat64()*.05}
	}
	m.Title = m.Name[:len(m.Name)-4]
	if f.rand.IntN(4) == 0 {
		m.Title = f.word() + " " + f.word()
	}
	if f.rand.IntN(4) == 0 {
		m.Caption = f.sentence()
	}
	return m
}
