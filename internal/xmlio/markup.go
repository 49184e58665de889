package xmlio

import (
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// XHTML is the namespace of XHTML.
const XHTML = "http://www.w3.org/1999/xhtml"

// void names the elements of HTML that have no end tag.
var void = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true,
	"input": true, "link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true,
}

// HTML consumes the element that was just opened and returns what it holds as
// HTML: elements of XHTML keep their names and attributes, void ones lose their
// end tags, elements of other namespaces are left out but for their text.
func HTML(d *xml.Decoder) (string, error) {
	var dst []byte
	var open []string
	for {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			name := htmlName(t.Name)
			dst = appendHTMLTag(dst, name, t.Attr)
			open = append(open, name)
		case xml.EndElement:
			if len(open) == 0 {
				return string(dst), nil
			}
			dst = appendHTMLEnd(dst, open[len(open)-1])
			open = open[:len(open)-1]
		case xml.CharData:
			dst = AppendText(dst, string(t))
		}
	}
}

func htmlName(n xml.Name) string {
	if n.Space != XHTML {
		return ""
	}
	return n.Local
}

func appendHTMLTag(dst []byte, name string, attrs []xml.Attr) []byte {
	if name == "" {
		return dst
	}
	dst = append(dst, '<')
	dst = append(dst, name...)
	for _, a := range attrs {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			dst = AppendAttr(dst, a.Name.Local, a.Value)
		}
	}
	return append(dst, '>')
}

func appendHTMLEnd(dst []byte, name string) []byte {
	if name == "" || void[name] {
		return dst
	}
	dst = append(dst, '<', '/')
	dst = append(dst, name...)
	return append(dst, '>')
}

// Markup consumes the element that was just opened and returns what it holds as
// XML that stands for itself: every namespace is declared where it is used.
func Markup(d *xml.Decoder) (string, error) {
	var dst []byte
	open := []xml.Name{{Space: "\x00"}} // no namespace is that, be it none
	for {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			dst = appendTag(dst, t, open[len(open)-1].Space)
			open = append(open, t.Name)
		case xml.EndElement:
			if len(open) == 1 {
				return string(dst), nil
			}
			dst = append(dst, '<', '/')
			dst = append(dst, open[len(open)-1].Local...)
			dst = append(dst, '>')
			open = open[:len(open)-1]
		case xml.CharData:
			dst = AppendText(dst, string(t))
		}
	}
}

// appendTag appends a start tag that declares the element's namespace where it
// is not that of the element around it, and those of its attributes.
func appendTag(dst []byte, t xml.StartElement, outer string) []byte {
	dst = append(dst, '<')
	dst = append(dst, t.Name.Local...)
	if t.Name.Space != outer {
		dst = AppendAttr(dst, "xmlns", t.Name.Space)
	}
	foreign := 0
	for _, a := range t.Attr {
		switch a.Name.Space {
		case "":
			if a.Name.Local != "xmlns" {
				dst = AppendAttr(dst, a.Name.Local, a.Value)
			}
		case "xmlns":
		case Namespace:
			dst = AppendAttr(dst, "xml:"+a.Name.Local, a.Value)
		default:
			prefix := "n" + strconv.Itoa(foreign)
			foreign++
			dst = AppendAttr(dst, "xmlns:"+prefix, a.Name.Space)
			dst = AppendAttr(dst, prefix+":"+a.Name.Local, a.Value)
		}
	}
	return append(dst, '>')
}

// WellFormed reports whether s is exactly one element by the strict rules of XML.
func WellFormed(s string) bool {
	d := xml.NewDecoder(strings.NewReader(s))
	roots, depth := 0, 0
	for {
		t, err := d.Token()
		if err != nil {
			return err == io.EOF && roots == 1
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				roots++
			}
		case xml.EndElement:
			depth--
		case xml.CharData:
			if depth == 0 && strings.TrimSpace(string(t)) != "" {
				return false
			}
		case xml.ProcInst, xml.Directive:
			return false
		}
	}
}
