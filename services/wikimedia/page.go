package wikimedia

import (
	"cmp"
	"encoding/json"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/license"
	"github.com/mediasock/mediasock/mediarss"
)

// page is the page of a file.
type page struct {
	ID    int64  `json:"pageid"`
	Title string `json:"title"`
	Index int    `json:"index"`
	Info  []info `json:"imageinfo"`
}

// info is what is known of a version of the file; the first is the latest.
type info struct {
	Timestamp   time.Time `json:"timestamp"`
	User        string    `json:"user"`
	Size        int64     `json:"size"`
	Width       int       `json:"width"`
	Height      int       `json:"height"`
	Duration    float64   `json:"duration"`
	URL         string    `json:"url"`
	Page        string    `json:"descriptionurl"`
	Thumb       string    `json:"thumburl"`
	ThumbWidth  int       `json:"thumbwidth"`
	ThumbHeight int       `json:"thumbheight"`
	MIME        string    `json:"mime"`
	SHA1        string    `json:"sha1"`
	Meta        metadata  `json:"extmetadata"`
}

// metadata is what the page says of the file, in HTML, by name.
type metadata map[string]struct {
	Value json.RawMessage `json:"value"` // a string, or a number
}

// text returns a field without markup.
func (m metadata) text(name string) string {
	raw := m[name].Value
	var s string
	if json.Unmarshal(raw, &s) != nil {
		s = string(raw)
	}
	return strings.Join(strings.Fields(atom.HTML(s).String()), " ")
}

func (p *page) entry() (atom.Entry, bool) {
	if p.ID == 0 || len(p.Info) == 0 || p.Info[0].URL == "" {
		return atom.Entry{}, false
	}
	i := &p.Info[0]
	e := atom.Entry{
		ID:      concept + strconv.FormatInt(p.ID, 10),
		Title:   atom.Plain(p.name()),
		Content: atom.Content{Body: i.Meta.text("ImageDescription")},
		Updated: i.Timestamp, Published: i.Timestamp,
		Authors: []atom.Person{{Name: cmp.Or(i.Meta.text("Artist"), i.User, "unknown")}},
		Links: []atom.Link{
			{Rel: atom.RelAlternate, Type: "text/html", Href: i.Page},
			{Rel: atom.RelEnclosure, Type: i.mediaType(), Href: i.URL, Length: i.Size},
		},
		Media: i.media(),
	}
	if l := i.license(); l != "" {
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Href: l})
	}
	for c := range strings.SplitSeq(i.Meta.text("Categories"), "|") {
		if c = strings.TrimSpace(c); c != "" {
			e.Categories = append(e.Categories, atom.Category{Term: c})
		}
	}
	return e, true
}

// name returns the title that the page gives the work, else the file's name.
func (p *page) name() string {
	file := strings.TrimPrefix(p.Title, "File:")
	return cmp.Or(p.Info[0].Meta.text("ObjectName"), strings.TrimSuffix(file, path.Ext(file)), file)
}

// license returns the address of the licence. Works in the public domain have
// none at Commons; the mark of Creative Commons says the same.
func (i *info) license() string {
	address := i.Meta.text("LicenseUrl")
	if strings.HasPrefix(address, "//") {
		address = "https:" + address
	}
	if l, ok := license.Of(address); ok {
		return l.URL
	}
	if address == "" && strings.HasPrefix(strings.ToLower(i.Meta.text("License")), "pd") {
		l, _ := license.CreativeCommons("pdm", "")
		return l.URL
	}
	return address
}

// mediaType returns the file's type; Ogg is called an application there.
func (i *info) mediaType() string {
	if i.MIME != "application/ogg" {
		return i.MIME
	}
	if i.Height > 0 {
		return "video/ogg"
	}
	return "audio/ogg"
}

func (i *info) media() mediarss.Item {
	c := mediarss.Content{URL: i.URL, FileSize: i.Size, Type: i.mediaType(), IsDefault: true, Width: i.Width, Height: i.Height, Duration: i.Duration}
	c.Medium = c.MediumOf()
	it := mediarss.Item{Contents: []mediarss.Content{c}}
	if i.Thumb != "" {
		it.Thumbnails = []mediarss.Thumbnail{{URL: i.Thumb, Width: i.ThumbWidth, Height: i.ThumbHeight}}
	}
	if i.SHA1 != "" {
		it.Hashes = []mediarss.Hash{{Algo: "sha-1", Value: i.SHA1}}
	}
	if at, ok := mediarss.ParsePoint(i.Meta.text("GPSLatitude") + " " + i.Meta.text("GPSLongitude")); ok {
		it.Location = &at
	}
	return it
}
