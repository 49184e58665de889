package immich

import (
	"fmt"
	"math"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/xmlio"
	"github.com/mediasock/mediasock/library"
)

// What is sent in a sidecar; nobody knows how much is read.
const (
	maxCaption  = 64 << 10
	maxKeywords = 1000
)

const xmpHead = `<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:digiKam="http://www.digikam.org/ns/1.0/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/">
`

const xmpTail = `</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
`

// sidecar returns what is said of an item as XMP; nil where nothing is.
func sidecar(m *mediasock.Media) ([]byte, error) {
	if len(m.Caption) > maxCaption || len(m.Keywords) > maxKeywords {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "the caption or the list of keywords is too long"}
	}
	var x xmp
	x.list("dc:title", "Alt", m.Title)
	x.list("dc:description", "Alt", m.Caption)
	x.list("dc:subject", "Bag", m.Keywords...)
	x.list("digiKam:TagsList", "Seq", m.Keywords...)
	if said, ok := m.Attributes.Get(mediasock.DomainDate, mediasock.AttributeCreated); ok {
		if date, err := mediasock.ParseDate(said); err == nil {
			x.date(date)
		}
	}
	if said, ok := m.Attributes.Get(mediasock.DomainGeo, mediasock.AttributeLocation); ok {
		if g, err := mediasock.ParseGeo(said); err == nil {
			x.text("exif:GPSLatitude", degrees(g.Lat, "N", "S"))
			x.text("exif:GPSLongitude", degrees(g.Long, "E", "W"))
		}
	}
	for name, property := range map[string]string{
		mediasock.AttributeCity: "photoshop:City", mediasock.AttributeState: "photoshop:State", mediasock.AttributeCountry: "photoshop:Country",
		library.RatingAttribute: "xmp:Rating",
	} {
		said, _ := m.Attributes.Get(mediasock.DomainText, name)
		x.text(property, said)
	}
	if x.b == nil {
		return nil, nil
	}
	return append(append([]byte(xmpHead), x.b...), xmpTail...), nil
}

// An xmp is properties, one a line.
type xmp struct{ b []byte }

// text writes a property unless it is empty.
func (x *xmp) text(name, value string) {
	if value != "" {
		x.b = fmt.Appendf(xmlio.AppendText(fmt.Appendf(x.b, "<%s>", name), value), "</%s>\n", name)
	}
}

// list writes a property of several values, which Alt, Bag and Seq are.
func (x *xmp) list(name, kind string, values ...string) {
	if strings.Join(values, "") == "" {
		return
	}
	x.b = fmt.Appendf(x.b, "<%s><rdf:%s>", name, kind)
	language := ""
	if kind == "Alt" {
		language = ` xml:lang="x-default"`
	}
	for _, v := range values {
		x.b = fmt.Appendf(xmlio.AppendText(fmt.Appendf(x.b, "<rdf:li%s>", language), v), "</rdf:li>")
	}
	x.b = fmt.Appendf(x.b, "</rdf:%s></%s>\n", kind, name)
}

func (x *xmp) date(d mediasock.Date) {
	form := "2006-01-02T15:04:05"
	if d.Zoned {
		form += "-07:00"
	}
	x.text("exif:DateTimeOriginal", d.Local().Format(form))
}

// degrees writes a coordinate as XMP has it: degrees and minutes.
func degrees(f float64, positive, negative string) string {
	side := positive
	if f < 0 {
		side, f = negative, -f
	}
	whole, rest := math.Modf(f)
	return fmt.Sprintf("%.0f,%.8f%s", whole, rest*60, side)
}
