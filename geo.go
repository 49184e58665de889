package mediasock

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Geo is a place: decimal degrees on WGS84, south and west negative (MS-94).
type Geo struct{ Lat, Long float64 }

// ParseGeo reads "lat,long", with spaces and plus signs.
func ParseGeo(s string) (Geo, error) {
	lat, long, ok := strings.Cut(s, ",")
	if !ok {
		return Geo{}, fmt.Errorf("mediasock: malformed place %q", s)
	}
	var g Geo
	var err error
	if g.Lat, err = parseDegrees(lat, 90); err != nil {
		return Geo{}, err
	}
	if g.Long, err = parseDegrees(long, 180); err != nil {
		return Geo{}, err
	}
	return g, nil
}

func parseDegrees(s string, limit float64) (float64, error) {
	s = strings.TrimSpace(s)
	if len(s) > 64 || strings.Trim(s, "+-.0123456789") != "" {
		return 0, fmt.Errorf("mediasock: malformed coordinate %.80q", s)
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0, fmt.Errorf("mediasock: malformed coordinate %q", s)
	}
	if math.Abs(f) > limit {
		return 0, fmt.Errorf("mediasock: coordinate %q beyond %v degrees", s, limit)
	}
	return f, nil
}

// String writes the place as it is sent, with at most six decimals.
func (g Geo) String() string { return formatDegrees(g.Lat) + "," + formatDegrees(g.Long) }

func formatDegrees(f float64) string {
	f = math.Round(f*1e6)/1e6 + 0 // + 0 makes -0 to 0
	return strconv.FormatFloat(f, 'f', -1, 64)
}
