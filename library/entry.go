package library

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"image/jpeg"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/license"
	"github.com/mediasock/mediasock/mediarss"
)

// ThumbEdge is the longer edge, in pixels, of the preview at /thumb/{id} that
// feeds name.
const ThumbEdge = 640

// PreviewEdges returns the longer edges of all previews, in pixels.
func PreviewEdges() []int { return []int{320, ThumbEdge, 1600} }

// entry is the one function that makes an item an entry of a feed.
//
// Its published is when it was taken, because the Profile's "creation" is that
// of the asset and its lists stand in that order (OM-32, OA-14); when it came to
// the library if that is unknown.
func (s *searcher) entry(ctx context.Context, m *Media, author func(ID) string, licensing *Licensing) (atom.Entry, error) {
	f := s.lib.shownFacts(m)
	mediaType, size := m.told(f)
	licenses, err := licensing.of(ctx, m, f)
	f.overlay(m.Attributes)
	e := atom.Entry{
		ID:        s.lib.identity.Minter().Media(m.ID.String()),
		Title:     atom.Plain(cmp.Or(m.Title, withoutEnding(m.Name), m.ID.String())),
		Content:   atom.Content{Body: m.Caption},
		Published: m.Date(),
		Updated:   m.Updated,
		Authors:   []atom.Person{{Name: cmp.Or(oneLine(f.Author), author(m.Owner))}},
		Rights:    atom.Plain(rightsOf(f, licenses)),
		Links: []atom.Link{
			{Rel: atom.RelAlternate, Type: "text/html", Href: s.at.page("/i/" + m.ID.String())},
			{Rel: atom.RelAlternate, Type: atom.Type, Href: s.at.file("atom", m.ID, "")},
			{Rel: atom.RelEnclosure, Type: mediaType, Href: s.original(m), Length: size},
		},
		Categories: s.categories(m, f),
		Media:      s.media(ctx, m, mediaType, size),
	}
	e.Media.Details.Title, e.Media.Description = mediarss.Text{Body: e.Title.Body}, mediarss.Text{Body: m.Caption}
	e.Media.Keywords = m.Keywords
	if e.Rights.Body != "" {
		e.Media.Copyright = &mediarss.Copyright{Text: e.Rights.Body}
	}
	e.Media.Credits = credits(m, f, e.Authors[0].Name)
	for _, c := range e.Categories[len(m.Keywords):] {
		e.Media.Categories = append(e.Media.Categories, mediarss.Category(c))
	}
	for _, address := range licenses {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Href: address})
	}
	e.Media.License = mediaLicense(licenses)
	s.play(&e.Media, m, f)
	return e, err
}

// rightsOf returns the file's words about its rights, unless they take back what
// a licence grants (LC-4): cameras write them into every file, a licence was
// chosen for this one.
func rightsOf(f *fileFacts, licenses []string) string {
	rights := oneLine(f.Copyright)
	if len(licenses) > 0 && strings.Contains(strings.ToLower(rights), "all rights reserved") {
		return ""
	}
	return rights
}

// role returns what the author of an item is in the vocabulary of the EBU.
func role(m *Media) string {
	if m.Kind == "image" {
		return "photographer"
	}
	return "author"
}

// mediaLicense returns the first of the licences, as Media RSS has one (MR-14).
func mediaLicense(addresses []string) *mediarss.License {
	if len(addresses) == 0 {
		return nil
	}
	l, _ := license.Of(addresses[0])
	return &mediarss.License{Type: "text/html", Href: addresses[0], Name: cmp.Or(l.Name, addresses[0])}
}

func (s *searcher) original(m *Media) string { return s.at.file("media", m.ID, "") }

// categories are the keywords, then the people, the paths of keywords and the
// rating, each kind under a scheme of its own.
func (s *searcher) categories(m *Media, f *fileFacts) []atom.Category {
	var all []atom.Category
	add := func(kind, term, label string) {
		all = append(all, atom.Category{Term: term, Scheme: "tag:" + s.lib.identity.Authority + "," + s.lib.identity.Year + ":" + kind, Label: label})
	}
	for _, k := range m.Keywords {
		add("keywords", k, k)
	}
	for _, p := range f.People {
		add("people", p, p)
	}
	for _, path := range f.KeywordPaths {
		add("keyword-paths", strings.Join(path, "|"), path[len(path)-1])
	}
	if f.Rating != 0 {
		add("rating", strconv.Itoa(f.Rating), fmt.Sprintf("%d of 5", f.Rating))
	}
	return all
}

