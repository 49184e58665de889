package mediasock

import (
	"fmt"
	"strings"
	"time"
)

// A Date is an instant to the second, and the zone that it was noted in where
// that is known (MS-92, MS-93).
type Date struct {
	Time   time.Time // in UTC; this is what counts
	Zoned  bool      // the zone is known
	Offset int       // the zone's standard offset from UTC in minutes
	DST    int       // hours that its clocks were ahead of that
}

const stamp = "20060102150405"

// DateOf returns t as a Date with t's zone. The zone UTC counts as unknown, for
// that is how times without one are kept.
func DateOf(t time.Time) Date {
	d := Date{Time: t.UTC().Truncate(time.Second)}
	_, seconds := t.Zone()
	total := seconds / 60
	if t.Location() == time.UTC || seconds%60 != 0 || total < -999 || total > 999 {
		return d
	}
	d.Zoned, d.Offset = true, total
	// Only a shift of one hour can be told apart; others are part of the offset.
	if t.IsDST() && total-standardOffset(t) == 60 {
		d.Offset, d.DST = total-60, 1
	}
	return d
}

// standardOffset returns the offset in minutes of t's zone outside of daylight
// saving, in t's year.
func standardOffset(t time.Time) int {
	for month := time.January; month <= time.December; month++ {
		at := time.Date(t.Year(), month, 1, 0, 0, 0, 0, t.Location())
		if _, seconds := at.Zone(); !at.IsDST() {
			return seconds / 60
		}
	}
	_, seconds := t.Zone()
	return seconds / 60
}

// ParseDate reads a date: 14, 12 or 8 digits, then the zone with or without its
// dot; or RFC 3339.
func ParseDate(s string) (Date, error) {
	s = strings.TrimSpace(s)
	if len(s) > 64 {
		return Date{}, fmt.Errorf("mediasock: date of %d characters", len(s))
	}
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	layout := ""
	switch digits {
	case 14, 12, 8:
		layout = stamp[:digits]
	case 4:
		return parseRFC3339(s)
	default:
		return Date{}, fmt.Errorf("mediasock: malformed date %q", s)
	}
	t, err := time.Parse(layout, s[:digits])
	if err != nil {
		return Date{}, fmt.Errorf("mediasock: no such date %q", s)
	}
	d := Date{Time: t}
	if err := d.parseZone(s[digits:]); err != nil {
		return Date{}, fmt.Errorf("%w in date %q", err, s)
	}
	return d, nil
}

// parseZone reads the suffix .ZZZZX, or nothing.
func (d *Date) parseZone(s string) error {
	if s == "" {
		return nil
	}
	s = strings.TrimPrefix(s, ".")
	if len(s) != 5 || s[0] != '+' && s[0] != '-' || strings.Trim(s[1:], "0123456789") != "" {
		return fmt.Errorf("mediasock: malformed zone %q", s)
	}
	d.Offset = int(s[1]-'0')*100 + int(s[2]-'0')*10 + int(s[3]-'0')
	if s[0] == '-' {
		d.Offset = -d.Offset
	}
	d.Zoned, d.DST = true, int(s[4]-'0')
	return nil
}

func parseRFC3339(s string) (Date, error) {
	t, err := time.Parse(time.RFC3339, strings.ToUpper(s))
	if err != nil {
		return Date{}, fmt.Errorf("mediasock: malformed date %q", s)
	}
	d := Date{Time: t.UTC().Truncate(time.Second)}
	if year := d.Time.Year(); year < 0 || year > 9999 {
		return Date{}, fmt.Errorf("mediasock: year %d in date %q", year, s)
	}
	if _, seconds := t.Zone(); !strings.HasSuffix(s, "Z") && !strings.HasSuffix(s, "z") && seconds/60 >= -999 && seconds/60 <= 999 {
		d.Zoned, d.Offset = true, seconds/60
	}
	return d, nil
}

// String writes the date as it is sent; "" for a year that four digits cannot
// hold.
func (d Date) String() string {
	t := d.Time.UTC()
	if t.Year() < 0 || t.Year() > 9999 {
		return ""
	}
	s := t.Format(stamp)
	if !d.Zoned || d.Offset < -999 || d.Offset > 999 || d.DST < 0 || d.DST > 9 {
		return s
	}
	return s + fmt.Sprintf(".%+04d%d", d.Offset, d.DST)
}

// Local returns the time as clocks showed it where it was noted, in a zone of
// that offset; in UTC if the zone is unknown.
func (d Date) Local() time.Time {
	if !d.Zoned {
		return d.Time.UTC()
	}
	return d.Time.In(time.FixedZone("", d.Offset*60+d.DST*3600))
}
