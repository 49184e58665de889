package check

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/url"

	"golang.org/x/net/html/charset"
)

// The namespaces, as the specifications write them. They stand here once more,
// and not by way of the packages that write documents, so that a slip there is
// found here.
const (
	nsAtom       = "http://www.w3.org/2005/Atom"
	nsSearch     = "http://a9.com/-/spec/opensearch/1.1/"
	nsParameters = "http://a9.com/-/spec/opensearch/extensions/parameters/1.0/"
	nsMedia      = "http://search.yahoo.com/mrss/"
	nsGeoRSS     = "http://www.georss.org/georss"
	nsHistory    = "http://purl.org/syndication/history/1.0"
	nsXHTML      = "http://www.w3.org/1999/xhtml"
	nsXML        = "http://www.w3.org/XML/1998/namespace"
)

const (
	maxElements = 100_000 // of a document that are looked at
	maxNesting  = 100
)

// An element is one of a document of the Profile, its names resolved.
type element struct {
	xml.Name
	attr     map[xml.Name]string
	scope    map[string]string // namespaces by prefix
	base     *url.URL          // what relative addresses in it mean (AT-12); may be nil
	text     string            // directly in it
	children []*element
	at       int // its first byte
}

// tree reads a body as XML. broken is where it is not well-formed and why, nil
// if it is; what a lenient reader sees is returned all the same. root is nil
// where not even that is XML.
func tree(body []byte, address string) (root *element, broken *fault) {
	root, at, err := grow(body, address, true)
	if err == nil {
		return root, nil
	}
	lenient, _, _ := grow(body, address, false)
	return lenient, &fault{"OA-1", at, "not well-formed: " + err.Error()}
}

var errTooLarge = errors.New("more elements, or deeper ones, than the check looks at")

// grow builds the tree, and returns the byte at which it ends in an error.
func grow(body []byte, address string, strict bool) (*element, int, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict, d.CharsetReader = strict, charset.NewReaderLabel
	base, _ := url.Parse(address)
	top := &element{base: base}
	path, count := []*element{top}, 0
	for {
		at := int(d.InputOffset())
		token, err := d.Token()
		if errors.Is(err, io.EOF) && len(path) == 1 && len(top.children) == 1 {
			return top.children[0], at, nil
		}
		if err == nil && (len(path) > maxNesting || count > maxElements) {
			err = errTooLarge
		}
		if err != nil {
			return nil, int(d.InputOffset()), err
		}
		last := path[len(path)-1]
		switch token := token.(type) {
		case xml.StartElement:
			count++
			n := open(token, last, at)
			last.children = append(last.children, n)
			path = append(path, n)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			last.text += string(token)
		}
	}
}

// open returns the element of a start tag.
func open(t xml.StartElement, parent *element, at int) *element {
	n := &element{Name: t.Name, attr: map[xml.Name]string{}, scope: parent.scope, base: parent.base, at: at}
	own := false
	for _, a := range t.Attr {
		switch {
		case a.Name.Space == "xmlns":
			if !own {
				n.scope, own = cloned(parent.scope), true
			}
			n.scope[a.Name.Local] = a.Value
		case a.Name.Space == nsXML && a.Name.Local == "base" && n.base != nil:
			if u, err := n.base.Parse(a.Value); err == nil {
				n.base = u
			}
		default:
			n.attr[a.Name] = a.Value
		}
	}
	return n
}

func cloned(scope map[string]string) map[string]string {
	c := make(map[string]string, len(scope)+1)
	for prefix, space := range scope {
		c[prefix] = space
	}
	return c
}
