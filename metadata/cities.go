package metadata

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
)

// citiesText has a line "=COUNTRY" before the cities of each country, and a line
// "LAT LONG NAME" for each city: where people live or go to see.
//
//go:embed cities.txt
var citiesText string

// A City is where a photograph may have been made, by its coordinates alone.
type City struct {
	Name, Country string
	Place
}

// cities reads the table when it is first asked for.
var cities = sync.OnceValue(func() (all []City) {
	country := ""
	for line := range strings.Lines(citiesText) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "="); ok {
			country = name
			continue
		}
		lat, rest, _ := strings.Cut(line, " ")
		long, name, _ := strings.Cut(rest, " ")
		c := City{Name: name, Country: country}
		var err, err2 error
		c.Lat, err = strconv.ParseFloat(lat, 64)
		c.Long, err2 = strconv.ParseFloat(long, 64)
		if err != nil || err2 != nil || name == "" {
			panic("metadata: cities.txt: " + line) // a mistake in the table
		}
		all = append(all, c)
	}
	return all
})

// nearCity is how far a place may be from a city's middle to be called by its
// name, in kilometres.
const nearCity = 30

// Near returns the city of the table that a place lies in or by, ok false if none
// is near. It is a guess: the table has some hundred cities.
func (p Place) Near() (c City, ok bool) {
	best := float64(nearCity)
	for _, candidate := range cities() {
		if math.Abs(candidate.Lat-p.Lat) > 0.3 {
			continue
		}
		if d := p.kilometres(candidate.Place); d < best {
			best, c, ok = d, candidate, true
		}
	}
	return c, ok
}

// kilometres is the distance of two places that are near each other.
func (p Place) kilometres(q Place) float64 {
	const perDegree = 111.195
	long := math.Abs(p.Long - q.Long)
	long = min(long, 360-long) * math.Cos(p.Lat*math.Pi/180)
	return perDegree * math.Hypot(p.Lat-q.Lat, long)
}
