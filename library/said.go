package library

import (
	"fmt"
	"strings"
	"time"

	"github.com/mediasock/mediasock/metadata"
)

// A Saying is what a file says of itself under a name for people.
type Saying struct{ Name, Value string }

// Said returns what m's file says beside what has a field of its own, as far as
// m's viewer is told. A value may be empty.
func (m *Media) Said() []Saying {
	f := m.facts()
	f.overlay(m.Attributes)
	return []Saying{
		{"People", strings.Join(f.People, ", ")},
		{"Author", f.Author},
		{"Credit", f.Credit},
		{"Rating", ratingText(f.Rating)},
		{"Rights", strings.TrimSpace(f.Copyright + " " + f.License)},
		{"Camera", strings.TrimSpace(f.Make + " " + f.Model)},
		{"Lens", f.Lens},
		{"Exposure", exposureText(f.Exposure)},
		{"Coded as", strings.Trim(f.VideoCodec+", "+f.SoundCodec, ", ")},
	}
}

// ratingText is a rating as stars.
func ratingText(n int) string {
	switch {
	case n < 0:
		return "rejected"
	case n > 5:
		return ""
	}
	return strings.Repeat("★", n)
}

// exposureText is an exposure as photographers write it.
func exposureText(e metadata.Exposure) string {
	var parts []string
	switch {
	case e.Time <= 0:
	case e.Time < time.Second/3:
		parts = append(parts, fmt.Sprintf("1/%.0f s", float64(time.Second)/float64(e.Time)))
	default:
		parts = append(parts, fmt.Sprintf("%.1f s", e.Time.Seconds()))
	}
	if e.FNumber > 0 {
		parts = append(parts, fmt.Sprintf("f/%.1f", e.FNumber))
	}
	if e.ISO > 0 {
		parts = append(parts, fmt.Sprintf("ISO %d", e.ISO))
	}
	if e.FocalLength > 0 {
		parts = append(parts, fmt.Sprintf("%.0f mm", e.FocalLength))
	}
	return strings.Join(parts, ", ")
}
