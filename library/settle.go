package library

import (
	"slices"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/metadata"
)

// settle sets what follows from both the caller's words and the file's: the one
// place that says which win. m.Facts is what the file says; the attributes are
// the caller's.
//
//   - Taken: the attribute date:created, else the file's date.
//   - Place: the attribute geo:location, else the file's place.
//   - PlaceName: of location, city, state and country each the attribute, else
//     the file's name of it; if all are silent, the city that the place is by.
//
// Because both sources are kept, clearing an attribute brings back what the file
// says.
func (m *Media) settle() { m.settleBy(m.facts()) }

func (m *Media) settleBy(f *fileFacts) {
	m.Taken, m.TakenZone = f.Taken, f.Zone.Known() && !f.Taken.IsZero()
	if at, zoned, ok := m.saidDate(); ok {
		m.Taken, m.TakenZone = at, zoned
	}
	m.Place = nil
	if f.Place != nil {
		m.Place = &mediasock.Geo{Lat: f.Place.Lat, Long: f.Place.Long}
	}
	if said, ok := m.Attributes.Get(mediasock.DomainGeo, mediasock.AttributeLocation); ok {
		if g, err := mediasock.ParseGeo(said); err == nil {
			m.Place = &g
		}
	}
	m.PlaceName = m.placeName(f)
	if m.PlaceName == "" && m.Place != nil {
		m.PlaceName = nearName(*m.Place)
	}
}

// nearName is the name of the city by a place, for whoever looks for it: nobody
// has said it, so it stands in for what people say, and beside nothing.
func nearName(g mediasock.Geo) string {
	c, ok := metadata.Place{Lat: g.Lat, Long: g.Long}.Near()
	if !ok {
		return ""
	}
	return c.Name + ", " + c.Country
}

// introduce settles a new item, whose words are the caller's so far: a title or
// caption that the caller does not give is the file's, the title at last the
// file's name without its ending; the file's keywords are added to the caller's.
func (m *Media) introduce() {
	f := m.facts()
	if m.Title == "" {
		m.Title = oneLine(f.Title)
	}
	if m.Title == "" {
		m.Title = withoutEnding(m.Name)
	}
	if m.Caption == "" {
		m.Caption = cleanText(f.Caption)
	}
	m.Keywords = union(m.Keywords, f.Keywords)
	m.settleBy(f)
}

// saidDate returns the date of the attributes. It is in its zone where that is
// known.
func (m *Media) saidDate() (at time.Time, zoned, ok bool) {
	said, ok := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated)
	if !ok {
		return at, false, false
	}
	d, err := mediasock.ParseDate(said)
	if err != nil {
		return at, false, false
	}
	return d.Local(), d.Zoned, true
}

func (m *Media) placeName(f *fileFacts) string {
	named := *f
	named.overlay(m.Attributes)
	var names []string
	for _, name := range []string{named.Location, named.City, named.Region, named.Country} {
		if name = oneLine(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// union returns a, and what of b is not in it without regard to case.
func union(a mediasock.List, b []string) mediasock.List {
	all, seen := slices.Clone(a), map[string]bool{}
	for _, k := range a {
		seen[FoldName(k)] = true
	}
	for _, k := range b {
		k = oneLine(k)
		if f := FoldName(k); k != "" && !seen[f] {
			seen[f], all = true, append(all, k)
		}
	}
	return all
}
