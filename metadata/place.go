package metadata

import (
	"math"
	"strconv"
	"strings"
)

// place returns a point, or nil if it is none on Earth. Zero degrees
// twice is what devices write that have no fix.
func place(lat, long float64) *Place {
	if !(math.Abs(lat) <= 90 && math.Abs(long) <= 180) || lat == 0 && long == 0 {
		return nil
	}
	return &Place{Lat: rounded(lat), Long: rounded(long)}
}

// rounded keeps eight decimals, about a millimetre, so that the same place
// written in degrees and in minutes is the same.
func rounded(v float64) float64 { return math.Round(v*1e8) / 1e8 }

// sexagesimal joins degrees, minutes and seconds, of which the last may be
// missing, and applies the hemisphere.
func sexagesimal(parts []float64, hemisphere string) (float64, bool) {
	if len(parts) == 0 || len(parts) > 3 {
		return 0, false
	}
	v, unit := 0.0, 1.0
	for _, p := range parts {
		v += p / unit
		unit *= 60
	}
	switch strings.ToUpper(strings.TrimSpace(hemisphere)) {
	case "S", "W":
		v = -v
	}
	return v, !math.IsNaN(v) && !math.IsInf(v, 0)
}

// xmpCoordinate reads "60,23.82N", "60,23,49.2N" or decimal degrees.
func xmpCoordinate(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	hemisphere := ""
	if n := len(s); n > 0 && strings.ContainsAny(s[n-1:], "NSEWnsew") {
		s, hemisphere = s[:n-1], s[n-1:]
	}
	var parts []float64
	for _, p := range strings.SplitN(s, ",", 4) {
		v, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil {
			return 0, false
		}
		parts = append(parts, v)
	}
	return sexagesimal(parts, hemisphere)
}

// iso6709 reads "+60.3971+005.3245+012/", as films carry it. Its whole part
// has two or three digits for degrees; two more are minutes, and two more
// seconds.
func iso6709(s string) *Place {
	lat, rest, ok := signedPart(strings.TrimSpace(s), 2)
	if !ok {
		return nil
	}
	long, _, ok := signedPart(rest, 3)
	if !ok {
		return nil
	}
	return place(lat, long)
}

// signedPart reads one signed number whose degrees have so many digits.
func signedPart(s string, degreeDigits int) (v float64, rest string, ok bool) {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0, s, false
	}
	end := 1
	for end < len(s) && (s[end] == '.' || s[end] >= '0' && s[end] <= '9') {
		end++
	}
	number := s[1:end]
	whole, _, _ := strings.Cut(number, ".")
	var parts []float64
	for len(whole) >= degreeDigits+2 { // minutes, then seconds, follow
		p, err := strconv.ParseFloat(number[:degreeDigits], 64)
		if err != nil || len(parts) == 2 {
			return 0, s, false
		}
		parts = append(parts, p)
		whole, number, degreeDigits = whole[degreeDigits:], number[degreeDigits:], 2
	}
	last, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return 0, s, false
	}
	hemisphere := "N"
	if s[0] == '-' {
		hemisphere = "S"
	}
	v, ok = sexagesimal(append(parts, last), hemisphere)
	return v, s[end:], ok
}
