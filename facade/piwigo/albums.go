package piwigo

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

// An album is one of those that a caller may see.
type album struct {
	mediasock.Taxon
	number int64 // by which clients know it
	parent *album
	below  []*album
	images int // in it
	total  int // in it and below
	albums int // below
}

// An albums is the albums that a caller may see, parents before what is in them.
type albums []*album

// shortest is what short numbers are below.
const shortest = 1_000_000_000

// maxAlbums bounds what is listed.
const maxAlbums = 50_000

// albumNumber returns a short number of an album: its id's last nine digits.
// digiKam and Shotwell keep numbers in 32 bits, darktable in ten characters,
// and ids have sixteen digits. Of two albums whose numbers are the same both are
// told by their ids.
func albumNumber(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return 0
	}
	return n % shortest
}

// albums lists the albums that the caller may see.
func (c *call) albums() (albums, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	byID := map[string]*album{}
	var all albums
	for t, err := range s.TaxaList(c.r.Context()) {
		if err != nil {
			return nil, err
		}
		if len(all) == maxAlbums {
			return nil, &fault{codeFailed, "there are too many albums"}
		}
		a := &album{Taxon: t, number: albumNumber(t.ID)}
		byID[t.ID], all = a, append(all, a)
	}
	all.number()
	for _, a := range all {
		for _, parent := range a.Parents {
			if p := byID[parent]; p != nil && !p.within(a) {
				a.parent = p
				p.below = append(p.below, a)
				break
			}
		}
	}
	return all.ordered(), nil
}

// number gives those their ids whose short numbers are the same, or none.
func (l albums) number() {
	count := map[int64]int{}
	for _, a := range l {
		count[a.number]++
	}
	for _, a := range l {
		if count[a.number] > 1 || a.number == 0 {
			a.number, _ = strconv.ParseInt(a.ID, 10, 64)
		}
	}
}

// within reports whether a is b, or in it.
func (a *album) within(b *album) bool {
	for ; a != nil; a = a.parent {
		if a == b {
			return true
		}
	}
	return false
}

// ordered returns the albums as a tree is read.
func (l albums) ordered() albums {
	var out albums
	var add func(*album)
	add = func(a *album) {
		out = append(out, a)
		byTitle(a.below)
		for _, child := range a.below {
			add(child)
		}
	}
	roots := slices.DeleteFunc(slices.Clone(l), func(a *album) bool { return a.parent != nil })
	byTitle(roots)
	for _, a := range roots {
		add(a)
	}
	return out
}

func byTitle(l []*album) {
	slices.SortFunc(l, func(a, b *album) int {
		if d := strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
}

// find returns the album of a number or id; ErrUnknownTaxon where there is none,
// and where a short number could be of several.
func (l albums) find(number string) (*album, error) {
	number = strings.TrimSpace(number)
	var found *album
	for _, a := range l {
		if a.ID == number {
			return a, nil
		}
		if strconv.FormatInt(a.number, 10) == number {
			found = a
		}
	}
	if found == nil {
		return nil, mediasock.ErrUnknownTaxon
	}
	return found, nil
}

// byID returns the album of an id, nil if it is not there.
func (l albums) byID(id string) *album {
	for _, a := range l {
		if a.ID == id {
			return a
		}
	}
	return nil
}

// ids returns the ids of albums by their numbers.
func (l albums) ids(numbers []string) (mediasock.List, error) {
	var all mediasock.List
	for _, n := range numbers {
		a, err := l.find(n)
		if err != nil {
			return nil, err
		}
		if !all.Has(a.ID) {
			all = append(all, a.ID)
		}
	}
	return all, nil
}

// albumIDs returns the ids of albums, which need listing only if some are named.
func (c *call) albumIDs(numbers []string) (mediasock.List, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	l, err := c.albums()
	if err != nil {
		return nil, err
	}
	return l.ids(numbers)
}

// maxDepth bounds how many albums a path names: those next to its end.
const maxDepth = 64

// way returns the albums from the root down to a.
func (a *album) way() []*album {
	var up []*album
	for ; a != nil && len(up) < maxDepth; a = a.parent {
		up = append(up, a)
	}
	slices.Reverse(up)
	return up
}

// path returns the numbers from the root down to the album (P-8).
func (a *album) path() string {
	var numbers []string
	for _, up := range a.way() {
		numbers = append(numbers, strconv.FormatInt(up.number, 10))
	}
	return strings.Join(numbers, ",")
}

// fullname returns the titles from the root down to the album.
func (a *album) fullname() string {
	var titles []string
	for _, up := range a.way() {
		titles = append(titles, up.Title)
	}
	return strings.Join(titles, " / ")
}

// sum counts what is in and below each album.
func (l albums) sum() {
	for _, a := range slices.Backward(l) { // what is below comes first
		a.total += a.images
		if a.parent != nil {
			a.parent.total += a.total
			a.parent.albums += a.albums + 1
		}
	}
}
