package opensearch

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// descriptionLimits bound a description document; real ones have a few KiB.
var descriptionLimits = xmlio.Limits{Bytes: 1 << 20, Depth: 50, Tokens: 50_000}

// maxList bounds how many URLs, images, queries and words are kept.
const maxList = 200

// ReadDescription reads a description document of OpenSearch 1.1 or 1.0,
// whatever its media type (OM-7). What is unknown is ignored (OS-11), a URL
// whose template is malformed is left out.
func ReadDescription(r io.Reader) (*Description, error) {
	d, err := xmlio.NewDecoder(r, descriptionLimits)
	if err != nil {
		return nil, fmt.Errorf("opensearch: %w", err)
	}
	root, err := xmlio.Root(d)
	if err != nil || root.Name.Local != "OpenSearchDescription" {
		return nil, ErrNotDescription
	}
	p := &descriptionReader{d: d, prefixes: xmlio.Prefixes(nil, root)}
	if err := xmlio.Each(d, p.element); err != nil {
		return nil, fmt.Errorf("opensearch: reading description: %w", err)
	}
	p.finish()
	return &p.description, nil
}

type descriptionReader struct {
	d           *xml.Decoder
	prefixes    map[string]string
	description Description
	format      string // 1.0: the namespace of the answers
}

func (p *descriptionReader) element(start xml.StartElement) error {
	// A document that forgot its namespace is read all the same.
	if space := start.Name.Space; space != "" && !IsNamespace(space) {
		return p.d.Skip()
	}
	switch start.Name.Local {
	case "Url":
		return p.url(start)
	case "Image":
		return p.image(start)
	case "Query":
		return p.query(start)
	}
	s, err := xmlio.Line(p.d)
	if err == nil {
		p.text(start.Name.Local, s)
	}
	return err
}

// text takes an element that holds a text; the first of a name wins.
func (p *descriptionReader) text(name, s string) {
	d := &p.description
	switch name {
	case "ShortName":
		first(&d.ShortName, s)
	case "Description":
		first(&d.Description, s)
	case "Contact":
		first(&d.Contact, s)
	case "LongName":
		first(&d.LongName, s)
	case "Developer":
		first(&d.Developer, s)
	case "Attribution":
		first(&d.Attribution, s)
	case "Tags":
		if len(d.Tags) == 0 {
			d.Tags = limit(strings.Fields(s))
		}
	case "SyndicationRight":
		d.SyndicationRight = parseRight(s)
	case "AdultContent":
		d.AdultContent = parseAdult(s)
	case "Language":
		d.Languages = appendWord(d.Languages, s)
	case "InputEncoding":
		d.InputEncodings = appendWord(d.InputEncodings, s)
	case "OutputEncoding":
		d.OutputEncodings = appendWord(d.OutputEncodings, s)
	case "Format":
		first(&p.format, s)
	case "SampleSearch":
		p.sample(s)
	}
}

func (p *descriptionReader) sample(s string) {
	if len(p.description.Queries) < maxList {
		p.description.Queries = append(p.description.Queries, Echo{Role: RoleExample, Query: Query{SearchTerms: s}})
	}
}

func first(field *string, s string) {
	if *field == "" {
		*field = s
	}
}

func limit(words []string) []string { return words[:min(len(words), maxList)] }

func appendWord(words []string, s string) []string {
	if s == "" || len(words) >= maxList {
		return words
	}
	return append(words, s)
}

// url reads a Url with the prefixes that are in scope there (OS-12), in 1.0
// with its template as text (OS-1).
func (p *descriptionReader) url(start xml.StartElement) error {
	prefixes := xmlio.Prefixes(p.prefixes, start)
	u := URL{
		Type:    strings.TrimSpace(xmlio.Attr(start, "type")),
		Rels:    strings.Fields(xmlio.Attr(start, "rel")),
		Method:  xmlio.AttrNS(start, NamespaceParameters, "method"),
		Enctype: xmlio.AttrNS(start, NamespaceParameters, "enctype"),
	}
	u.SetOffsets(integer(xmlio.Attr(start, "indexOffset"), 1), integer(xmlio.Attr(start, "pageOffset"), 1))
	var inner strings.Builder
	err := p.urlContent(&u, prefixes, &inner)
	if err != nil {
		return err
	}
	source := strings.TrimSpace(xmlio.Attr(start, "template"))
	if source == "" {
		source = strings.TrimSpace(inner.String())
	}
	u.Template, err = ParseTemplate(source, prefixes)
	if err == nil && source != "" && len(p.description.URLs) < maxList {
		p.description.URLs = append(p.description.URLs, u)
	}
	return nil
}

// urlContent reads what stands inside a Url: parameters, or the text of 1.0.
func (p *descriptionReader) urlContent(u *URL, prefixes map[string]string, inner *strings.Builder) error {
	for {
		t, err := p.d.Token()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.CharData:
			inner.Write(t)
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if t.Name == (xml.Name{Space: NamespaceParameters, Local: "Parameter"}) && len(u.Parameters) < maxList {
				u.addParameter(t, xmlio.Prefixes(prefixes, t))
			}
			if err := p.d.Skip(); err != nil {
				return err
			}
		}
	}
}

func (u *URL) addParameter(start xml.StartElement, prefixes map[string]string) {
	value, err := ParseTemplate(xmlio.Attr(start, "value"), prefixes)
	name := xmlio.Attr(start, "name")
	if err != nil || name == "" {
		return
	}
	u.Parameters = append(u.Parameters, Parameter{
		Name: name, Value: value,
		Minimum: integer(xmlio.Attr(start, "minimum"), 1),
		Maximum: integer(xmlio.Attr(start, "maximum"), 1),
	})
}

func (p *descriptionReader) image(start xml.StartElement) error {
	s, err := xmlio.Line(p.d)
	if err == nil && s != "" && len(p.description.Images) < maxList {
		p.description.Images = append(p.description.Images, Image{
			URL: s, Type: xmlio.Attr(start, "type"),
			Width:  integer(xmlio.Attr(start, "width"), 0),
			Height: integer(xmlio.Attr(start, "height"), 0),
		})
	}
	return err
}

func (p *descriptionReader) query(start xml.StartElement) error {
	if e, ok := parseEcho(start); ok && len(p.description.Queries) < maxList {
		p.description.Queries = append(p.description.Queries, e)
	}
	return p.d.Skip()
}

// finish forgets lists that say no more than their default, and gives the URLs
// of a 1.0 description, which have no type, that of the document's Format:
// responses were RSS then.
func (p *descriptionReader) finish() {
	d := &p.description
	d.Languages = without(d.Languages, "*")
	d.InputEncodings = without(d.InputEncodings, "UTF-8")
	d.OutputEncodings = without(d.OutputEncodings, "UTF-8")
	for i := range p.description.URLs {
		if u := &p.description.URLs[i]; u.Type == "" {
			u.Type = "application/rss+xml"
			if strings.Contains(strings.ToLower(p.format), "atom") {
				u.Type = "application/atom+xml"
			}
		}
	}
}

func without(words []string, otherwise string) []string {
	if len(words) == 1 && words[0] == otherwise {
		return nil
	}
	return words
}
