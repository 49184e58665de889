package atom

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// TypeJSON is the media type of what [AppendJSON] writes.
const TypeJSON = "application/json"

// AppendJSON appends the feed as GData writes Atom in JSON (GD-5): an element is an
// object, its attributes and children are its members, its text is $t, and a colon in
// a name is a dollar sign. What may come more than once is always an array.
func AppendJSON(dst []byte, f *Feed) ([]byte, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(AppendFeed(nil, f), []byte(xmlio.Header))))
	root := new(element)
	if err := root.read(d); err != nil {
		return dst, fmt.Errorf("atom: writing JSON: %w", err)
	}
	dst = append(dst, `{"version":"1.0","encoding":"UTF-8",`...)
	dst = appendMembers(dst, root.children)
	return append(dst, '}', '\n'), nil
}

// An element is one of a feed that was written.
type element struct {
	name       string
	attributes []xml.Attr
	text       strings.Builder
	children   []*element
}

// read reads what is in the element up to its end. Names keep their prefixes.
func (e *element) read(d *xml.Decoder) error {
	for {
		t, err := d.RawToken()
		if err != nil {
			if e.name == "" && len(e.children) > 0 {
				return nil // after the root
			}
			return err
		}
		switch t := t.(type) {
		case xml.StartElement:
			child := &element{name: dollared(t.Name), attributes: t.Attr}
			e.children = append(e.children, child)
			if err := child.read(d); err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		case xml.CharData:
			e.text.Write(t)
		}
	}
}

func dollared(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + "$" + n.Local
}

func (e *element) append(dst []byte) []byte {
	dst = append(dst, '{')
	for _, a := range e.attributes {
		dst = appendMember(dst, dollared(a.Name))
		dst = append(appendJSONString(dst, a.Value), ',')
	}
	if len(e.children) > 0 {
		return append(appendMembers(dst, e.children), '}')
	}
	if text := e.text.String(); text != "" || len(e.attributes) == 0 {
		dst = append(appendJSONString(appendMember(dst, "$t"), text), ',')
	}
	return append(bytes.TrimSuffix(dst, []byte(",")), '}')
}

// appendMembers appends elements by their names, in the order in which these come.
func appendMembers(dst []byte, all []*element) []byte {
	byName, order := map[string][]*element{}, []string(nil)
	for _, e := range all {
		if byName[e.name] == nil {
			order = append(order, e.name)
		}
		byName[e.name] = append(byName[e.name], e)
	}
	for i, name := range order {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendMember(dst, name)
		if !repeats(name) {
			dst = byName[name][0].append(dst)
			continue
		}
		dst = append(dst, '[')
		for j, e := range byName[name] {
			if j > 0 {
				dst = append(dst, ',')
			}
			dst = e.append(dst)
		}
		dst = append(dst, ']')
	}
	return dst
}

// repeats reports whether an element may come more than once.
func repeats(name string) bool {
	switch name {
	case "entry", "link", "category", "author", "contributor", "opensearch$Query", "media$group", "media$content",
		"media$thumbnail", "media$credit", "media$hash", "media$category", "media$rating", "media$restriction", "media$text":
		return true
	}
	return false
}

func appendMember(dst []byte, name string) []byte { return append(appendJSONString(dst, name), ':') }

func appendJSONString(dst []byte, s string) []byte {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // no text fails
	}
	return append(dst, b...)
}
