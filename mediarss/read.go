package mediarss

import (
	"encoding/xml"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// Namespaces in which places are told (MR-18).
const (
	GeoRSS = "http://www.georss.org/georss"
	GML    = "http://www.opengis.net/gml"
	WGS84  = "http://www.w3.org/2003/01/geo/wgs84_pos#"
)

// maxList bounds how many elements of one kind are kept at one place.
const maxList = 1000

// Element takes a child element of an entry that was just opened, if it is one
// of Media RSS or tells a place. It reports whether it was, and has then
// consumed it. resolve makes addresses absolute; nil leaves them.
func (it *Item) Element(d *xml.Decoder, start xml.StartElement, resolve func(string) string) (bool, error) {
	r := reader{d: d, resolve: resolve}
	if IsNamespace(start.Name.Space) {
		switch start.Name.Local {
		case "group":
			return true, r.group(it)
		case "content":
			return true, r.content(start, &it.Contents)
		}
	}
	return r.details(&it.Details, start)
}

// Element takes a child element of a feed or channel, as [Item.Element] does.
func (dt *Details) Element(d *xml.Decoder, start xml.StartElement, resolve func(string) string) (bool, error) {
	r := reader{d: d, resolve: resolve}
	return r.details(dt, start)
}

type reader struct {
	d       *xml.Decoder
	resolve func(string) string
}

func (r reader) url(start xml.StartElement, name string) string {
	s := strings.TrimSpace(xmlio.Attr(start, name))
	if s == "" || r.resolve == nil {
		return s
	}
	return r.resolve(s)
}

func (r reader) group(it *Item) error {
	var g Group
	err := xmlio.Each(r.d, func(start xml.StartElement) error {
		if IsNamespace(start.Name.Space) && start.Name.Local == "content" {
			return r.content(start, &g.Contents)
		}
		return r.detailsOrSkip(&g.Details, start)
	})
	it.Groups = add(it.Groups, g)
	return err
}

func (r reader) content(start xml.StartElement, to *[]Content) error {
	c := Content{
		URL:          r.url(start, "url"),
		FileSize:     integer(xmlio.Attr(start, "fileSize")),
		Type:         strings.TrimSpace(xmlio.Attr(start, "type")),
		Medium:       word(start, "medium"),
		IsDefault:    word(start, "isDefault") == "true",
		Expression:   word(start, "expression"),
		Bitrate:      float(xmlio.Attr(start, "bitrate")),
		Framerate:    float(xmlio.Attr(start, "framerate")),
		SamplingRate: float(xmlio.Attr(start, "samplingrate")),
		Channels:     pixels(start, "channels"),
		Duration:     seconds(xmlio.Attr(start, "duration")),
		Width:        pixels(start, "width"),
		Height:       pixels(start, "height"),
		Lang:         xmlio.Attr(start, "lang"),
	}
	err := xmlio.Each(r.d, func(child xml.StartElement) error {
		return r.detailsOrSkip(&c.Details, child)
	})
	if c.URL != "" || c.Player != nil {
		*to = add(*to, c)
	}
	return err
}

func (r reader) detailsOrSkip(dt *Details, start xml.StartElement) error {
	if known, err := r.details(dt, start); known || err != nil {
		return err
	}
	return r.d.Skip()
}

// details takes what may stand at every level.
func (r reader) details(dt *Details, start xml.StartElement) (bool, error) {
	switch space := start.Name.Space; {
	case IsNamespace(space):
		return true, r.media(dt, start)
	case space == GeoRSS || space == WGS84:
		return true, r.place(dt, start)
	}
	return false, nil
}

// media takes an element of Media RSS; the extras of 1.5 that nobody shows are
// passed over (MR-17).
func (r reader) media(dt *Details, start xml.StartElement) error {
	switch start.Name.Local {
	case "thumbnail":
		t := Thumbnail{r.url(start, "url"), pixels(start, "width"), pixels(start, "height"), xmlio.Attr(start, "time")}
		if t.URL != "" {
			dt.Thumbnails = add(dt.Thumbnails, t)
		}
		return r.d.Skip()
	case "player":
		p := Player{r.url(start, "url"), pixels(start, "width"), pixels(start, "height")}
		if p.URL != "" && dt.Player == nil {
			dt.Player = &p
		}
		return r.d.Skip()
	case "location":
		return xmlio.Each(r.d, func(child xml.StartElement) error { return r.place(dt, child) })
	case "title", "description", "text":
		s, err := xmlio.Text(r.d)
		dt.prose(start, s)
		return err
	}
	s, err := xmlio.Line(r.d)
	dt.line(start, s, r)
	return err
}

// prose takes an element in which line breaks count.
func (dt *Details) prose(start xml.StartElement, s string) {
	if strings.TrimSpace(s) == "" {
		return
	}
	t := Text{textType(start), s}
	switch start.Name.Local {
	case "title":
		dt.Title = or(dt.Title, t)
	case "description":
		dt.Description = or(dt.Description, t)
	case "text":
		dt.Texts = add(dt.Texts, TimedText{t.Type, xmlio.Attr(start, "lang"), xmlio.Attr(start, "start"), xmlio.Attr(start, "end"), s})
	}
}

// line takes an element that is a line of text and attributes.
func (dt *Details) line(start xml.StartElement, s string, r reader) {
	scheme := xmlio.Attr(start, "scheme")
	switch start.Name.Local {
	case "keywords":
		if len(dt.Keywords) == 0 {
			dt.Keywords = keywords(s)
		}
	case "category":
		if s != "" {
			dt.Categories = add(dt.Categories, Category{s, unless(scheme, CategoryScheme), xmlio.Attr(start, "label")})
		}
	case "hash":
		if s != "" {
			dt.Hashes = add(dt.Hashes, Hash{unless(algorithm(start), "md5"), strings.ToLower(s)})
		}
	case "credit":
		if s != "" {
			dt.Credits = add(dt.Credits, Credit{word(start, "role"), unless(scheme, "urn:ebu"), s})
		}
	case "rating":
		if s != "" {
			dt.Ratings = add(dt.Ratings, Rating{unless(scheme, Simple), s})
		}
	case "adult": // deprecated (MR-16)
		dt.Ratings = add(dt.Ratings, Rating{Value: adult(s)})
	case "copyright":
		dt.Copyright = or(dt.Copyright, &Copyright{r.url(start, "url"), s})
	case "license":
		dt.License = or(dt.License, &License{xmlio.Attr(start, "type"), r.url(start, "href"), s})
	case "rights":
		dt.Rights = or(dt.Rights, xmlio.Attr(start, "status"))
	case "restriction":
		dt.Restrictions = add(dt.Restrictions, Restriction{word(start, "relationship"), word(start, "type"), s})
	}
}

func add[T any](list []T, v T) []T {
	if len(list) >= maxList {
		return list
	}
	return append(list, v)
}

func unless(s, otherwise string) string {
	if s == otherwise {
		return ""
	}
	return s
}

func word(start xml.StartElement, name string) string {
	return strings.ToLower(strings.TrimSpace(xmlio.Attr(start, name)))
}

// algorithm takes sha1 as sha-1.
func algorithm(start xml.StartElement) string {
	switch a := word(start, "algo"); a {
	case "sha1":
		return "sha-1"
	case "sha256":
		return "sha-256"
	default:
		return a
	}
}

func textType(start xml.StartElement) string {
	if word(start, "type") == "html" {
		return "html"
	}
	return ""
}

func adult(s string) string {
	if s == "true" {
		return "adult"
	}
	return "nonadult"
}

func keywords(s string) []string {
	var list []string
	for k := range strings.SplitSeq(s, ",") {
		if k = strings.TrimSpace(k); k != "" {
			list = add(list, k)
		}
	}
	return list
}