// creditScheme is that of the one role in which somebody stands who is to be named,
// whatever the role was: IPTC's credit line.
const creditScheme = "http://ns.adobe.com/photoshop/1.0/"

// credits names the author, and who else is to be named.
func credits(m *Media, f *fileFacts, author string) []mediarss.Credit {
	all := []mediarss.Credit{{Role: role(m), Name: author}}
	if credit := oneLine(f.Credit); credit != "" && credit != author {
		all = append(all, mediarss.Credit{Role: "credit", Scheme: creditScheme, Name: credit})
	}
	return all
}

// media returns the item's file with its sums, its previews and its place as
// Media RSS tells them (OM-36, OM-39, MR-11, MR-18). The file and its previews
// are renditions of one thing (MR-4).
func (s *searcher) media(ctx context.Context, m *Media, mediaType string, size int64) mediarss.Item {
	original := mediarss.Content{
		URL: s.original(m), FileSize: size, Type: mediaType, Medium: m.Kind, IsDefault: true,
		Duration: m.Duration.Seconds(), Width: m.Width, Height: m.Height,
		Details: mediarss.Details{Hashes: hashes(m)},
	}
	var it mediarss.Item
	if m.Place != nil {
		it.Location = &mediarss.Point{Lat: m.Place.Lat, Lon: m.Place.Long}
	}
	if adult, _ := m.Attributes.Get(mediasock.DomainText, AudienceAttribute); adult == AdultAudience {
		it.Ratings = []mediarss.Rating{{Scheme: mediarss.Simple, Value: "adult"}}
	}
	if w, h, ok := s.thumbnail(ctx, m); ok {
		it.Thumbnails = []mediarss.Thumbnail{{URL: s.at.file("thumb", m.ID, ""), Width: w, Height: h}}
	}
	files := []mediarss.Content{original}
	if m.Kind == "image" && m.Width > 0 && m.Height > 0 {
		files = append(files, s.previews(m)...)
	}
	if len(files) == 1 {
		it.Contents = files
	} else {
		it.Groups = []mediarss.Group{{Contents: files}} // OA-10
	}
	return it
}

// thumbnail returns the size of the preview that feeds name. A photograph's is
// made when it is asked for; a film has one once a picture of it was made.
func (s *searcher) thumbnail(ctx context.Context, m *Media) (w, h int, ok bool) {
	if m.Kind == "image" {
		w, h = fitEdge(m.Width, m.Height, ThumbEdge)
		return w, h, m.Width > 0 && m.Height > 0
	}
	if m.Kind != "video" || s.lib.previews == nil {
		return 0, 0, false
	}
	poster, err := s.lib.previews.OpenPreview(ctx, m.Digest, ThumbEdge)
	if err != nil {
		return 0, 0, false
	}
	defer poster.Close()
	size, err := jpeg.DecodeConfig(poster)
	return size.Width, size.Height, err == nil
}

// previews returns the previews that are smaller than the picture.
func (s *searcher) previews(m *Media) []mediarss.Content {
	var all []mediarss.Content
	for _, edge := range PreviewEdges() {
		if edge >= max(m.Width, m.Height) {
			break
		}
		w, h := fitEdge(m.Width, m.Height, edge)
		all = append(all, mediarss.Content{
			URL: s.at.file("thumb", m.ID, "size="+strconv.Itoa(edge)), Type: "image/jpeg", Medium: m.Kind, Width: w, Height: h,
		})
	}
	return all
}

func hashes(m *Media) []mediarss.Hash {
	var all []mediarss.Hash
	if m.MD5 != nil {
		all = append(all, mediarss.Hash{Algo: "md5", Value: hex.EncodeToString(m.MD5)})
	}
	if m.SHA1 != nil {
		all = append(all, mediarss.Hash{Algo: "sha-1", Value: hex.EncodeToString(m.SHA1)})
	}
	return all
}

// play names the page that plays a film or sound (OM-38, OA-9).
func (s *searcher) play(it *mediarss.Item, m *Media, f *fileFacts) {
	page := s.at.page("/embed/" + m.ID.String())
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
