package sqlite

import (
	"math"
	"strconv"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// cellSizes are the sides, in degrees, of the squares into which the Earth is
// divided: each item has a tag for its square of each size. A box is first
// looked for by the tags of the smallest squares of which it needs no more than
// maxCells, and then exactly; one that needs more of the largest is so large
// that looking by date finds its items soon.
func cellSizes() [3]float64 { return [3]float64{0.02, 0.5, 10} }

const maxCells = 40

// cellTags returns the tags of a place.
func cellTags(place *mediasock.Geo) (tags []string) {
	if place == nil || math.IsNaN(place.Lat) || math.IsNaN(place.Long) {
		return nil
	}
	for level, size := range cellSizes() {
		tags = append(tags, tagCell(level, cell(place.Lat, 90, size), cell(place.Long, 180, size)))
	}
	return tags
}

// cell numbers the squares along one direction. It never falls as degrees grow,
// so a place between two others lies in a square between theirs.
func cell(degrees, limit, size float64) int {
	return int(math.Floor((min(max(degrees, -limit), limit) + limit) / size))
}

func tagCell(level, lat, long int) string {
	return "g" + strconv.Itoa(level) + "n" + strconv.Itoa(lat) + "e" + strconv.Itoa(long)
}

// boxTags returns the tags of squares that cover a box, or none for a large one.
func boxTags(b library.Box) []string {
	if math.IsNaN(b.South + b.North + b.West + b.East) {
		return nil
	}
	for level, size := range cellSizes() {
		if tags := coveringCells(b, level, size); len(tags) > 0 {
			return tags
		}
	}
	return nil
}

// coveringCells returns none if there would be more than maxCells.
func coveringCells(b library.Box, level int, size float64) (tags []string) {
	spans := [][2]float64{{b.West, b.East}}
	if b.West > b.East { // across the date line
		spans = [][2]float64{{b.West, 180}, {-180, b.East}}
	}
	south, north := cell(b.South, 90, size), cell(b.North, 90, size)
	for _, span := range spans {
		west, east := cell(span[0], 180, size), cell(span[1], 180, size)
		if north-south >= maxCells || east-west >= maxCells || len(tags)+(north-south+1)*(east-west+1) > maxCells {
			return nil
		}
		for lat := south; lat <= north; lat++ {
			for long := west; long <= east; long++ {
				tags = append(tags, tagCell(level, lat, long))
			}
		}
	}
	return tags
}
