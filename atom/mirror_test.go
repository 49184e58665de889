package atom

import (
	"encoding/xml"
	"time"
)

// The structs of this file tell encoding/xml to write what AppendFeed writes.

type xmlFeed struct {
	XMLName xml.Name   `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated time.Time  `xml:"updated"`
	Authors []Person   `xml:"author"`
	Links   []xmlLink  `xml:"link"`
	Total   int        `xml:"http://a9.com/-/spec/opensearch/1.1/ totalResults"`
	Start   int        `xml:"http://a9.com/-/spec/opensearch/1.1/ startIndex"`
	Size    int        `xml:"http://a9.com/-/spec/opensearch/1.1/ itemsPerPage"`
	Entries []xmlEntry `xml:"entry"`
}

type xmlLink struct {
	Rel    string `xml:"rel,attr,omitempty"`
	Type   string `xml:"type,attr,omitempty"`
	Href   string `xml:"href,attr"`
	Title  string `xml:"title,attr,omitempty"`
	Length int64  `xml:"length,attr,omitempty"`
}

type xmlCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
	Label  string `xml:"label,attr,omitempty"`
}

type xmlContent struct {
	URL      string `xml:"url,attr"`
	FileSize int64  `xml:"fileSize,attr,omitempty"`
	Type     string `xml:"type,attr,omitempty"`
	Medium   string `xml:"medium,attr,omitempty"`
	Height   int    `xml:"height,attr,omitempty"`
	Width    int    `xml:"width,attr,omitempty"`
}

type xmlRole struct {
	Role string `xml:"role,attr,omitempty"`
	Algo string `xml:"algo,attr,omitempty"`
	Text string `xml:",chardata"`
}

type xmlEntry struct {
	Title      string        `xml:"title"`
	Links      []xmlLink     `xml:"link"`
	ID         string        `xml:"id"`
	Updated    time.Time     `xml:"updated"`
	Published  time.Time     `xml:"published"`
	Edited     time.Time     `xml:"http://www.w3.org/2007/app edited"`
	Authors    []Person      `xml:"author"`
	Others     []Person      `xml:"contributor"`
	Summary    string        `xml:"summary"`
	Content    string        `xml:"content"`
	Categories []xmlCategory `xml:"category"`
	Rights     string        `xml:"rights"`
	Media      []xmlContent  `xml:"http://search.yahoo.com/mrss/ content"`
	Keywords   string        `xml:"http://search.yahoo.com/mrss/ keywords"`
	Thumbnails []xmlContent  `xml:"http://search.yahoo.com/mrss/ thumbnail"`
	Hashes     []xmlRole     `xml:"http://search.yahoo.com/mrss/ hash"`
	Credits    []xmlRole     `xml:"http://search.yahoo.com/mrss/ credit"`
	Point      string        `xml:"http://www.georss.org/georss point"`
}

func mirror(f *Feed) *xmlFeed {
	x := &xmlFeed{
		ID: f.ID, Title: f.Title.Body, Updated: f.Updated, Authors: f.Authors, Links: mirrorLinks(f.Links),
		Total: f.Search.TotalResults, Start: f.Search.StartIndex, Size: f.Search.ItemsPerPage,
	}
	for i := range f.Entries {
		x.Entries = append(x.Entries, mirrorEntry(&f.Entries[i]))
	}
	return x
}

func mirrorLinks(links []Link) []xmlLink {
	var list []xmlLink
	for _, l := range links {
		list = append(list, xmlLink{l.Rel, l.Type, l.Href, l.Title, l.Length})
	}
	return list
}

func mirrorEntry(e *Entry) xmlEntry {
	c, t := e.Media.Contents[0], e.Media.Thumbnails[0]
	x := xmlEntry{
		Title: e.Title.Body, Links: mirrorLinks(e.Links), ID: e.ID, Updated: e.Updated, Published: e.Published, Edited: e.Edited,
		Authors: e.Authors, Others: e.Contributors, Summary: e.Summary.Body, Content: e.Content.Body, Rights: e.Rights.Body,
		Media:    []xmlContent{{c.URL, c.FileSize, c.Type, c.Medium, c.Height, c.Width}},
		Keywords: "sea, pier", Thumbnails: []xmlContent{{URL: t.URL, Height: t.Height, Width: t.Width}},
		Hashes: []xmlRole{{Algo: "sha-1", Text: e.Media.Hashes[0].Value}}, Credits: []xmlRole{{Role: "photographer", Text: "Ada Example"}},
		Point: e.Media.Location.String(),
	}
	for _, cat := range e.Categories {
		x.Categories = append(x.Categories, xmlCategory(cat))
	}
	return x
}
