package atom

import (
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// appendText appends a text construct; an empty one only where it must stand.
func appendText(dst []byte, name string, t Text, must bool) []byte {
	if t.Body == "" && !must {
		return dst
	}
	dst = append(dst, '<')
	dst = append(dst, name...)
	if t.Type == "html" {
		dst = append(dst, ` type="html"`...)
	}
	dst = append(dst, '>')
	dst = xmlio.AppendText(dst, t.Body)
	return xmlio.AppendEnd(dst, name)
}

// appendLink appends a link under the name that it has here: link in Atom,
// atom:link in RSS.
func appendLink(dst []byte, name string, l *Link) []byte {
	dst = append(dst, '<')
	dst = append(dst, name...)
	dst = xmlio.AppendOptional(dst, "rel", l.Rel)
	dst = xmlio.AppendOptional(dst, "type", l.Type)
	dst = xmlio.AppendAttr(dst, "href", l.Href)
	dst = xmlio.AppendOptional(dst, "hreflang", l.HrefLang)
	dst = xmlio.AppendOptional(dst, "title", l.Title)
	dst = xmlio.AppendInt(dst, "length", l.Length)
	return append(dst, "/>\n"...)
}

func appendPeople(dst []byte, name string, people []Person) []byte {
	for i := range people {
		dst = append(dst, '<')
		dst = append(dst, name...)
		dst = append(dst, ">\n"...)
		dst = xmlio.AppendElement(dst, "name", people[i].Name)
		dst = xmlio.AppendOptionalElement(dst, "uri", people[i].URI)
		dst = xmlio.AppendOptionalElement(dst, "email", people[i].Email)
		dst = xmlio.AppendEnd(dst, name)
	}
	return dst
}

func appendCategories(dst []byte, categories []Category) []byte {
	for i := range categories {
		c := &categories[i]
		dst = append(dst, "<category"...)
		dst = xmlio.AppendAttr(dst, "term", c.Term)
		dst = xmlio.AppendOptional(dst, "scheme", c.Scheme)
		dst = xmlio.AppendOptional(dst, "label", c.Label)
		dst = append(dst, "/>\n"...)
	}
	return dst
}

// appendSummary appends the summary, an empty one where content that people
// cannot read demands it (AT-3).
func appendSummary(dst []byte, e *Entry) []byte {
	return appendText(dst, "summary", e.Summary, e.Content.Src != "" || e.Content.isBase64())
}

func (c *Content) isBase64() bool {
	return strings.Contains(c.Type, "/") && !isXML(c.Type) && !strings.HasPrefix(c.Type, "text/")
}

func appendContent(dst []byte, c *Content) []byte {
	switch {
	case c.Src != "":
		dst = append(dst, "<content"...)
		dst = xmlio.AppendOptional(dst, "type", c.Type)
		dst = xmlio.AppendAttr(dst, "src", c.Src)
		return append(dst, "/>\n"...)
	case c.Body == "":
		return dst
	case c.Type == "" || c.Type == "text":
		dst = append(dst, `<content type="text">`...) // as in the Profile (OM-33)
		dst = xmlio.AppendText(dst, c.Body)
	case isXML(c.Type) && xmlio.WellFormed(c.Body):
		dst = append(dst, "<content"...)
		dst = xmlio.AppendAttr(dst, "type", c.Type)
		dst = append(dst, '>')
		dst = append(dst, c.Body...)
	case isXML(c.Type):
		dst = append(dst, `<content type="text">`...)
		dst = xmlio.AppendText(dst, c.Body)
	default:
		dst = append(dst, "<content"...)
		dst = xmlio.AppendAttr(dst, "type", c.Type)
		dst = append(dst, '>')
		dst = xmlio.AppendText(dst, c.Body)
	}
	return append(dst, "</content>\n"...)
}
