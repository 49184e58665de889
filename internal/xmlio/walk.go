package xmlio

import (
	"encoding/xml"
	"io"
	"strings"
)

// Root returns the first start element of the document.
func Root(d *xml.Decoder) (xml.StartElement, error) {
	for {
		t, err := d.Token()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := t.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// Each calls child for every element directly inside the element that was just
// opened, up to its end. child must consume the element it is given.
func Each(d *xml.Decoder, child func(xml.StartElement) error) error {
	for {
		t, err := d.Token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			if err := child(t); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// Text consumes the element that was just opened and returns its character
// data, that of elements inside it included.
func Text(d *xml.Decoder) (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return "", err
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			b.Write(t)
		}
	}
	return b.String(), nil
}

// Line is [Text] with its white space folded to single blanks and trimmed.
func Line(d *xml.Decoder) (string, error) {
	s, err := Text(d)
	return strings.Join(strings.Fields(s), " "), err
}

// Attr returns the attribute without a namespace of that name, or "".
func Attr(start xml.StartElement, local string) string {
	return AttrNS(start, "", local)
}

// AttrNS returns the attribute of that namespace and name, or "".
func AttrNS(start xml.StartElement, space, local string) string {
	for _, a := range start.Attr {
		if a.Name.Local == local && a.Name.Space == space {
			return a.Value
		}
	}
	return ""
}

// Namespace is the namespace of the attributes xml:base and xml:lang.
const Namespace = "http://www.w3.org/XML/1998/namespace"

// Prefixes returns outer with the prefixes that start declares added; outer
// itself is not changed. An element's prefixes are in scope for what it holds.
func Prefixes(outer map[string]string, start xml.StartElement) map[string]string {
	prefixes := make(map[string]string, len(outer)+len(start.Attr))
	for prefix, space := range outer {
		prefixes[prefix] = space
	}
	for _, a := range start.Attr {
		if a.Name.Space == "xmlns" {
			prefixes[a.Name.Local] = a.Value
		}
	}
	return prefixes
}
