package gallery

import (
	"fmt"
	"strconv"
	"time"

	"github.com/mediasock/mediasock/library"
)

// sizeText returns a size as people read it: "3.4 MB".
func sizeText(bytes int64) string {
	const units = "kMGTPE"
	if bytes < 1000 {
		return strconv.FormatInt(bytes, 10) + " bytes"
	}
	value, unit := float64(bytes)/1000, 0
	for value >= 999.5 && unit < len(units)-1 {
		value /= 1000
		unit++
	}
	if value < 9.95 {
		return fmt.Sprintf("%.1f %cB", value, units[unit])
	}
	return fmt.Sprintf("%.0f %cB", value, units[unit])
}

// takenText returns when an item was taken, in the zone where that was.
func takenText(m *library.Media) string {
	if m.Taken.IsZero() {
		return ""
	}
	text := m.Taken.Format("2 January 2006, 15:04")
	if m.TakenZone {
		text += m.Taken.Format(" (UTC-07:00)")
	}
	return text
}

// dayText returns the day of a time, "never" for none.
func dayText(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Format("2 January 2006")
}

// durationText returns a duration as players show it: "1:04:09".
func durationText(d time.Duration) string {
	s := int(d.Round(time.Second) / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// countText returns "1 item", "12 items", "about 25000 items".
func countText(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case n > 10_000:
		return fmt.Sprintf("about %d %ss", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
