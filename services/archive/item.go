package archive

import (
	"cmp"
	"encoding/json"
	"mime"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/license"
	"github.com/mediasock/mediasock/mediarss"
)

// strs is a field that holds one string or several.
type strs []string

// UnmarshalJSON reads a string, a number or an array of them.
func (s *strs) UnmarshalJSON(b []byte) error {
	var many []json.RawMessage
	if json.Unmarshal(b, &many) != nil {
		many = []json.RawMessage{b}
	}
	*s = nil
	for _, raw := range many {
		var one string
		if json.Unmarshal(raw, &one) != nil {
			one = string(raw)
		}
		if one != "null" {
			*s = append(*s, one)
		}
	}
	return nil
}

func (s strs) first() string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// item is what is said of an item.
type item struct {
	Identifier  string `json:"identifier"`
	Title       strs   `json:"title"`
	Creator     strs   `json:"creator"`
	Description strs   `json:"description"`
	Date        strs   `json:"date"`
	PublicDate  strs   `json:"publicdate"`
	LicenseURL  strs   `json:"licenseurl"`
	MediaType   strs   `json:"mediatype"`
	Subject     strs   `json:"subject"`
}

func (i *item) entry() (atom.Entry, bool) {
	if !identifier.MatchString(i.Identifier) {
		return atom.Entry{}, false
	}
	published := atom.ParseTime(strings.Replace(i.PublicDate.first(), " ", "T", 1))
	if published.IsZero() {
		published = atom.ParseTime(i.PublicDate.first() + "Z")
	}
	e := atom.Entry{
		ID:      details + i.Identifier,
		Title:   atom.Plain(cmp.Or(i.Title.first(), i.Identifier)),
		Content: atom.Content{Body: atom.HTML(i.Description.first()).String()},
		Updated: published, Published: published,
		Links: []atom.Link{{Rel: atom.RelAlternate, Type: "text/html", Href: details + i.Identifier}},
		Media: mediarss.Item{Details: mediarss.Details{Thumbnails: []mediarss.Thumbnail{{URL: home + "services/img/" + i.Identifier}}}},
	}
	for _, c := range i.Creator {
		e.Authors = append(e.Authors, atom.Person{Name: c})
	}
	if len(e.Authors) == 0 {
		e.Authors = []atom.Person{{Name: "unknown"}}
	}
	for _, s := range i.Subject {
		for t := range strings.SplitSeq(s, ";") {
			if t = strings.TrimSpace(t); t != "" {
				e.Categories = append(e.Categories, atom.Category{Term: t})
			}
		}
	}
	if address := i.LicenseURL.first(); address != "" {
		if l, ok := license.Of(address); ok {
			address = l.URL
		}
		e.Links = append(e.Links, atom.Link{Rel: atom.RelLicense, Href: address})
	}
	i.play(&e)
	return e, true
}

// play names the page that plays a film or sound within another page.
func (i *item) play(e *atom.Entry) {
	switch i.MediaType.first() {
	case "movies":
		e.Media.Player = &mediarss.Player{URL: home + "embed/" + i.Identifier, Width: 640, Height: 480}
	case "audio":
		e.Media.Player = &mediarss.Player{URL: home + "embed/" + i.Identifier, Width: 500, Height: 60}
	}
}

// whole is an item with its files.
type whole struct {
	Metadata item   `json:"metadata"`
	Files    []file `json:"files"`
	Dark     bool   `json:"is_dark"`
}

// file is a file of an item. Numbers are strings there.
type file struct {
	Name   string `json:"name"`
	Source string `json:"source"`
	Format string `json:"format"`
	Size   strs   `json:"size"`
	MD5    string `json:"md5"`
	SHA1   string `json:"sha1"`
	Width  strs   `json:"width"`
	Height strs   `json:"height"`
	Length strs   `json:"length"`
}

// maxFiles bounds how many files of an item are told.
const maxFiles = 100

// entry returns the item with those of its files that were uploaded and are
// media: what was made of them, and the Archive's own records, are left out.
func (w *whole) entry() (atom.Entry, bool) {
	e, ok := w.Metadata.entry()
	for _, f := range w.Files {
		c := f.content(w.Metadata.Identifier)
		if !ok || f.Source != "original" || c.Medium == "" || len(e.Media.Contents) == maxFiles {
			continue
		}
		c.IsDefault = len(e.Media.Contents) == 0
		e.Media.Contents = append(e.Media.Contents, c)
		e.Links = append(e.Links, atom.Link{Rel: atom.RelEnclosure, Type: c.Type, Href: c.URL, Length: c.FileSize})
	}
	return e, ok
}

func (f *file) content(item string) mediarss.Content {
	address := url.URL{Scheme: "https", Host: "archive.org", Path: "/download/" + item + "/" + f.Name}
	mediaType, _, _ := strings.Cut(mime.TypeByExtension(strings.ToLower(path.Ext(f.Name))), ";")
	c := mediarss.Content{URL: address.String(), Type: mediaType, FileSize: number(f.Size), Width: int(number(f.Width)), Height: int(number(f.Height))}
	if seconds, err := strconv.ParseFloat(f.Length.first(), 64); err == nil {
		c.Duration = max(0, seconds)
	}
	if c.Medium = c.MediumOf(); strings.HasPrefix(c.Type, "text/") {
		c.Medium = ""
	}
	for _, h := range []mediarss.Hash{{Algo: "md5", Value: f.MD5}, {Algo: "sha-1", Value: f.SHA1}} {
		if h.Value != "" {
			c.Hashes = append(c.Hashes, h)
		}
	}
	return c
}

func number(s strs) int64 {
	n, err := strconv.ParseInt(s.first(), 10, 64)
	if err != nil {
		return 0
	}
	return max(0, n)
}
