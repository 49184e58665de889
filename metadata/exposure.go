package metadata

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Exposure is how a photograph was exposed.
type Exposure struct {
	// Time is the shutter speed.
	Time time.Duration
	// FNumber is the aperture, FocalLength is in millimetres.
	FNumber, FocalLength float64
	// ISO is the sensitivity.
	ISO int
}

// String writes an exposure as photographers do, such as "1/250 s, f/4, ISO 100,
// 24 mm", as far as it is known.
func (e Exposure) String() string {
	var parts []string
	switch {
	case e.Time <= 0:
	case e.Time < time.Second/3:
		parts = append(parts, fmt.Sprintf("1/%.0f s", float64(time.Second)/float64(e.Time)))
	default:
		parts = append(parts, tenths(e.Time.Seconds())+" s")
	}
	if e.FNumber > 0 {
		parts = append(parts, "f/"+tenths(e.FNumber))
	}
	if e.ISO > 0 {
		parts = append(parts, fmt.Sprintf("ISO %d", e.ISO))
	}
	if e.FocalLength > 0 {
		parts = append(parts, tenths(e.FocalLength)+" mm")
	}
	return strings.Join(parts, ", ")
}

func tenths(v float64) string { return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64) }

// ParseExposure reads what [Exposure.String] writes, in any order; what it does not
// understand it leaves out.
func ParseExposure(s string) (e Exposure) {
	for part := range strings.SplitSeq(s, ",") {
		part = strings.ToLower(strings.TrimSpace(part))
		if v, ok := strings.CutSuffix(part, "s"); ok {
			e.Time = time.Duration(math.Round(rational(v) * float64(time.Second)))
		} else if v, ok := strings.CutPrefix(part, "f/"); ok {
			e.FNumber = rational(v)
		} else if v, ok := strings.CutPrefix(part, "iso"); ok {
			e.ISO = int(rational(v))
		} else if v, ok := strings.CutSuffix(part, "mm"); ok {
			e.FocalLength = rational(v)
		}
	}
	return e
}

// rational reads a positive number or fraction below a thousand million, else 0.
func rational(s string) float64 {
	above, below, fraction := strings.Cut(s, "/")
	v, err := strconv.ParseFloat(strings.TrimSpace(above), 64)
	if fraction && err == nil {
		var by float64
		by, err = strconv.ParseFloat(strings.TrimSpace(below), 64)
		v /= by
	}
	if err != nil || !(v > 0 && v < 1e9) {
		return 0
	}
	return v
}
