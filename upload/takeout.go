package upload

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/mediasock/mediasock"
)

// A takeout is the JSON file that Google Takeout writes beside a photograph or
// film, as far as it is of use.
type takeout struct {
	Title          string
	Description    string
	PhotoTakenTime struct{ Timestamp string }
	GeoData        struct{ Latitude, Longitude float64 }
	GeoDataExif    struct{ Latitude, Longitude float64 }
	People         []struct{ Name string }
}

// takeoutWords reads the JSON of Google Takeout. Its title is the file's name,
// which the service is told anyway.
func takeoutWords(text []byte) *mediasock.Media {
	m := &mediasock.Media{}
	var t takeout
	if json.Unmarshal(text, &t) != nil || t.PhotoTakenTime.Timestamp == "" {
		return m
	}
	m.Caption = strings.TrimSpace(t.Description)
	add := adder(&m.Attributes)
	if seconds, err := strconv.ParseInt(t.PhotoTakenTime.Timestamp, 10, 64); err == nil {
		add(mediasock.DomainDate, mediasock.AttributeCreated, mediasock.Date{Time: time.Unix(seconds, 0).UTC()}.String())
	}
	at := t.GeoData
	if at.Latitude == 0 && at.Longitude == 0 { // no place is written as zeros
		at = t.GeoDataExif
	}
	if at.Latitude != 0 || at.Longitude != 0 {
		if g, err := mediasock.ParseGeo(mediasock.Geo{Lat: at.Latitude, Long: at.Longitude}.String()); err == nil {
			add(mediasock.DomainGeo, mediasock.AttributeLocation, g.String())
		}
	}
	for _, p := range t.People {
		add(mediasock.DomainText, mediasock.AttributePerson, p.Name)
	}
	return m
}
