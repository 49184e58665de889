package atom

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// feedElement takes a child element of a feed, in any order (AT-13).
func (r *reader) feedElement(start xml.StartElement) error {
	switch space := start.Name.Space; {
	case space == "" || isAtom(space):
		return r.within(start, func() error { return r.feedAtom(start) })
	case space == History && start.Name.Local == "complete":
		r.feed.Complete = true
		return r.d.Skip()
	}
	return r.feedExtension(start)
}

// feedExtension takes what OpenSearch and Media RSS tell of a feed or channel,
// and passes over all else.
func (r *reader) feedExtension(start xml.StartElement) error {
	known, err := r.search.Element(r.d, start)
	r.searched = r.searched || known
	if known || err != nil {
		return err
	}
	if known, err = r.feed.Media.Element(r.d, start, r.scope.resolve); known || err != nil {
		return err
	}
	return r.d.Skip()
}

// feedAtom takes an element of Atom that stands in a feed, a channel or a
// source; the last line names what Atom 0.3 called it.
func (r *reader) feedAtom(start xml.StartElement) error {
	f := &r.feed
	switch start.Name.Local {
	case "entry":
		return r.entry()
	case "id":
		return r.line(&f.ID)
	case "title":
		return r.title(start, &f.Title)
	case "subtitle", "tagline":
		return r.text(start, &f.Subtitle)
	case "updated", "modified":
		return r.date(&f.Updated)
	case "author":
		return r.person(&f.Authors)
	case "contributor":
		return r.person(&f.Contributors)
	case "link":
		return r.link(start, &f.Links)
	case "category":
		return r.category(start, &f.Categories)
	case "generator":
		return r.generator(start)
	case "icon":
		return r.address(&f.Icon)
	case "logo":
		return r.address(&f.Logo)
	case "rights", "copyright":
		return r.text(start, &f.Rights)
	}
	return r.d.Skip()
}

func (r *reader) generator(start xml.StartElement) error {
	name, err := xmlio.Line(r.d)
	if r.feed.Generator == nil && name != "" {
		uri := xmlio.Attr(start, "uri")
		if uri == "" {
			uri = xmlio.Attr(start, "url")
		}
		r.feed.Generator = &Generator{r.scope.resolve(uri), xmlio.Attr(start, "version"), name}
	}
	return err
}

func (r *reader) link(start xml.StartElement, to *[]Link) error {
	l := Link{
		Rel:      strings.TrimSpace(xmlio.Attr(start, "rel")),
		Type:     strings.TrimSpace(xmlio.Attr(start, "type")),
		Href:     r.scope.resolve(strings.TrimSpace(xmlio.Attr(start, "href"))),
		HrefLang: xmlio.Attr(start, "hreflang"),
		Title:    xmlio.Attr(start, "title"),
	}
	if n, err := strconv.ParseInt(xmlio.Attr(start, "length"), 10, 64); err == nil && n > 0 {
		l.Length = n
	}
	if l.Href != "" {
		*to = add(*to, l)
	}
	return r.d.Skip()
}

func (r *reader) category(start xml.StartElement, to *[]Category) error {
	c := Category{xmlio.Attr(start, "term"), xmlio.Attr(start, "scheme"), xmlio.Attr(start, "label")}
	if c.Term == "" {
		c.Term = c.Label
	}
	if c.Term != "" {
		*to = add(*to, c)
	}
	return r.d.Skip()
}

func (r *reader) person(to *[]Person) error {
	var p Person
	err := xmlio.Each(r.d, func(start xml.StartElement) error {
		switch start.Name.Local {
		case "name":
			return r.line(&p.Name)
		case "uri", "url":
			return r.address(&p.URI)
		case "email":
			return r.line(&p.Email)
		}
		return r.d.Skip()
	})
	if p.Name == "" {
		p.Name = p.Email
	}
	if p.Name != "" {
		*to = add(*to, p)
	}
	return err
}

func add[T any](list []T, v T) []T {
	if len(list) >= maxList {
		return list
	}
	return append(list, v)
}
