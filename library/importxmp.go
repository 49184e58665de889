package library

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/metadata"
)

// maxWords bounds the file of an item's or album's words.
const maxWords = 4 << 20

// importedWords are what an XMP file says of an item.
type importedWords struct {
	media      mediasock.Media
	own        bool // an export wrote it: what it does not say was not there
	item       string
	name       string
	visibility Visibility
}

// readXMPFile reads the words beside a file; nil where there are none.
func readXMPFile(name string) (*importedWords, error) {
	f, err := os.Open(name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxWords))
	if err != nil {
		return nil, err
	}
	w, err := parseXMP(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return w, nil
}

// A Packet is what an XMP packet says of an item.
type Packet struct {
	mediasock.Media
	Item ID     // as an export numbers it; 0 in another program's packet
	Was  string // how the file was called, where an export tells it
}

// ReadXMP returns what a packet says of an item, be it an export's or another
// program's.
func ReadXMP(text []byte) (*Packet, error) {
	w, err := parseXMP(text)
	if err != nil {
		return nil, err
	}
	item, _ := ParseID(w.item)
	return &Packet{w.media, item, w.name}, nil
}

// parseXMP reads the words of a packet, be it ours or another program's.
func parseXMP(text []byte) (*importedWords, error) {
	var root xmpNode
	if err := xml.Unmarshal(text, &root); err != nil {
		return nil, err
	}
	p := xmpProperties{}
	root.describe(p, 0)
	w := &importedWords{item: p.one(exportSpace, "Item"), name: p.one(exportSpace, "Name"), visibility: Visibility(p.one(exportSpace, "Visibility"))}
	w.own = w.item != ""
	w.media = mediasock.Media{
		Title: p.one(dcSpace, "title"), Caption: p.one(dcSpace, "description"), Note: p.one(exportSpace, "Note"),
		Keywords: p[xml.Name{Space: dcSpace, Local: "subject"}],
	}
	if !w.own {
		w.media.Attributes = foreignAttributes(text)
		return w, nil
	}
	for _, s := range p[xml.Name{Space: exportSpace, Local: "Attributes"}] {
		if a, ok := textAttribute(s); ok {
			w.media.Attributes = append(w.media.Attributes, a)
		}
	}
	return w, nil
}

// foreignAttributes returns what another program's packet says beside title, caption
// and keywords.
func foreignAttributes(text []byte) mediasock.AttributeList {
	f, err := metadata.Read(bytes.NewReader(text), int64(len(text)), "words.xmp", metadata.Options{})
	if err != nil && f == nil {
		return nil
	}
	return Attributes(f)
}

// An xmpNode is any element.
type xmpNode struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Nodes   []xmpNode  `xml:",any"`
	Text    string     `xml:",chardata"`
}

// xmpProperties are the values of each property.
type xmpProperties map[xml.Name][]string

func (p xmpProperties) one(space, local string) string {
	if values := p[xml.Name{Space: space, Local: local}]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// maxXMPDepth is how deep descriptions are looked for: they lie in the third
// element.
const maxXMPDepth = 8

// describe gathers the properties of every description below n. A property may
// be an element or an attribute; the first that is met counts.
func (n *xmpNode) describe(p xmpProperties, depth int) {
	if depth > maxXMPDepth {
		return
	}
	description := n.XMLName == xml.Name{Space: rdfSpace, Local: "Description"}
	if description {
		for _, a := range n.Attrs {
			p.add(a.Name, a.Value)
		}
	}
	for i := range n.Nodes {
		child := &n.Nodes[i]
		if description {
			p.add(child.XMLName, child.values()...)
		}
		child.describe(p, depth+1)
	}
}

func (p xmpProperties) add(name xml.Name, values ...string) {
	if _, known := p[name]; !known {
		p[name] = values
	}
}

// values returns the items of a list, or the text. Of alternatives the default
// comes first.
func (n *xmpNode) values() []string {
	for _, list := range n.Nodes {
		if list.XMLName.Space != rdfSpace || list.XMLName.Local != "Alt" && list.XMLName.Local != "Bag" && list.XMLName.Local != "Seq" {
			continue
		}
		var values []string
		for _, item := range list.Nodes {
			if item.language() == "x-default" {
				values = append([]string{item.Text}, values...)
			} else {
				values = append(values, item.Text)
			}
		}
		return values
	}
	return []string{n.Text}
}

func (n *xmpNode) language() string {
	for _, a := range n.Attrs {
		if a.Name.Local == "lang" {
			return a.Value
		}
	}
	return ""
}
