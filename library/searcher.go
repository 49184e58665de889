package library

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

// A searcher is a library as one viewer searches it.
type searcher struct {
	lib    *Library
	viewer Viewer
	at     Addresses
}

var _ openmedia.Searcher = (*searcher)(nil)

// Searcher returns the library as v sees it, for the Open Media Profile. base is
// the URL, without a slash at its end, under which addresses are; "" leaves
// them relative to the site.
func (l *Library) Searcher(v Viewer, base string) openmedia.Searcher {
	return l.SearcherAt(v, Addresses{Base: base})
}

// SearcherAt returns the library as v sees it, with addresses of another form.
func (l *Library) SearcherAt(v Viewer, at Addresses) openmedia.Searcher {
	return &searcher{lib: l, viewer: v, at: at}
}

// How many entries a page has.
const (
	usualEntries = 20
	maxEntries   = 100
)

// Search implements openmedia.Searcher: the newest first, by the date taken.
func (s *searcher) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	start, count := q.Page(usualEntries, maxEntries)
	query, err := queryOf(q, start, count)
	if err != nil {
		return nil, err
	}
	entries := query
	entries.Untaxed = true // an entry does not name albums
	page, err := s.lib.Search(ctx, s.viewer, entries)
	if err != nil {
		return nil, searchError(err)
	}
	f := &atom.Feed{
		Authors: []atom.Person{{Name: s.lib.identity.Title}},
		Search:  &opensearch.Response{TotalResults: page.Total, StartIndex: start, ItemsPerPage: count},
	}
	if err := s.introduce(ctx, f, query); err != nil {
		return nil, searchError(err)
	}
	if page.Total == 0 && query.Terms != "" {
		if err := s.correct(ctx, f, q, query); err != nil {
			return nil, searchError(err)
		}
	}
	authors, licensing := s.authors(ctx), s.lib.Licensing()
	for _, m := range page.Media {
		e, err := s.entry(ctx, m, authors, licensing)
		if err != nil {
			return nil, searchError(err)
		}
		f.Entries = append(f.Entries, e)
	}
	if page.Next != "" {
		next := url.Values{openmedia.AfterParameter: {page.Next}}
		f.Links = append(f.Links, atom.Link{Rel: atom.RelNext, Href: "?" + next.Encode()})
	}
	f.Updated, err = s.changed(ctx, f)
	return f, searchError(err)
}

// changed returns the date of a feed: that of its newest entry; without entries that
// of the newest item that the viewer sees, else the beginning of the library's year,
// so that the same nothing always has the same date (OA-15).
func (s *searcher) changed(ctx context.Context, f *atom.Feed) (time.Time, error) {
	if len(f.Entries) > 0 {
		return f.Newest(), nil
	}
	for m, err := range s.lib.index.ListMedia(ctx, s.viewer, Query{Limit: 1, Untaxed: true}) {
		if err != nil {
			return time.Time{}, s.lib.fault(ctx, "searching", err)
		}
		return m.Updated, nil
	}
	return time.Parse("2006", s.lib.identity.Year)
}

// correct tells of another spelling that finds something (OS-19).
func (s *searcher) correct(ctx context.Context, f *atom.Feed, q opensearch.Query, query Query) error {
	terms, err := s.lib.Correct(ctx, s.viewer, query)
	if err == nil && terms != "" {
		q.SearchTerms, q.StartIndex, q.StartPage, q.Count = terms, 0, 0, 0
		f.Search.Queries = append(f.Search.Queries, opensearch.Echo{Role: opensearch.RoleCorrection, Query: q})
	}
	return err
}

// Entry implements openmedia.Searcher.
func (s *searcher) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	local, _ := s.lib.identity.Minter().MediaID(id)
	n, ok := ParseID(local)
	if !ok {
		return nil, openmedia.ErrNotFound
	}
	m, err := s.lib.Media(ctx, s.viewer, n)
	if err != nil {
		return nil, searchError(err)
	}
	if !m.Trashed.IsZero() {
		return nil, openmedia.ErrNotFound // it may come back
	}
	e, err := s.entry(ctx, m, s.authors(ctx), s.lib.Licensing())
	return &e, searchError(err)
}

