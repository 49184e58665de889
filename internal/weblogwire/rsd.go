package weblogwire

import (
	"bytes"
	"encoding/xml"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// rsdSpace is the namespace of RSD, which many leave out (M-8).
const rsdSpace = "http://archipelago.phrasewise.com/rsd"

// An RSD tells by which protocols a site can be written to (M-8).
type RSD struct {
	Engine, EngineLink, Home string
	APIs                     []API
}

// An API is one of those protocols.
type API struct {
	Name      string // "MetaWeblog", "Blogger", "Movable Type", "WordPress", "WP-API"
	Link      string // its address
	Blog      string // the blog's id there
	Preferred bool
}

// Append appends the document.
func (d *RSD) Append(b []byte) []byte {
	b = append(b, xmlio.Header+`<rsd version="1.0" xmlns="`+rsdSpace+"\">\n<service>\n"...)
	b = xmlio.AppendElement(b, "engineName", d.Engine)
	b = xmlio.AppendElement(b, "engineLink", d.EngineLink)
	b = xmlio.AppendElement(b, "homePageLink", d.Home)
	b = append(b, "<apis>\n"...)
	for _, a := range d.APIs {
		b = xmlio.AppendAttr(append(b, "<api"...), "name", a.Name)
		b = xmlio.AppendAttr(b, "blogID", a.Blog)
		preferred := "false"
		if a.Preferred {
			preferred = "true"
		}
		b = xmlio.AppendAttr(b, "preferred", preferred)
		b = append(xmlio.AppendAttr(b, "apiLink", a.Link), "/>\n"...)
	}
	return append(b, "</apis>\n</service>\n</rsd>\n"...)
}

// ParseRSD reads a document. ok is false where it is none.
func ParseRSD(text []byte) (d *RSD, ok bool) {
	dec, err := xmlio.NewDecoder(bytes.NewReader(text), xmlio.Limits{Bytes: 1 << 20, Tokens: 10_000})
	if err != nil {
		return nil, false
	}
	root, err := xmlio.Root(dec)
	if err != nil || !strings.EqualFold(root.Name.Local, "rsd") {
		return nil, false
	}
	d = &RSD{}
	return d, d.read(dec) == nil
}

// read reads what is inside an element, whatever elements that is in.
func (d *RSD) read(dec *xml.Decoder) error {
	return xmlio.Each(dec, func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "engineName":
			d.Engine, err = xmlio.Line(dec)
		case "engineLink":
			d.EngineLink, err = xmlio.Line(dec)
		case "homePageLink":
			d.Home, err = xmlio.Line(dec)
		case "api":
			d.APIs = append(d.APIs, API{xmlio.Attr(e, "name"), xmlio.Attr(e, "apiLink"), xmlio.Attr(e, "blogID"), xmlio.Attr(e, "preferred") == "true"})
			return dec.Skip()
		default:
			return d.read(dec)
		}
		return err
	})
}
