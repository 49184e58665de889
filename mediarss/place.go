package mediarss

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock/internal/xmlio"
)

// ParsePoint reads "lat lon", as GeoRSS has it; a comma between the two, as
// MediaSock has it, is taken as well (MR-18).
func ParsePoint(s string) (Point, bool) {
	f := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' || r == '\r' })
	if len(f) != 2 {
		return Point{}, false
	}
	lat, err1 := strconv.ParseFloat(f[0], 64)
	lon, err2 := strconv.ParseFloat(f[1], 64)
	p := Point{lat, lon}
	return p, err1 == nil && err2 == nil && p.valid()
}

// valid refuses what is not on Earth, and NaN.
func (p Point) valid() bool { return math.Abs(p.Lat) <= 90 && math.Abs(p.Lon) <= 180 }

// String returns "lat lon", as GeoRSS has it.
func (p Point) String() string { return string(p.append(nil)) }

func (p Point) append(dst []byte) []byte {
	dst = strconv.AppendFloat(dst, p.Lat, 'f', -1, 64)
	dst = append(dst, ' ')
	return strconv.AppendFloat(dst, p.Lon, 'f', -1, 64)
}

// place takes georss:point, georss:where with a gml:Point in it, and geo:Point,
// geo:lat and geo:long; the first place wins.
func (r reader) place(dt *Details, start xml.StartElement) error {
	switch start.Name.Local {
	case "where", "Point":
		return xmlio.Each(r.d, func(child xml.StartElement) error { return r.place(dt, child) })
	case "point", "pos":
		s, err := xmlio.Line(r.d)
		if p, ok := ParsePoint(s); ok && dt.Location == nil {
			dt.Location = &p
		}
		return err
	case "lat", "long":
		s, err := xmlio.Line(r.d)
		dt.coordinate(start.Name.Local, s)
		return err
	}
	return r.d.Skip()
}

// coordinate takes one half of a place told as geo:lat and geo:long.
func (dt *Details) coordinate(name, s string) {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return
	}
	var p Point
	if dt.Location != nil {
		p = *dt.Location
	}
	if name == "lat" {
		p.Lat = f
	} else {
		p.Lon = f
	}
	if p.valid() {
		dt.Location = &p
	}
}
