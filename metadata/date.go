package metadata

import (
	"slices"
	"strings"
	"time"
)

// dateLayouts are the forms of dates in EXIF, XMP, IPTC and QuickTime, the
// longest first. Fractions of seconds are read in each of them.
func dateLayouts() []string {
	return []string{
		"2006:01:02 15:04:05Z07:00", "2006:01:02 15:04:05",
		"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05-07",
		"2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05",
		"2006/01/02 15:04:05", "20060102 150405-0700", "20060102 150405",
		"2006-01-02", "2006:01:02", "20060102", "2006-01", "2006",
	}
}

// parseDate reads a date in any of the forms; the zero moment is none.
func parseDate(s string) moment {
	s = strings.TrimSpace(strings.TrimRight(s, "\x00"))
	if len(s) < 4 || len(s) > 40 {
		return moment{}
	}
	for _, layout := range dateLayouts() {
		// In UTC, so that the zone of this machine never slips in.
		t, err := time.ParseInLocation(layout, s, time.UTC)
		if err != nil || !plausible(t) {
			continue
		}
		if strings.Contains(layout, "07") {
			return moment{t, ZoneOffset}
		}
		return moment{t, ZoneUnknown}
	}
	return moment{}
}

// plausible tells whether anybody could have taken a photograph then.
// Cameras whose clock was never set write zeros.
func plausible(t time.Time) bool { return t.Year() >= 1800 && t.Year() < 2200 }

// exifDate joins EXIF's date with its tags for fractions and for the offset.
func exifDate(date, fraction, offset string) moment {
	m := parseDate(date)
	if m.time.IsZero() {
		return m
	}
	if fraction = digits(fraction); fraction != "" {
		if d, err := time.ParseDuration("0." + fraction + "s"); err == nil {
			m.time = m.time.Truncate(time.Second).Add(d)
		}
	}
	zone, err := time.ParseInLocation("Z07:00", strings.TrimSpace(offset), time.UTC)
	if err != nil || m.zone != ZoneUnknown {
		return m
	}
	_, seconds := zone.Zone()
	return m.at(seconds, ZoneOffset)
}

// digits returns the digits at the start of s, nine at most.
func digits(s string) string {
	s = strings.TrimSpace(s)
	n := 0
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n]
}

// at reads the clock of m in the zone that is so many seconds east of UTC.
func (m moment) at(seconds int, how Zone) moment {
	t := m.time
	zone := time.UTC
	if seconds != 0 {
		zone = time.FixedZone("", seconds)
	}
	return moment{time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone), how}
}

// byGPS finds the zone of a local time from the satellites' time, which is
// UTC and was taken at about the same moment.
func byGPS(m moment, gps time.Time) moment {
	switch {
	case gps.IsZero():
		return m
	case m.time.IsZero():
		return moment{gps, ZoneUTC}
	}
	difference := m.time.Sub(gps)
	const slack = 5 * time.Minute // the age of a fix
	for _, minutes := range offsetsInUse() {
		offset := time.Duration(minutes) * time.Minute
		if (difference - offset).Abs() <= slack {
			return m.at(int(offset.Seconds()), ZoneGPS)
		}
	}
	return m
}

// offsetsInUse are the offsets from UTC, in minutes, that clocks on Earth
// show: the whole hours, and a few in between.
func offsetsInUse() []int {
	between := []int{-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765, 825}
	for hour := -12; hour <= 14; hour++ {
		between = append(between, 60*hour)
	}
	slices.Sort(between)
	return between
}
