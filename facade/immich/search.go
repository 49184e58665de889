package immich

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/library"
)

// How many assets a page has.
const (
	usualPage = 250
	maxPage   = 1000
	maxNumber = 1 << 30 // of a page: there are none behind it
)

// search finds items by what is known of them.
func (x *exchange) search() (any, error) {
	var asked immichwire.Search
	if err := x.read(&asked); err != nil {
		return nil, err
	}
	f, err := x.filter(&asked)
	if err != nil {
		return nil, err
	}
	asked.Page = min(max(1, asked.Page), maxNumber)
	asked.Size = min(cmp.Or(max(0, asked.Size), usualPage), maxPage)
	found := immichwire.FoundAssets{Items: []immichwire.Asset{}, Facets: []immichwire.Count{}}
	if !f.none {
		if err := x.page(&asked, f, &found); err != nil {
			return nil, err
		}
	}
	found.Count, found.Total = len(found.Items), len(found.Items)
	return immichwire.Found{Albums: immichwire.FoundAlbums{Items: []immichwire.Album{}, Facets: []immichwire.Count{}}, Assets: found}, nil
}

// page adds the items of a page. Where the page before it ended is remembered;
// where it is not, all before it is passed over.
func (x *exchange) page(asked *immichwire.Search, f *filter, found *immichwire.FoundAssets) error {
	at := x.bookmark(asked)
	q, skip := mediasock.MediaQuery{Taxon: f.album}, (asked.Page-1)*asked.Size
	if cursor, ok := x.pages.get(at(asked.Page)); ok {
		q.Cursor, skip = cursor, 0
	}
	last := ""
	for m, err := range mediasock.ListMedia(x.r.Context(), x.session, q) {
		switch {
		case err != nil:
			return err
		case !f.has(&m):
		case skip > 0:
			skip--
		case len(found.Items) == asked.Size:
			next := strconv.Itoa(asked.Page + 1)
			found.NextPage = &next
			x.pages.put(at(asked.Page+1), last)
			return nil
		default:
			found.Items, last = append(found.Items, x.assetOf(&m)), m.File.Cursor
		}
	}
	return nil
}

// bookmark returns what the pages of a search are called.
func (x *exchange) bookmark(asked *immichwire.Search) func(page int) string {
	same := *asked
	same.Page = 0
	text, _ := json.Marshal(same) // it was read from JSON
	sum := sha256.Sum256(text)
	return func(page int) string {
		return x.user.ID + " " + hex.EncodeToString(sum[:]) + " " + strconv.Itoa(page)
	}
}

// A filter says which items a search finds.
type filter struct {
	none   bool   // it finds nothing: it asks for what is not here
	id     string // "" is any, as in all fields
	album  string
	albums mediasock.List
	tags   mediasock.List
	asked  *immichwire.Search
	times  []bounds
}

// bounds are those of a time, zero if open.
type bounds struct {
	after, before time.Time
	of            func(*mediasock.Media) time.Time
}

// filter reads what a search asks for.
func (x *exchange) filter(asked *immichwire.Search) (*filter, error) {
	f := &filter{asked: asked, none: asked.IsOffline || len(asked.PersonIDs) > 0 || asked.Make != nil || asked.Model != nil ||
		asked.TrashedAfter != "" || asked.TrashedBefore != ""}
	var err error
	if f.albums, err = idsOf(albumID, asked.AlbumIDs, mediasock.ErrUnknownTaxon); err != nil {
		return nil, err
	}
	if len(f.albums) == 1 {
		f.album = f.albums[0]
	}
	for _, id := range asked.TagIDs {
		k, err := x.keyword(id)
		if err != nil {
			return nil, err
		}
		f.tags = append(f.tags, k)
	}
	if err := x.identify(f); err != nil {
		return nil, err
	}
	return f, f.readTimes(x)
}

