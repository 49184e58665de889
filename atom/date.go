package atom

import (
	"strings"
	"time"
)

// layouts holds the dates in use, the right one first (AT-6): RFC 3339 and what
// was meant to be it, then RFC 822 in its many forms.
var layouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05", "2006-01-02", "2006-01", "2006",
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "Mon, 2 Jan 2006 15:04 -0700",
	"Mon, 2 Jan 2006 15:04 MST", "Mon, 2 Jan 2006 15:04:05", "Mon, 2 Jan 06 15:04:05 -0700",
	"Mon, 2 Jan 06 15:04:05 MST", "Monday, 2-Jan-06 15:04:05 MST", "Mon, 2 January 2006 15:04:05 -0700",
	"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 MST", "2 Jan 2006", "Mon, 2 Jan 2006",
	time.ANSIC, time.UnixDate, time.RubyDate,
}

// zones are the names of RFC 822 with their hours; time.Parse reads them as
// UTC outside of America.
var zones = map[string]string{
	"UT": "+0000", "UTC": "+0000", "GMT": "+0000", "Z": "+0000",
	"EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
	"MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}

// ParseTime reads a date as feeds have it and returns it in UTC, in whole
// seconds; the zero time stands for what is none.
func ParseTime(s string) time.Time {
	s = numericZone(strings.Join(strings.Fields(s), " "))
	if len(s) > 60 {
		return time.Time{}
	}
	for _, layout := range layouts {
		t, err := time.Parse(layout, s)
		if err != nil {
			t, err = time.Parse(layout, strings.ToUpper(s))
		}
		if t = t.UTC(); err == nil && t.Year() > 0 && t.Year() < 10000 {
			return t.Truncate(time.Second)
		}
	}
	return time.Time{}
}

// numericZone replaces a zone's name at the end by its hours.
func numericZone(s string) string {
	at := strings.LastIndexByte(s, ' ')
	if hours, ok := zones[strings.ToUpper(s[at+1:])]; ok && at > 0 {
		return s[:at+1] + hours
	}
	return s
}
