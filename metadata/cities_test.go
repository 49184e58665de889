package metadata_test

import (
	"testing"

	"github.com/mediasock/mediasock/metadata"
)

func TestNear(t *testing.T) {
	for _, test := range []struct {
		lat, long     float64
		name, country string
	}{
		{60.3971, 5.3245, "Bergen", "Norway"},
		{-33.8568, 151.2153, "Sydney", "Australia"},
		{43.73, 7.41, "Monaco", "Monaco"},
		{40.6892, -74.0445, "New York", "United States"},
		{-18.2, 178.5, "Suva", "Fiji"},
		{0, -140, "", ""},
		{89.9, 10, "", ""},
	} {
		c, ok := metadata.Place{Lat: test.lat, Long: test.long}.Near()
		if c.Name != test.name || c.Country != test.country || ok != (test.name != "") {
			t.Errorf("Near(%v, %v) = %+v, %v, want %q in %q", test.lat, test.long, c, ok, test.name, test.country)
		}
	}
}