// identify reads what names one item at most.
func (x *exchange) identify(f *filter) error {
	if f.asked.ID != "" {
		var ok bool
		if f.id, ok = fromUUID(assetID, f.asked.ID); !ok {
			return mediasock.ErrUnknownItem
		}
	}
	if f.asked.Checksum == "" {
		return nil
	}
	sum, err := immichwire.ParseSum(f.asked.Checksum)
	if err != nil {
		return &refusal{http.StatusBadRequest, "the checksum is no SHA-1 in hex or base64"}
	}
	item, err := x.find(x.r.Context(), sum)
	if errors.Is(err, mediasock.ErrUnknownItem) {
		f.none = true
		return nil
	}
	if err == nil {
		f.none = f.none || f.id != "" && f.id != item.ID
		f.id = item.ID
	}
	return err
}

func (f *filter) readTimes(x *exchange) error {
	for _, b := range []struct {
		after, before string
		of            func(*mediasock.Media) time.Time
	}{
		{f.asked.TakenAfter, f.asked.TakenBefore, x.taken},
		{f.asked.CreatedAfter, f.asked.CreatedBefore, func(m *mediasock.Media) time.Time { return m.File.Added }},
		{f.asked.UpdatedAfter, f.asked.UpdatedBefore, func(m *mediasock.Media) time.Time { return m.File.Updated }},
	} {
		limits, ok := bounds{of: b.of}, true
		if b.after != "" {
			limits.after, ok = parseTime(b.after)
		}
		if ok && b.before != "" {
			limits.before, ok = parseTime(b.before)
		}
		if !ok {
			return &refusal{http.StatusBadRequest, "a time is none"}
		}
		f.times = append(f.times, limits)
	}
	return nil
}

// has reports whether a search finds an item.
func (f *filter) has(m *mediasock.Media) bool {
	if f.id != "" && m.ID != f.id || f.asked.IsNotInAlbum && len(m.Parents) > 0 {
		return false
	}
	return all(f.albums, m.Parents) && all(f.tags, m.Keywords) && f.named(m) && f.marked(m) && f.timely(m)
}

// all reports whether a list has all of some values.
func all(want, have mediasock.List) bool {
	for _, s := range want {
		if !contains(have, s) {
			return false
		}
	}
	return true
}

// named reports whether an item has the words that are asked for, in parts and
// without regard to case.
func (f *filter) named(m *mediasock.Media) bool {
	in := func(text, part string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(part)) }
	is := func(want *string, name string) bool {
		have, _ := m.Attributes.Get(mediasock.DomainText, name)
		return want == nil || strings.EqualFold(*want, have)
	}
	return in(m.File.Name, f.asked.OriginalFileName) && in(m.Caption, f.asked.Description) &&
		is(f.asked.City, mediasock.AttributeCity) && is(f.asked.State, mediasock.AttributeState) && is(f.asked.Country, mediasock.AttributeCountry)
}

// marked reports whether an item is of the type, visibility and worth that are
// asked for.
func (f *filter) marked(m *mediasock.Media) bool {
	seen, _ := m.Attributes.Get(domain, visibility)
	_, loved := m.Attributes.Get(domain, favorite)
	stars, _ := m.Attributes.Get(mediasock.DomainText, library.RatingAttribute)
	return (f.asked.Type == "" || f.asked.Type == typeOf(m.File.Type)) &&
		(f.asked.Visibility == "" || f.asked.Visibility == cmp.Or(seen, immichwire.Timeline)) &&
		(f.asked.IsFavorite == nil || *f.asked.IsFavorite == loved) &&
		(f.asked.Rating == nil || rated(*f.asked.Rating) == stars)
}

// timely reports whether an item is of the time that is asked for.
func (f *filter) timely(m *mediasock.Media) bool {
	for _, b := range f.times {
		at := b.of(m)
		if !b.after.IsZero() && at.Before(b.after) || !b.before.IsZero() && at.After(b.before) {
			return false
		}
	}
	return true
}
