package atom

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// rssElement takes a child of rss; RSS 1.0 has its items there.
func (r *reader) rssElement(start xml.StartElement) error {
	switch start.Name.Local {
	case "channel":
		return r.within(start, func() error { return xmlio.Each(r.d, r.channelElement) })
	case "item":
		return r.item(start)
	}
	return r.d.Skip()
}

func isRSS(space string) bool {
	switch space {
	case "", "http://purl.org/rss/1.0/", "http://backend.userland.com/rss2", "http://my.netscape.com/rdf/simple/0.9/":
		return true
	}
	return false
}

// channelElement takes a child element of a channel (OS-29).
func (r *reader) channelElement(start xml.StartElement) error {
	if !isRSS(start.Name.Space) {
		return r.channelExtension(start)
	}
	f := &r.feed
	switch start.Name.Local {
	case "item":
		return r.item(start)
	case "title":
		return r.title(start, &f.Title)
	case "link":
		return r.page(&f.Links)
	case "description":
		return r.markup(&f.Subtitle)
	case "language":
		return r.line(&f.Lang)
	case "copyright":
		return r.text(start, &f.Rights)
	case "lastBuildDate", "pubDate":
		return r.date(&f.Updated)
	case "managingEditor":
		return r.editor(&f.Authors)
	case "generator":
		return r.generator(start)
	case "image":
		return r.channelImage()
	}
	return r.d.Skip()
}

func (r *reader) channelExtension(start xml.StartElement) error {
	switch {
	case isAtom(start.Name.Space):
		return r.within(start, func() error { return r.feedAtom(start) })
	case start.Name.Space == DublinCore && start.Name.Local == "creator":
		return r.editor(&r.feed.Authors)
	case isLicense(start):
		return r.license(start, &r.feed.Links)
	}
	return r.feedExtension(start)
}

func (r *reader) channelImage() error {
	return xmlio.Each(r.d, func(start xml.StartElement) error {
		if start.Name.Local == "url" {
			return r.address(&r.feed.Logo)
		}
		return r.d.Skip()
	})
}

func (r *reader) item(start xml.StartElement) error {
	if len(r.feed.Entries) >= r.maxEntries {
		return r.d.Skip()
	}
	return r.within(start, func() error {
		e := Entry{}
		err := xmlio.Each(r.d, func(child xml.StartElement) error { return r.itemElement(&e, child) })
		r.feed.Entries = append(r.feed.Entries, e)
		return err
	})
}

// itemElement takes a child element of an item.
func (r *reader) itemElement(e *Entry, start xml.StartElement) error {
	if !isRSS(start.Name.Space) {
		return r.itemExtension(e, start)
	}
	switch start.Name.Local {
	case "guid":
		return r.guid(e, start)
	case "title":
		return r.title(start, &e.Title)
	case "link":
		return r.page(&e.Links)
	case "description":
		return r.markup(&e.Summary)
	case "author":
		return r.editor(&e.Authors)
	case "pubDate":
		return r.date(&e.Published)
	case "category":
		return r.domain(start, &e.Categories)
	case "enclosure":
		return r.enclosure(e, start)
	case "source":
		return r.itemSource(e, start)
	}
	return r.d.Skip()
}

func (r *reader) itemExtension(e *Entry, start xml.StartElement) error {
	switch space := start.Name.Space; {
	case isAtom(space) || space == App:
		return r.entryElement(e, start)
	case space == DublinCore:
		return r.dublinCore(e, start.Name.Local)
	case space == RSSContent && start.Name.Local == "encoded":
		s, err := xmlio.Text(r.d)
		if strings.TrimSpace(s) != "" {
			e.Content = Content{Type: "html", Body: s}
		}
		return err
	case isLicense(start):
		return r.license(start, &e.Links)
	}
	return r.entryExtension(e, start)
}

