package mem

import (
	"math"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// seesMedia is the one place that says who sees an item.
func (x *Index) seesMedia(v library.Viewer, m *library.Media) bool {
	if owns(v, m.Owner) {
		return true
	}
	if !m.Trashed.IsZero() {
		return false
	}
	return allows(v, m.Visibility, m.Link) || slices.ContainsFunc(m.Taxa, x.opens(v))
}

// shownAs returns the visibility of an item by itself and by the albums that it is in.
func (x *Index) shownAs(m *library.Media) library.Visibility {
	member := library.Viewer{User: math.MaxInt64} // nobody's id
	switch {
	case m.Visibility == library.Public || slices.ContainsFunc(m.Taxa, x.opens(library.Viewer{})):
		return library.Public
	case m.Visibility != library.Link && slices.ContainsFunc(m.Taxa, x.opens(member)):
		return library.Members
	}
	return m.Visibility
}

// seesTaxon is the one place that says who sees an album.
func (x *Index) seesTaxon(v library.Viewer, t *library.Taxon) bool {
	return owns(v, t.Owner) || x.opens(v)(t.ID)
}

// opens returns a function that reports whether an album lets v, who does not
// own it, see it and what is in it. Albums form no cycle.
func (x *Index) opens(v library.Viewer) func(library.ID) bool {
	var open func(library.ID) bool
	open = func(id library.ID) bool {
		t := x.taxa[id]
		if t == nil || !t.Trashed.IsZero() {
			return false
		}
		return allows(v, t.Visibility, t.Link) || slices.ContainsFunc(t.Parents, open)
	}
	return open
}

func owns(v library.Viewer, owner library.ID) bool {
	return v.All || v.User != 0 && v.User == owner
}

// allows reports whether a visibility lets someone in who is not the owner.
func allows(v library.Viewer, visibility library.Visibility, link string) bool {
	switch visibility {
	case library.Public:
		return true
	case library.Members:
		return v.User != 0
	case library.Link:
		return v.User != 0 || link != "" && slices.Contains(v.Links, link)
	}
	return false
}

// gone returns ErrGone if v may know of a removed row, else unknown.
func (x *Index) gone(v library.Viewer, row rowID, unknown error) error {
	g, dead := x.graves[row]
	if dead && (owns(v, g.owner) || allows(v, g.visibility, g.link)) {
		return library.ErrGone
	}
	return unknown
}

// shown returns the albums of ids that v is told of.
func (x *Index) shown(v library.Viewer, ids []library.ID) []library.ID {
	var shown []library.ID
	for _, id := range ids {
		t := x.taxa[id]
		if t != nil && (v.All || t.Trashed.IsZero() && x.seesTaxon(v, t)) {
			shown = append(shown, id)
		}
	}
	return shown
}

func (x *Index) showMedia(v library.Viewer, m *library.Media) *library.Media {
	c := m.Clone()
	c.Taxa, c.Told = x.shown(v, m.Taxa), x.told(m)
	return c
}

// told returns what the item or its albums say of its details.
func (x *Index) told(m *library.Media) library.Details {
	var albums []mediasock.AttributeList
	for _, id := range m.Taxa {
		if t := x.taxa[id]; t != nil && t.Trashed.IsZero() {
			albums = append(albums, t.Attributes)
		}
	}
	return library.TellsDetails(m.Details, albums)
}

func (x *Index) showTaxon(v library.Viewer, t *library.Taxon) *library.Taxon {
	c := t.Clone()
	c.Parents = x.shown(v, t.Parents)
	for _, m := range x.media {
		if m.Trashed.IsZero() && slices.Contains(m.Taxa, t.ID) && x.seesMedia(v, m) {
			c.Count++
		}
	}
	return c
}

// tellsPlace is the one place that says who may look for an item by its place.
func (x *Index) tellsPlace(v library.Viewer, m *library.Media) bool {
	if told := x.told(m); owns(v, m.Owner) || told != "" {
		return owns(v, m.Owner) || told == library.DetailsShown
	}
	u := x.users[m.Owner]
	return u != nil && u.ShowDetails
}
