package library

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/metadata"
)

// The names of attributes that tell what the specification has no name for; their
// domain is that of plain text. A file's own words are told by them too.
const (
	RatingAttribute    = "rating"       // -1 to 5
	CreditAttribute    = "credit"       // how the author shall be named
	CopyrightAttribute = "copyright"    // a notice
	PathAttribute      = "keyword-path" // words from the widest on, with bars between
)

// DomainGuess is the domain of an attribute that nobody has said: beside the city
// and the country that follow from a place, it names them once more. Nobody can say
// it, and what stands under it is not taken for said where it comes back.
const DomainGuess = "guess"

// A telling is a text that a file and an attribute may both tell.
type telling struct {
	name string
	text func(*metadata.Facts) *string
}

func tellings() []telling {
	return []telling{
		{mediasock.AttributeAuthor, func(f *metadata.Facts) *string { return &f.Author }},
		{CreditAttribute, func(f *metadata.Facts) *string { return &f.Credit }},
		{CopyrightAttribute, func(f *metadata.Facts) *string { return &f.Copyright }},
		{LicenseAttribute, func(f *metadata.Facts) *string { return &f.License }},
		{mediasock.AttributeLocation, func(f *metadata.Facts) *string { return &f.Location }},
		{mediasock.AttributeCity, func(f *metadata.Facts) *string { return &f.City }},
		{mediasock.AttributeState, func(f *metadata.Facts) *string { return &f.Region }},
		{mediasock.AttributeCountry, func(f *metadata.Facts) *string { return &f.Country }},
	}
}

// Attributes returns what a file says of itself as attributes: what is no title,
// caption or keyword. It is how a sidecar's words are uploaded.
func Attributes(f *metadata.Facts) mediasock.AttributeList {
	var l mediasock.AttributeList
	if !f.Taken.IsZero() {
		date := mediasock.Date{Time: f.Taken.UTC()}
		if f.Zone.Known() {
			date = mediasock.DateOf(f.Taken)
		}
		l = append(l, mediasock.Attribute{Domain: mediasock.DomainDate, Name: mediasock.AttributeCreated, Value: date.String()})
	}
	if f.Place != nil {
		place := mediasock.Geo{Lat: f.Place.Lat, Long: f.Place.Long}
		l = append(l, mediasock.Attribute{Domain: mediasock.DomainGeo, Name: mediasock.AttributeLocation, Value: place.String()})
	}
	return append(l, textAttributes(f)...)
}

// textAttributes are those of plain text.
func textAttributes(f *metadata.Facts) (l mediasock.AttributeList) {
	add := func(name, value string) {
		if value = oneLine(value); value != "" {
			l = append(l, mediasock.Attribute{Name: name, Value: value})
		}
	}
	for _, t := range tellings() {
		add(t.name, *t.text(f))
	}
	for _, person := range f.People {
		add(mediasock.AttributePerson, person)
	}
	if f.Rating != 0 {
		add(RatingAttribute, strconv.Itoa(f.Rating))
	}
	for _, path := range f.KeywordPaths {
		add(PathAttribute, strings.Join(path, "|"))
	}
	for _, a := range cameraAttributes(f) {
		add(a.Name, a.Value)
	}
	return l
}

// overlay lays what an owner says in attributes over what the file says. Of what
// may be said several times, such as people, the owner says all or nothing.
func (f *fileFacts) overlay(l mediasock.AttributeList) {
	if len(l) == 0 {
		return
	}
	for _, t := range tellings() {
		if said, ok := l.Get(mediasock.DomainText, t.name); ok {
			*t.text(&f.Facts) = said
		}
	}
	if f.License == NoLicense {
		f.License = ""
	}
	if people := l.All(mediasock.DomainText, mediasock.AttributePerson); len(people) > 0 {
		f.People = people
	}
	if said, ok := l.Get(mediasock.DomainText, RatingAttribute); ok {
		if n, err := strconv.Atoi(said); err == nil && n >= -1 && n <= 5 {
			f.Rating = n
		}
	}
	if paths := l.All(mediasock.DomainText, PathAttribute); len(paths) > 0 {
		f.KeywordPaths = nil
		for _, path := range paths {
			f.KeywordPaths = append(f.KeywordPaths, strings.Split(path, "|"))
		}
	}
	f.overlayCamera(l)
}

// guessed returns the attributes of the city by m's place, for whom it is told, where
// neither owner nor file names any place.
func (m *Media) guessed(f *fileFacts) mediasock.AttributeList {
	if m.Place == nil || m.placeName(f) != "" {
		return nil
	}
	c, ok := metadata.Place{Lat: m.Place.Lat, Long: m.Place.Long}.Near()
	if !ok {
		return nil
	}
	return mediasock.AttributeList{
		{Name: mediasock.AttributeCity, Value: c.Name}, {Name: mediasock.AttributeCountry, Value: c.Country},
		{Domain: DomainGuess, Name: mediasock.AttributeCity, Value: c.Name}, {Domain: DomainGuess, Name: mediasock.AttributeCountry, Value: c.Country},
	}
}

// withoutGuesses returns what of a list was said: a program that changes one
// attribute sends all that it was told.
func withoutGuesses(l mediasock.AttributeList) mediasock.AttributeList {
	var guesses mediasock.AttributeList
	for _, a := range l {
		if a.Domain == DomainGuess {
			guesses = append(guesses, a, mediasock.Attribute{Name: a.Name, Value: a.Value})
		}
	}
	if guesses == nil {
		return l
	}
	return slices.DeleteFunc(slices.Clone(l), func(a mediasock.Attribute) bool { return slices.Contains(guesses, a) })
}

// toldAttributes returns m's attributes, and those that follow from the file where the
// owner gave none of the kind.
func (m *Media) toldAttributes(f *fileFacts) mediasock.AttributeList {
	all := slices.Clone(m.Attributes)
	follow := func(l mediasock.AttributeList) {
		for _, a := range l {
			if _, said := m.Attributes.Get(a.Domain, a.Name); !said {
				all = append(all, a)
			}
		}
	}
	settled := metadata.Facts{Taken: m.Taken}
	if m.TakenZone {
		settled.Zone = metadata.ZoneOffset
	}
	if m.Place != nil {
		settled.Place = &metadata.Place{Lat: m.Place.Lat, Long: m.Place.Long}
	}
	follow(Attributes(&settled))
	follow(textAttributes(&f.Facts))
	follow(m.guessed(f))
	return all
}
