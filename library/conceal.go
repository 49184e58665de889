package library

import (
	"context"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/metadata"
)

// A concealer takes out of items what their viewer is not told. It asks once
// what an owner's account says.
type concealer struct {
	lib    *Library
	viewer Viewer
	tells  map[ID]bool
}

func (l *Library) concealer(v Viewer) *concealer {
	return &concealer{lib: l, viewer: v, tells: map[ID]bool{}}
}

// hide takes out of m what is for its owner alone, and what only those are told
// whom the owner shows places and cameras.
func (c *concealer) hide(ctx context.Context, m *Media) *Media {
	if m == nil || c.viewer.toldAll(m.Owner) {
		return m
	}
	m.Note, m.Link, m.Visibility = "", "", ""
	if !c.shown(ctx, m) {
		m.conceal()
	}
	m.Details, m.Told = "", ""
	return m
}

// shown reports whether others are told m's details. Where the account cannot be
// asked they are not.
func (c *concealer) shown(ctx context.Context, m *Media) bool {
	if m.Told != "" {
		return m.Told == DetailsShown
	}
	tells, known := c.tells[m.Owner]
	if !known {
		u, err := c.lib.index.User(ctx, User{ID: m.Owner})
		tells = err == nil && u.ShowDetails
		c.tells[m.Owner] = tells
	}
	return tells
}

// conceal takes out what tells of place, people, device and of what the owner thinks
// of the picture, and the sums of a file that is not the one which is given.
func (m *Media) conceal() {
	m.concealed = true
	m.Place, m.PlaceName = nil, ""
	if m.strippable() {
		m.SHA1, m.MD5 = nil, nil
	}
	m.Attributes = slices.DeleteFunc(slices.Clone(m.Attributes), func(a mediasock.Attribute) bool {
		switch strings.ToLower(a.Name) { // as Get compares names
		case mediasock.AttributeCity, mediasock.AttributeState, mediasock.AttributeCountry, mediasock.AttributeLocation,
			mediasock.AttributePerson, RatingAttribute, PathAttribute, CameraAttribute, LensAttribute, ExposureAttribute:
			return true
		}
		return strings.EqualFold(a.Domain, mediasock.DomainGeo)
	})
}

// conceal does the same for what the file says.
func (f *fileFacts) conceal() {
	f.Place, f.People, f.KeywordPaths, f.Rating = nil, nil, nil, 0
	f.Location, f.City, f.Region, f.Country = "", "", "", ""
	f.Make, f.Model, f.Lens, f.Exposure = "", "", "", metadata.Exposure{}
}

// Concealed reports whether m was taken from a library for someone who is not
// told where and with what it was made, and who is given the file without that.
func (m *Media) Concealed() bool { return m.concealed && m.strippable() }

// told returns the type and the size of the file that m's viewer is given; the
// size of a picture that stands in for another is known once it is made, and
// that of the original is told instead.
func (m *Media) told(f *fileFacts) (mediaType string, size int64) {
	switch {
	case !m.Concealed():
		return m.Type, m.Size
	case f.BareSize > 0:
		return m.Type, f.BareSize
	case m.Kind == "image" && m.Type != "image/svg+xml": // of a drawing there is no preview
		return "image/jpeg", m.Size
	}
	return m.Type, m.Size
}

// strippable tells the kinds of files that say such things beside what they
// show. Of other documents their owner chose every word.
func (m *Media) strippable() bool {
	return m.Kind == "image" || m.Kind == "video" || m.Kind == "audio" || m.Type == "application/pdf"
}

// SetDetails says whether others are told where and with what v's own item was
// made.
func (l *Library) SetDetails(ctx context.Context, v Viewer, id ID, d Details) (*Media, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	return l.changeMedia(ctx, v, id, func(m *Media) error {
		m.Details = d
		return nil
	})
}

func (d Details) check() error {
	if d != "" && d != DetailsShown && d != DetailsHidden {
		return refused("place and camera are shown, hidden, or as the account says")
	}
	return nil
}

// ShowsDetails reports what v's account says of items that say nothing.
func (l *Library) ShowsDetails(ctx context.Context, v Viewer) (bool, error) {
	u, err := l.index.User(ctx, User{ID: v.User})
	if err != nil {
		return false, l.fault(ctx, "reading an account", err)
	}
	return u.ShowDetails, nil
}

// SetShowDetails says for v's account whether others are told of places and
// cameras where an item does not say otherwise.
func (l *Library) SetShowDetails(ctx context.Context, v Viewer, show bool) error {
	_, err := l.index.UpdateUser(ctx, v.User, func(u *User) error { u.ShowDetails = show; return nil })
	return l.fault(ctx, "changing an account", err)
}
