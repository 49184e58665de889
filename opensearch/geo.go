package opensearch

import (
	"math"
	"strconv"
	"strings"
)

func getLat(q *Query) string {
	if q.Geo.Point == nil {
		return ""
	}
	return formatFloat(q.Geo.Point.Lat)
}

func getLon(q *Query) string {
	if q.Geo.Point == nil {
		return ""
	}
	return formatFloat(q.Geo.Point.Lon)
}

func setLat(q *Query, s string) error {
	f, err := parseFloat("lat", s, 90)
	if err == nil {
		q.point().Lat = f
	}
	return err
}

func setLon(q *Query, s string) error {
	f, err := parseFloat("lon", s, 180)
	if err == nil {
		q.point().Lon = f
	}
	return err
}

// point returns the point to put a number into; what is missing stays no number
// until whole has looked.
func (q *Query) point() *Point {
	if q.Geo.Point == nil {
		q.Geo.Point = &Point{Lat: math.NaN(), Lon: math.NaN()}
	}
	return q.Geo.Point
}

// whole fails for half a point: the other half would be read as 0, which is a place
// like any other.
func (g Geo) whole() error {
	switch {
	case g.Point == nil:
		return nil
	case math.IsNaN(g.Point.Lat):
		return invalid("lon without lat", formatFloat(g.Point.Lon))
	case math.IsNaN(g.Point.Lon):
		return invalid("lat without lon", formatFloat(g.Point.Lat))
	}
	return nil
}

func getRadius(q *Query) string {
	if q.Geo.Radius == 0 {
		return ""
	}
	return formatFloat(q.Geo.Radius)
}

func setRadius(q *Query, s string) error {
	f, err := parseFloat("radius", s, math.MaxFloat32)
	if err != nil || f < 0 {
		return invalid("radius", s)
	}
	q.Geo.Radius = f
	return nil
}

func getBox(q *Query) string {
	b := q.Geo.Box
	if b == nil {
		return ""
	}
	return formatFloat(b.West) + "," + formatFloat(b.South) + "," + formatFloat(b.East) + "," + formatFloat(b.North)
}

// setBox reads west,south,east,north; a box across the date line has its west
// greater than its east, but no box has its south above its north.
func setBox(q *Query, s string) error {
	parts := strings.Split(s, ",")
	if len(parts) != 4 {
		return invalid("box", s)
	}
	var f [4]float64
	for i, part := range parts {
		var err error
		if f[i], err = parseFloat("box", part, 180-90*float64(i%2)); err != nil {
			return invalid("box", s)
		}
	}
	if f[1] > f[3] {
		return invalid("box", s)
	}
	q.Geo.Box = &Box{West: f[0], South: f[1], East: f[2], North: f[3]}
	return nil
}

func parseFloat(local, s string, most float64) (float64, error) {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > most {
		return 0, invalid(local, s)
	}
	return f, nil
}

func formatFloat(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
