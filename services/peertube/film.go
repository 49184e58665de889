package peertube

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/license"
	"github.com/mediasock/mediasock/mediarss"
)

// film is a video, as far as we use it. Tags and files come with a film that is
// asked for by itself.
type film struct {
	UUID        string    `json:"uuid"`
	URL         string    `json:"url"` // where it comes from
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Short       string    `json:"truncatedDescription"`
	Duration    float64   `json:"duration"`
	NSFW        bool      `json:"nsfw"`
	Thumbnail   string    `json:"thumbnailPath"`
	Preview     string    `json:"previewPath"`
	Embed       string    `json:"embedPath"`
	Published   time.Time `json:"publishedAt"`
	Originally  time.Time `json:"originallyPublishedAt"`
	Updated     time.Time `json:"updatedAt"`
	Language    label     `json:"language"`
	Licence     struct {
		ID int `json:"id"`
	} `json:"licence"`
	Account struct {
		Name        string `json:"name"`
		DisplayName string `json:"displayName"`
		URL         string `json:"url"`
	} `json:"account"`
	Tags      []string   `json:"tags"`
	Files     []file     `json:"files"`
	Playlists []playlist `json:"streamingPlaylists"`
}

type label struct {
	ID string `json:"id"`
}

type playlist struct {
	Files []file `json:"files"`
}

// file is the film in one resolution.
type file struct {
	Resolution struct {
		ID int `json:"id"`
	} `json:"resolution"`
	Size     int64   `json:"size"`
	FPS      float64 `json:"fps"`
	Width    int     `json:"width"`
	Height   int     `json:"height"`
	URL      string  `json:"fileUrl"`
	Download string  `json:"fileDownloadUrl"`
}

// licenseOf returns the address of a licence of PeerTube's, "" for none. It names
// Creative Commons licences without a version: the latest is meant.
func licenseOf(id int) string {
	code := map[int]string{1: "by", 2: "by-sa", 3: "by-nd", 4: "by-nc", 5: "by-nc-sa", 6: "by-nc-nd", 7: "cc0"}[id]
	l, _ := license.CreativeCommons(code, "")
	return l.URL
}

func (f *film) entry(base string) (atom.Entry, bool) {
	if f.UUID == "" || f.Name == "" {
		return atom.Entry{}, false
	}
	page := base + "/w/" + f.UUID
	e := atom.Entry{
		ID:        cmp.Or(f.URL, base+"/videos/watch/"+f.UUID),
		Title:     atom.Plain(f.Name),
		Content:   atom.Content{Body: cmp.Or(f.Description, f.Short)},
		Published: f.Originally, Updated: f.Updated, Lang: f.Language.ID,
		Authors: []atom.Person{{Name: cmp.Or(f.Account.DisplayName, f.Account.Name, "unknown"), URI: f.Account.URL}},
		Links:   []atom.Link{{Rel: atom.RelAlternate, Type: "text/html", Href: page}},
		Media:   f.media(base),
	}
	if e.Published.IsZero() {
		e.Published = f.Published
	}
	if l := licenseOf(f.Licence.ID); l != "" {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Href: l})
	}
	if c, ok := e.Media.Default(); ok {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelEnclosure, Type: c.Type, Href: c.URL, Length: c.FileSize})
	}
	for _, t := range f.Tags {
		e.Categories = append(e.Categories, atom.Category{Term: t})
	}
	return e, true
}

func (f *film) media(base string) mediarss.Item {
	var it mediarss.Item
	if p := absolute(base, cmp.Or(f.Preview, f.Thumbnail)); p != "" {
		it.Thumbnails = []mediarss.Thumbnail{{URL: p}}
	}
	if p := absolute(base, f.Embed); p != "" {
		it.Player = &mediarss.Player{URL: p, Width: 560, Height: 315}
	}
	if f.NSFW {
		it.Ratings = []mediarss.Rating{{Value: "adult"}}
	}
	files := f.Files
	for _, p := range f.Playlists {
		files = append(files[:len(files):len(files)], p.Files...)
	}
	contents := f.contents(files)
	if len(contents) == 1 {
		it.Contents = contents
	} else if len(contents) > 1 {
		it.Groups = []mediarss.Group{{Contents: contents}}
	}
	return it
}

// contents returns the film in each resolution once; the finest is the default.
func (f *film) contents(files []file) []mediarss.Content {
	var all []mediarss.Content
	best, seen := -1, map[int]bool{}
	for _, one := range files {
		address := cmp.Or(one.Download, one.URL)
		if address == "" || seen[one.Resolution.ID] || len(all) == 20 {
			continue
		}
		seen[one.Resolution.ID] = true
		all = append(all, mediarss.Content{URL: address, Type: "video/mp4", Medium: mediarss.Video, FileSize: one.Size,
			Framerate: one.FPS, Duration: f.Duration, Width: one.Width, Height: cmp.Or(one.Height, one.Resolution.ID)})
		if best < 0 || all[len(all)-1].Height > all[best].Height {
			best = len(all) - 1
		}
	}
	if best >= 0 {
		all[best].IsDefault = true
	}
	return all
}

// absolute returns a path of the instance as an address. What is no path of it is
// left out.
func absolute(base, path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strconv.Quote(path) != `"`+path+`"` {
		return ""
	}
	return base + path
}
