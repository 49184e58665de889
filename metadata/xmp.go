package metadata

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// maxXMP bounds one packet. Packets of programs that keep the history of
// their edits have some hundred kilobytes.
const maxXMP = 2 << 20

const (
	maxXMPDepth = 40
	rdfSpace    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xmlSpace    = "http://www.w3.org/XML/1998/namespace"
)

// An xmpNode is an element or an attribute of a packet: RDF allows both for
// the same property, so they are made alike.
type xmpNode struct {
	name  string // prefix:local, with the prefix of xmpPrefix
	lang  string
	text  strings.Builder
	nodes []*xmpNode
}

// parseXMP builds the tree of a packet. What came before damage is returned
// together with the error. A document type is refused (XS-1).
func parseXMP(b []byte, s *source) (*xmpNode, error) {
	d := xml.NewDecoder(bytes.NewReader(utf8XML(b)))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	root := &xmpNode{}
	stack := []*xmpNode{root}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return root, nil
		}
		if err == nil {
			err = s.step()
		}
		if err != nil {
			return root, err
		}
		top := stack[len(stack)-1]
		switch t := token.(type) {
		case xml.Directive:
			return root, errors.New("XMP with a document type")
		case xml.StartElement:
			if len(stack) == maxXMPDepth {
				return root, errors.New("XMP nested too deep")
			}
			stack = append(stack, top.element(t))
		case xml.EndElement:
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case xml.CharData:
			if top.text.Len() < s.options.MaxText*4 {
				top.text.Write(t)
			}
		}
	}
}

// utf8XML turns a packet in UTF-16 into UTF-8.
func utf8XML(b []byte) []byte {
	if len(b) >= 2 && (b[0] == 0xfe && b[1] == 0xff || b[0] == 0xff && b[1] == 0xfe) {
		return []byte(utf16Text(b, true))
	}
	return bytes.TrimRight(b, "\x00")
}

// element adds a child for an element, with its attributes as children.
func (n *xmpNode) element(t xml.StartElement) *xmpNode {
	child := &xmpNode{name: xmpName(t.Name)}
	n.nodes = append(n.nodes, child)
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == "xmlns", a.Name.Local == "xmlns":
		case a.Name.Space == rdfSpace && a.Name.Local == "resource":
			child.text.WriteString(a.Value)
		case a.Name.Space == rdfSpace:
		case a.Name.Space == xmlSpace || a.Name.Space == "xml":
			child.lang = a.Value
		default:
			attribute := &xmpNode{name: xmpName(a.Name)}
			attribute.text.WriteString(a.Value)
			child.nodes = append(child.nodes, attribute)
		}
	}
	return child
}

// xmpName gives a name the usual prefix of its name space; others get none,
// so that they are found by nobody.
func xmpName(n xml.Name) string { return xmpPrefix(n.Space) + ":" + n.Local }

func xmpPrefix(space string) string {
	switch space {
	case rdfSpace:
		return "rdf"
	case "http://purl.org/dc/elements/1.1/":
		return "dc"
	case "http://ns.adobe.com/xap/1.0/":
		return "xmp"
	case "http://ns.adobe.com/xmp/note/":
		return "note"
	case "http://ns.adobe.com/xap/1.0/rights/":
		return "xmpRights"
	case "http://ns.adobe.com/photoshop/1.0/":
		return "photoshop"
	case "http://ns.adobe.com/exif/1.0/":
		return "exif"
	case "http://ns.adobe.com/tiff/1.0/":
		return "tiff"
	case "http://cipa.jp/exif/1.0/":
		return "exifEX"
	case "http://ns.adobe.com/exif/1.0/aux/":
		return "aux"
	case "http://ns.adobe.com/lightroom/1.0/":
		return "lr"
	case "http://www.digikam.org/ns/1.0/":
		return "digiKam"
	case "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/":
		return "core"
	case "http://iptc.org/std/Iptc4xmpExt/2008-02-29/":
		return "ext"
	case "http://www.metadataworkinggroup.com/schemas/regions/":
		return "regions"
	case "http://ns.microsoft.com/photo/1.2/":
		return "MP"
	case "http://ns.microsoft.com/photo/1.2/t/RegionInfo#":
		return "MPRI"
	case "http://ns.microsoft.com/photo/1.2/t/Region#":
		return "MPReg"
	case "http://creativecommons.org/ns#":
		return "cc"
	}
	return ""
}
