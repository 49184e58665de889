package gallery

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/mediasock/mediasock/library"
)

// A walk is the way through a list that an item was opened from.
type walk struct {
	Title, Back    string // the list; "" if the item was opened by itself
	Previous, Next string // addresses of the items beside it; "" at an end
	Query          string // of this item's address, that leads through the list
}

// The parameters of an item's page that say where it was opened from.
const (
	fromParameter  = "from"  // the search that the list shows, as its feed is named
	placeParameter = "place" // of the item in the list, from 1
)

// drift is by how many places an item may have moved since its list was shown,
// as others were added or deleted.
const drift = 12

// walkURL returns the address of an item that stands at a place in a list.
func walkURL(r *http.Request, id library.ID, from string, place int) string {
	v := url.Values{placeParameter: {strconv.Itoa(place)}}
	if from != "" {
		v.Set(fromParameter, from)
	}
	if link := r.URL.Query().Get("link"); link != "" {
		v.Set("link", link)
	}
	return "/i/" + id.String() + "?" + v.Encode()
}

// walkQuery returns the parameters of an item's page that say where it was opened
// from, as the end of an address; "" if it was opened by itself.
func walkQuery(r *http.Request) string {
	v := url.Values{}
	for _, name := range []string{fromParameter, placeParameter} {
		if value := r.URL.Query().Get(name); value != "" {
			v.Set(name, value)
		}
	}
	return withQuery("", v)
}

// walk finds the items beside m in the list that it was opened from. A list that
// the viewer does not see, or that holds m no more, gives none.
func (g *Gallery) walk(r *http.Request, m *library.Media) walk {
	place, err := strconv.Atoi(r.URL.Query().Get(placeParameter))
	if err != nil || place < 1 || place > maxPage*perPage {
		return walk{}
	}
	from := r.URL.Query().Get(fromParameter)
	q, err := g.Read(from)
	if err != nil {
		return walk{}
	}
	about, err := g.Library.Collection(r.Context(), g.viewer(r), q)
	if err != nil {
		return walk{}
	}
	q.Offset = max(0, place-1-drift)
	q.Limit, q.Uncounted, q.Untaxed = place+drift-q.Offset, true, true
	found, err := g.Library.Search(r.Context(), g.viewer(r), q)
	if err != nil {
		return walk{}
	}
	i := slices.IndexFunc(found.Media, func(other *library.Media) bool { return other.ID == m.ID })
	if i < 0 {
		return walk{}
	}
	first := q.Offset + 1
	w := walk{Title: cmp.Or(about.Title, g.FeedTitle(r, from)), Back: backURL(r, about, from, first+i), Query: walkQuery(r)}
	if i > 0 {
		w.Previous = walkURL(r, found.Media[i-1].ID, from, first+i-1)
	}
	if i+1 < len(found.Media) {
		w.Next = walkURL(r, found.Media[i+1].ID, from, first+i+1)
	}
	return w
}

// backURL returns the address of the page of a list on which a place is.
func backURL(r *http.Request, about library.Collection, from string, place int) string {
	path, v := "/", url.Values{}
	switch {
	case about.Page != "":
		path = about.Page
	case from != "":
		path = "/search"
		v, _ = url.ParseQuery(from) // it was read before
	}
	if number := (place-1)/perPage + 1; number > 1 {
		v.Set("page", strconv.Itoa(number))
	}
	if link := r.URL.Query().Get("link"); link != "" {
		v.Set("link", link)
	}
	return withQuery(path, v)
}
