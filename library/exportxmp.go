package library

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock/metadata"
)

const xmpEnding = ".xmp"

// The name spaces of an export's XMP. exportSpace is our own, for what no
// standard has a property for.
const (
	rdfSpace    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	dcSpace     = "http://purl.org/dc/elements/1.1/"
	exportSpace = "urn:x-mediasock:export:1:"
)

const xmpHead = `<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="` + rdfSpace + `">
<rdf:Description rdf:about=""
 xmlns:dc="` + dcSpace + `"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:exifEX="http://cipa.jp/exif/1.0/"
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:lr="http://ns.adobe.com/lightroom/1.0/"
 xmlns:mediasock="` + exportSpace + `">
`

const xmpTail = `</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`

// An xmpWriter writes properties, one a line.
type xmpWriter struct {
	b   bytes.Buffer
	err error
}

// XMP returns the item's words as an XMP packet, as an export has it beside each
// file. [ReadXMP] reads it.
func (m *Media) XMP() ([]byte, error) {
	w, f := new(xmpWriter), m.facts()
	f.overlay(m.Attributes)
	w.b.WriteString(xmpHead)
	w.list("dc:title", "Alt", m.Title)
	w.list("dc:description", "Alt", m.Caption)
	w.list("dc:subject", "Bag", m.Keywords...)
	if date := xmpDate(m.Taken, m.TakenZone); date != "" {
		w.text("photoshop:DateCreated", date)
		w.text("exif:DateTimeOriginal", date)
	}
	if m.Place != nil {
		w.text("exif:GPSLatitude", xmpDegrees(m.Place.Lat, "N", "S"))
		w.text("exif:GPSLongitude", xmpDegrees(m.Place.Long, "E", "W"))
	}
	w.text("Iptc4xmpCore:Location", f.Location)
	w.text("photoshop:City", f.City)
	w.text("photoshop:State", f.Region)
	w.text("photoshop:Country", f.Country)
	w.list("dc:creator", "Seq", f.Author)
	w.list("dc:rights", "Alt", f.Copyright)
	w.text("photoshop:Credit", f.Credit)
	w.text("xmpRights:WebStatement", f.License)
	w.list("Iptc4xmpExt:PersonInImage", "Bag", f.People...)
	var paths []string
	for _, path := range f.KeywordPaths {
		paths = append(paths, strings.Join(path, "|"))
	}
	w.list("lr:hierarchicalSubject", "Bag", paths...)
	if f.Rating != 0 {
		w.text("xmp:Rating", strconv.Itoa(f.Rating))
	}
	w.camera(&f.Facts)
	w.text("mediasock:Item", m.ID.String())
	w.text("mediasock:Name", m.Name)
	w.text("mediasock:Note", m.Note)
	w.text("mediasock:Visibility", string(m.Visibility))
	var attributes []string
	for _, a := range m.Attributes {
		attributes = append(attributes, attributeText(a))
	}
	w.list("mediasock:Attributes", "Seq", attributes...)
	w.b.WriteString(xmpTail)
	return w.b.Bytes(), w.err
}

// camera writes what a picture was taken with. Programs look for the lens in two
// places.
func (w *xmpWriter) camera(f *metadata.Facts) {
	w.text("tiff:Make", f.Make)
	w.text("tiff:Model", f.Model)
	w.text("exifEX:LensModel", f.Lens)
	w.text("aux:Lens", f.Lens)
	w.text("exif:ExposureTime", xmpRational(f.Exposure.Time.Seconds()))
	w.text("exif:FNumber", xmpRational(f.Exposure.FNumber))
	if f.Exposure.ISO > 0 {
		w.list("exif:ISOSpeedRatings", "Seq", strconv.Itoa(f.Exposure.ISO))
	}
	w.text("exif:FocalLength", xmpRational(f.Exposure.FocalLength))
}

// text writes a property unless it is empty.
func (w *xmpWriter) text(name, value string) {
	if value == "" {
		return
	}
	fmt.Fprintf(&w.b, "<%s>", name)
	w.escape(value)
	fmt.Fprintf(&w.b, "</%s>\n", name)
}

// list writes a property of several values unless there are none.
func (w *xmpWriter) list(name, kind string, values ...string) {
	if len(values) == 0 || len(values) == 1 && values[0] == "" {
		return
	}
	language := ""
	if kind == "Alt" {
		language = ` xml:lang="x-default"`
	}
	fmt.Fprintf(&w.b, "<%s><rdf:%s>", name, kind)
	for _, v := range values {
		fmt.Fprintf(&w.b, "<rdf:li%s>", language)
		w.escape(v)
		w.b.WriteString("</rdf:li>")
	}
	fmt.Fprintf(&w.b, "</rdf:%s></%s>\n", kind, name)
}

func (w *xmpWriter) escape(s string) {
	if err := xml.EscapeText(&w.b, []byte(s)); err != nil && w.err == nil {
		w.err = err
	}
}

// xmpDate writes a date with its zone if that is known.
func xmpDate(t time.Time, zoned bool) string {
	switch {
	case t.IsZero() || writable(t).IsZero():
		return ""
	case zoned:
		return t.Format("2006-01-02T15:04:05.999Z07:00")
	}
	return t.Format("2006-01-02T15:04:05.999")
}

// xmpDegrees writes degrees and minutes, as XMP's GPSCoordinate is.
func xmpDegrees(degrees float64, positive, negative string) string {
	letter := positive
	if degrees < 0 {
		letter, degrees = negative, -degrees
	}
	whole := math.Floor(degrees)
	return fmt.Sprintf("%d,%.6f%s", int(whole), (degrees-whole)*60, letter)
}

// xmpRational writes a positive number below a thousand million as XMP's Rational is, by its
// reciprocal where that is a whole number, as that of a shutter's time.
func xmpRational(v float64) string {
	switch {
	case !(v > 1e-9 && v < 1e9):
		return ""
	case v < 1 && math.Abs(math.Round(1/v)*v-1) < 1e-6:
		return fmt.Sprintf("1/%.0f", 1/v)
	}
	below := 1.0
	for below < 1e6 && math.Abs(math.Round(v*below)-v*below) > 1e-6*below {
		below *= 10
	}
	return fmt.Sprintf("%.0f/%.0f", v*below, below)
}
