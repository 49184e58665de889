package metadata

import (
	"strconv"
	"strings"
	"time"
)

// readXMP claims what a packet says.
func readXMP(b []byte, s *source, c *claims) error {
	root, err := parseXMP(b[:min(len(b), maxXMP)], s)
	p := root.properties()
	for _, from := range xmpTexts() {
		for _, name := range from.names {
			c.say(from.field, inXMP, p.find(name).value())
		}
	}
	c.say(author, inXMP, strings.Join(p.find("dc:creator").values(), ", "))
	for _, name := range []string{"exif:DateTimeOriginal", "photoshop:DateCreated", "xmp:CreateDate"} {
		c.when(inXMP, parseDate(p.find(name).value()))
	}
	lat, ok1 := xmpCoordinate(p.find("exif:GPSLatitude").value())
	long, ok2 := xmpCoordinate(p.find("exif:GPSLongitude").value())
	if ok1 && ok2 {
		c.where(inXMP, place(lat, long))
	}
	if v, err := strconv.ParseFloat(p.find("xmp:Rating").value(), 64); err == nil && v == v {
		c.rating[inXMP] = stars(v)
	}
	c.exposure[inXMP] = xmpExposure(p)
	c.extended = p.find("note:HasExtendedXMP").value()
	xmpLists(p, c)
	xmpPlaces(p, c)
	return err
}

// xmpExposure is what a packet says of an exposure.
func xmpExposure(p *xmpNode) Exposure {
	sensitivity := p.find("exifEX:PhotographicSensitivity").value()
	if list := p.find("exif:ISOSpeedRatings").values(); sensitivity == "" && len(list) > 0 {
		sensitivity = list[0]
	}
	return Exposure{
		Time:    time.Duration(rational(p.find("exif:ExposureTime").value()) * float64(time.Second)),
		FNumber: rational(p.find("exif:FNumber").value()), FocalLength: rational(p.find("exif:FocalLength").value()),
		ISO: int(rational(sensitivity)),
	}
}

// readSidecar reads an XMP packet that is a file of its own, as programs put
// it beside a picture that they do not touch.
func readSidecar(s *source, c *claims) error {
	b, err := s.upTo(0, maxXMP)
	if err != nil {
		return err
	}
	return readXMP(b, s, c)
}

type xmpText struct {
	field field
	names []string
}

// xmpTexts names the properties of each text, the best first.
func xmpTexts() []xmpText {
	return []xmpText{
		{title, []string{"dc:title", "photoshop:Headline"}},
		{caption, []string{"dc:description"}},
		{credit, []string{"photoshop:Credit"}},
		{copyright, []string{"dc:rights"}},
		{license, []string{"cc:license", "xmpRights:WebStatement"}},
		{location, []string{"core:Location"}},
		{city, []string{"photoshop:City"}},
		{region, []string{"photoshop:State"}},
		{country, []string{"photoshop:Country"}},
		{cameraMake, []string{"tiff:Make"}},
		{cameraModel, []string{"tiff:Model"}},
		{lens, []string{"exifEX:LensModel", "aux:Lens"}},
	}
}

// xmpLists claims keywords and people. Lightroom divides the words of a path
// by bars, digiKam by slashes.
func xmpLists(p *xmpNode, c *claims) {
	c.keywords[inXMP] = append(c.keywords[inXMP], p.find("dc:subject").values()...)
	for _, s := range p.find("lr:hierarchicalSubject").values() {
		c.path(strings.Split(s, "|"))
	}
	for _, s := range p.find("digiKam:TagsList").values() {
		c.path(strings.Split(s, "/"))
	}
	c.people = append(c.people, p.find("ext:PersonInImage").values()...)
	for _, area := range p.find("regions:Regions").find("regions:RegionList").items() {
		if kind := area.find("regions:Type").value(); kind == "Face" {
			c.people = append(c.people, area.find("regions:Name").value())
		}
	}
	for _, area := range p.find("MP:RegionInfo").find("MPRI:Regions").items() {
		c.people = append(c.people, area.find("MPReg:PersonDisplayName").value())
	}
}

// path notes a keyword path once. A single word is a keyword like any other.
func (c *claims) path(words []string) {
	const most, deepest = 500, 16
	joined := strings.Join(words, "|")
	if c.pathSeen[joined] || len(c.paths) == most || len(words) > deepest {
		return
	}
	if c.pathSeen == nil {
		c.pathSeen = map[string]bool{}
	}
	c.pathSeen[joined] = true
	c.paths = append(c.paths, words)
}

// xmpPlaces claims the newer structured names of places, where the older
// plain ones are missing.
func xmpPlaces(p *xmpNode, c *claims) {
	for _, name := range []string{"ext:LocationCreated", "ext:LocationShown"} {
		for _, at := range p.find(name).items() {
			c.say(location, inXMP, at.find("ext:Sublocation").value())
			c.say(city, inXMP, at.find("ext:City").value())
			c.say(region, inXMP, at.find("ext:ProvinceState").value())
			c.say(country, inXMP, at.find("ext:CountryName").value())
		}
	}
}