// searchError returns what the Profile knows of an error.
func searchError(err error) error {
	switch {
	case errors.Is(err, ErrGone):
		return openmedia.ErrGone
	case errors.Is(err, mediasock.ErrUnknownItem), errors.Is(err, mediasock.ErrUnknownTaxon):
		return openmedia.ErrNotFound
	case errors.Is(err, mediasock.ErrUnsupported):
		return fmt.Errorf("%w: %w", openmedia.ErrInvalidQuery, err)
	case errors.Is(err, mediasock.ErrTemporary):
		return &openmedia.TemporaryError{Err: err}
	}
	return err
}

// queryOf reads a search of the Profile.
func queryOf(q opensearch.Query, start, count int) (Query, error) {
	query := Query{Terms: q.SearchTerms, From: q.Start, Limit: count, Offset: start - 1, After: q.Extra[openmedia.AfterParameter]}
	if !q.End.IsZero() {
		query.To = q.End.Add(time.Second) // not after is inclusive
	}
	if kind := openmedia.Kind(q.Extra[openmedia.KindParameter]); kind != "" {
		if query.Kind = kindNamed(kind); query.Kind == "" {
			return Query{}, fmt.Errorf("%w: kind %q", openmedia.ErrInvalidQuery, kind)
		}
	}
	if err := query.collect(q.Extra); err != nil {
		return Query{}, err
	}
	if err := query.narrow(q.Extra); err != nil {
		return Query{}, err
	}
	query.Box, query.Circle = boxOf(q.Geo), circleOf(q.Geo)
	if q.Geo.Name != "" {
		query.Terms += ` "` + q.Geo.Name + `"`
	}
	return query, nil
}

// kindNamed returns our word for the Profile's (OM-12), "" if there is none.
func kindNamed(k openmedia.Kind) string {
	switch k {
	case openmedia.Photo:
		return "image"
	case openmedia.Video, openmedia.Audio:
		return string(k)
	case openmedia.Book:
		return "document"
	}
	return ""
}

// boxOf returns the area of a place, nil for anywhere. That of a circle is the
// box around it, in which circleOf says what is meant.
func boxOf(g opensearch.Geo) *Box {
	switch {
	case g.Box != nil:
		return &Box{West: g.Box.West, South: g.Box.South, East: g.Box.East, North: g.Box.North}
	case g.Point != nil:
		return around(*g.Point, radiusOf(g))
	}
	return nil
}

// circleOf returns the circle around a point, nil where a box is asked for.
func circleOf(g opensearch.Geo) *Circle {
	if g.Box != nil || g.Point == nil {
		return nil
	}
	return &Circle{Lat: g.Point.Lat, Long: g.Point.Lon, Radius: radiusOf(g)}
}

func radiusOf(g opensearch.Geo) float64 {
	if g.Radius <= 0 {
		return defaultRadius
	}
	return g.Radius
}

const (
	metresPerDegree = earthRadius * math.Pi / 180 // of latitude
	defaultRadius   = 10_000.0                    // metres around a point without one
	roundedOff      = 1e-6                        // degrees that a box is wider than its circle
)

func around(p opensearch.Point, radius float64) *Box {
	lat := radius/metresPerDegree + roundedOff
	b := &Box{South: max(p.Lat-lat, -90), North: min(p.Lat+lat, 90), West: -180, East: 180}
	// At a pole, or with half the globe in reach, every longitude is within.
	widest := max(math.Abs(b.South), math.Abs(b.North))
	if long := lat / math.Cos(widest*math.Pi/180); widest < 90 && long < 180 {
		b.West, b.East = wrap(p.Lon-long), wrap(p.Lon+long)
	}
	return b
}

// wrap returns a longitude within -180 and 180.
func wrap(long float64) float64 {
	switch {
	case long < -180:
		return long + 360
	case long > 180:
		return long - 360
	}
	return long
}