func (r *reader) dublinCore(e *Entry, name string) error {
	switch name {
	case "creator":
		return r.editor(&e.Authors)
	case "date":
		return r.date(&e.Published)
	case "subject":
		s, err := xmlio.Line(r.d)
		if s != "" {
			e.Categories = add(e.Categories, Category{Term: s})
		}
		return err
	}
	return r.d.Skip()
}

// guid is the id; it is the page's address too, unless it says that it is not.
func (r *reader) guid(e *Entry, start xml.StartElement) error {
	err := r.line(&e.ID)
	if xmlio.Attr(start, "isPermaLink") != "false" && strings.HasPrefix(e.ID, "http") && e.Page() == "" {
		e.Links = add(e.Links, Link{Rel: RelAlternate, Type: "text/html", Href: e.ID})
	}
	return err
}

// page reads a link whose address is its text. It takes the place of a page
// that was guessed from a guid.
func (r *reader) page(to *[]Link) error {
	s := ""
	if err := r.address(&s); err != nil || s == "" {
		return err
	}
	*to = setLink(*to, Link{Rel: RelAlternate, Type: "text/html", Href: s})
	return nil
}

// markup reads a description, which is HTML.
func (r *reader) markup(to *Text) error {
	s, err := xmlio.Text(r.d)
	if to.Body == "" && strings.TrimSpace(s) != "" {
		*to = HTML(s)
	}
	return err
}

// editor reads a person as RSS has it: "mail@example.com (Name)", or a name.
func (r *reader) editor(to *[]Person) error {
	s, err := xmlio.Line(r.d)
	if s == "" {
		return err
	}
	p := Person{Name: s}
	mail, name, ok := strings.Cut(strings.TrimSuffix(s, ")"), " (")
	if ok && strings.Contains(mail, "@") {
		p = Person{Name: name, Email: mail}
	}
	for _, known := range *to {
		if known.Name == p.Name {
			return err
		}
	}
	*to = add(*to, p)
	return err
}

func (r *reader) domain(start xml.StartElement, to *[]Category) error {
	s, err := xmlio.Line(r.d)
	if s != "" {
		*to = add(*to, Category{Term: s, Scheme: xmlio.Attr(start, "domain")})
	}
	return err
}

func (r *reader) enclosure(e *Entry, start xml.StartElement) error {
	l := Link{Rel: RelEnclosure, Type: xmlio.Attr(start, "type"), Href: r.scope.resolve(xmlio.Attr(start, "url"))}
	if n, err := strconv.ParseInt(xmlio.Attr(start, "length"), 10, 64); err == nil && n > 0 {
		l.Length = n
	}
	if l.Href != "" {
		e.Links = add(e.Links, l)
	}
	return r.d.Skip()
}

func (r *reader) itemSource(e *Entry, start xml.StartElement) error {
	s, err := xmlio.Line(r.d)
	if e.Source == nil {
		e.Source = &Feed{Title: Plain(s)}
		if href := r.scope.resolve(xmlio.Attr(start, "url")); href != "" {
			e.Source.Links = []Link{{Rel: RelSelf, Href: href}}
		}
	}
	return err
}

// isLicense reports whether an element names a licence, as RSS has had it.
func isLicense(start xml.StartElement) bool {
	switch start.Name.Space {
	case "http://backend.userland.com/creativeCommonsRssModule", "http://web.resource.org/cc/",
		"http://cyber.law.harvard.edu/rss/creativeCommonsRssModule.html", "http://creativecommons.org/ns#":
		return start.Name.Local == "license"
	}
	return false
}

// license reads one as a link; RSS 1.0 has its address in rdf:resource.
func (r *reader) license(start xml.StartElement, to *[]Link) error {
	href := xmlio.AttrNS(start, "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "resource")
	s, err := xmlio.Line(r.d)
	if s != "" {
		href = s
	}
	if href != "" {
		*to = add(*to, Link{Rel: RelLicense, Type: "text/html", Href: r.scope.resolve(href)})
	}
	return err
}
