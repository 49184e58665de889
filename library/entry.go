package library

import (
	"cmp"
	"context"
	"encoding/hex"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/mediarss"
)

// ThumbEdge is the longer edge, in pixels, of the preview at /thumb/{id} that
// feeds name.
const ThumbEdge = 640

// entry is the one function that makes an item an entry of a feed.
//
// Its published is when it was taken, because the Profile's "creation" is that
// of the asset and its lists stand in that order (OM-32, OA-14); when it came to
// the library if that is unknown.
func (s *searcher) entry(m *Media, author func(ID) string) atom.Entry {
	f := m.facts()
	mediaType, size := m.told(f)
	e := atom.Entry{
		ID:        s.lib.identity.Minter().Media(m.ID.String()),
		Title:     atom.Plain(cmp.Or(m.Title, withoutEnding(m.Name), m.ID.String())),
		Content:   atom.Content{Body: m.Caption},
		Published: m.Date(),
		Updated:   m.Updated,
		Authors:   []atom.Person{{Name: cmp.Or(oneLine(f.Author), author(m.Owner))}},
		Rights:    atom.Plain(rightsOf(f)),
		Links: []atom.Link{
			{Rel: atom.RelAlternate, Type: "text/html", Href: s.base + "/i/" + m.ID.String()},
			{Rel: atom.RelAlternate, Type: atom.Type, Href: s.base + "/atom/" + m.ID.String()},
			{Rel: atom.RelEnclosure, Type: mediaType, Href: s.original(m), Length: size},
		},
		Categories: s.categories(m),
		Media:      s.media(m, mediaType, size),
	}
	if f.License != "" {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Href: f.License})
	}
	s.play(&e.Media, m, f)
	return e
}

// rightsOf returns the file's words about its rights, unless they take back what
// its licence grants (LC-4): cameras write them into every file, a licence was
// chosen for this one.
func rightsOf(f *fileFacts) string {
	rights := oneLine(f.Copyright)
	if f.License != "" && strings.Contains(strings.ToLower(rights), "all rights reserved") {
		return ""
	}
	return rights
}

func (s *searcher) original(m *Media) string { return s.base + "/media/" + m.ID.String() }

func (s *searcher) categories(m *Media) []atom.Category {
	id := s.lib.identity
	scheme := "tag:" + id.Authority + "," + id.Year + ":keywords"
	var all []atom.Category
	for _, k := range m.Keywords {
		all = append(all, atom.Category{Term: k, Scheme: scheme, Label: k})
	}
	return all
}

// media returns the item's file, preview, sums and place as Media RSS tells them
// (OM-36, OM-39, MR-11, MR-18).
func (s *searcher) media(m *Media, mediaType string, size int64) mediarss.Item {
	it := mediarss.Item{Contents: []mediarss.Content{{
		URL: s.original(m), FileSize: size, Type: mediaType, Medium: m.Kind, IsDefault: true,
		Duration: m.Duration.Seconds(), Width: m.Width, Height: m.Height,
	}}}
	if m.Kind == "image" && m.Width > 0 && m.Height > 0 {
		w, h := fitEdge(m.Width, m.Height, ThumbEdge)
		it.Thumbnails = []mediarss.Thumbnail{{URL: s.base + "/thumb/" + m.ID.String(), Width: w, Height: h}}
	}
	if m.MD5 != nil {
		it.Hashes = append(it.Hashes, mediarss.Hash{Algo: "md5", Value: hex.EncodeToString(m.MD5)})
	}
	if m.SHA1 != nil {
		it.Hashes = append(it.Hashes, mediarss.Hash{Algo: "sha-1", Value: hex.EncodeToString(m.SHA1)})
	}
	if m.Place != nil {
		it.Location = &mediarss.Point{Lat: m.Place.Lat, Lon: m.Place.Long}
	}
	return it
}

// play names the page that plays a film or sound (OM-38, OA-9).
func (s *searcher) play(it *mediarss.Item, m *Media, f *fileFacts) {
	page := s.base + "/embed/" + m.ID.String()
	switch m.Kind {
	case "video":
		it.Player = &mediarss.Player{URL: page, Width: cmp.Or(f.Width, 640), Height: cmp.Or(f.Height, 360)}
	case "audio":
		it.Player = &mediarss.Player{URL: page, Width: 480, Height: 80}
	}
}

// fitEdge scales a size down so that its longer edge is at most edge.
func fitEdge(w, h, edge int) (int, int) {
	longer := max(w, h)
	if longer <= edge {
		return w, h
	}
	return max(1, (w*edge+longer/2)/longer), max(1, (h*edge+longer/2)/longer)
}

// authors returns a function that names owners, each looked up once.
func (s *searcher) authors(ctx context.Context) func(ID) string {
	names := map[ID]string{}
	return func(owner ID) string {
		name, known := names[owner]
		if !known {
			name = s.lib.identity.Title
			if u, err := s.lib.index.User(ctx, User{ID: owner}); err == nil {
				name = cmp.Or(u.Title, u.Name)
			}
			names[owner] = name
		}
		return name
	}
}
