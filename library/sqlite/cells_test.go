package sqlite

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// Whatever lies in a box lies in one of the squares that cover it.
func TestBoxTags_Cover(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		p := &mediasock.Geo{Lat: r.Float64()*180 - 90, Long: r.Float64()*360 - 180}
		width := []float64{0, 0.001, 0.03, 1, 30}[r.IntN(5)]
		b := library.Box{
			South: p.Lat - width*r.Float64(), North: p.Lat + width*r.Float64(),
			West: p.Long - width*r.Float64(), East: p.Long + width*r.Float64(),
		}
		tags := boxTags(b)
		covered := slices.ContainsFunc(cellTags(p), func(tag string) bool { return slices.Contains(tags, tag) })
		if len(tags) > 0 && !covered {
			t.Fatalf("boxTags(%v) = %v, without a square of %v", b, tags, p)
		}
		if width < 0.01 && (len(tags) == 0 || len(tags) > 9) {
			t.Fatalf("boxTags(%v) = %d squares, want a few", b, len(tags))
		}
	}
}

func TestBoxTags_DateLine(t *testing.T) {
	b := library.Box{West: 179.5, East: -179.5, South: -17, North: -16.5}
	tags := boxTags(b)
	for _, long := range []float64{180, -180, 179.5, -179.5, 179.9, -179.9} {
		p := &mediasock.Geo{Lat: -16.7, Long: long}
		if !slices.ContainsFunc(cellTags(p), func(tag string) bool { return slices.Contains(tags, tag) }) {
			t.Errorf("boxTags(%v) = %v, without a square of %v", b, tags, p)
		}
	}
}
