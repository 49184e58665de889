package library

import "strings"

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
		{"Camera", cameraText(&f.Facts)},
		{"Lens", f.Lens},
		{"Exposure", f.Exposure.String()},
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
