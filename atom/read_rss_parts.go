package atom

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

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
