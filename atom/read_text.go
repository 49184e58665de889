package atom

import (
	"encoding/xml"
	"strings"
	"time"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// line reads a one-line text into an empty field.
func (r *reader) line(to *string) error {
	s, err := xmlio.Line(r.d)
	if *to == "" {
		*to = s
	}
	return err
}

// address is line for an address.
func (r *reader) address(to *string) error {
	s, err := xmlio.Line(r.d)
	if *to == "" {
		*to = r.scope.resolve(s)
	}
	return err
}

func (r *reader) date(to *time.Time) error {
	s, err := xmlio.Line(r.d)
	if to.IsZero() {
		*to = ParseTime(s)
	}
	return err
}

// text reads a text construct into an empty field (AT-8).
func (r *reader) text(start xml.StartElement, to *Text) error {
	t, err := r.construct(start)
	if to.Body == "" && strings.TrimSpace(t.Body) != "" {
		*to = t
	}
	return err
}

// title is text without the white space around it; that of other texts is kept
// (OA-17).
func (r *reader) title(start xml.StartElement, to *Text) error {
	empty := to.Body == ""
	err := r.text(start, to)
	if empty {
		to.Body = strings.TrimSpace(to.Body)
	}
	return err
}

func (r *reader) construct(start xml.StartElement) (Text, error) {
	switch kind := textKind(start); kind {
	case "xhtml":
		s, err := xmlio.HTML(r.d)
		return Text{"html", withoutDiv(s)}, err
	default:
		s, err := xmlio.Text(r.d)
		return Text{kind, s}, err
	}
}

// textKind returns "", html or xhtml; Atom 0.3 had media types and a mode.
func textKind(start xml.StartElement) string {
	switch t := strings.ToLower(strings.TrimSpace(xmlio.Attr(start, "type"))); t {
	case "html", "text/html":
		return "html"
	case "xhtml":
		return "xhtml"
	case "application/xhtml+xml":
		if xmlio.Attr(start, "mode") == "escaped" {
			return "html"
		}
		return "xhtml"
	}
	return ""
}

// withoutDiv drops the one div that wraps XHTML in Atom and is no part of it.
func withoutDiv(s string) string {
	s = strings.TrimSpace(s)
	inner, open := strings.CutPrefix(s, "<div>")
	inner, closed := strings.CutSuffix(inner, "</div>")
	if !open || !closed || strings.Contains(inner, "<div") {
		return s
	}
	return inner
}

// content reads what an entry is about (AT-9).
func (r *reader) content(start xml.StartElement, to *Content) error {
	c, err := r.contentOf(start)
	if *to == (Content{}) && (c.Src != "" || strings.TrimSpace(c.Body) != "") {
		*to = c
	}
	return err
}

func (r *reader) contentOf(start xml.StartElement) (Content, error) {
	mediaType := strings.TrimSpace(xmlio.Attr(start, "type"))
	src := r.scope.resolve(strings.TrimSpace(xmlio.Attr(start, "src")))
	switch {
	case src != "":
		return Content{Type: mediaType, Src: src}, r.d.Skip()
	case !strings.Contains(mediaType, "/") || textKind(start) != "":
		t, err := r.construct(start)
		return Content{Type: t.Type, Body: t.Body}, err
	case isXML(mediaType):
		s, err := xmlio.Markup(r.d)
		s = strings.TrimSpace(s)
		if !xmlio.WellFormed(s) {
			mediaType = ""
		}
		return Content{Type: mediaType, Body: s}, err
	case strings.EqualFold(mediaType, "text/plain"):
		mediaType = ""
	}
	s, err := xmlio.Text(r.d)
	return Content{Type: mediaType, Body: s}, err
}

// isXML reports whether content of that media type stands inline as XML.
func isXML(mediaType string) bool {
	major, _, _ := strings.Cut(strings.ToLower(mediaType), ";")
	major = strings.TrimSpace(major)
	return strings.HasSuffix(major, "/xml") || strings.HasSuffix(major, "+xml")
}
