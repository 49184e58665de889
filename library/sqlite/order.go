package sqlite

import (
	"time"

	"github.com/mediasock/mediasock/library"
)

// A sort key is the rowid of an item in the search index:
//
//	seconds since year 1 << 20 | 1/1024 seconds << 10 | number
//
// so that the newest come first by descending rowid. Items of the same slot are
// numbered; when the 1024 numbers of a slot are used, the next slot's follow.
const (
	sortFraction = 10
	sortNumber   = 10
	sortSecond   = sortFraction + sortNumber
)

// slack is added to the upper end of a range of dates, because a crowd of items
// of the same second reaches into later slots; the date itself is compared too.
const slack = time.Hour

// slot returns the first sort key of t's slot. Years before 1 and after 9999
// count as those.
func slot(t time.Time) int64 {
	const last = 315537897599 // of year 9999
	seconds := min(max(t.Unix()-time.Time{}.Unix(), 0), last)
	return seconds<<sortSecond | int64(t.Nanosecond())<<sortFraction/int64(time.Second)<<sortNumber
}

// sortKey returns a free key for an item.
func (t *tx) sortKey(m *library.Media) (int64, error) {
	for first := slot(m.Date()); ; first += 1 << sortNumber {
		end := first + 1<<sortNumber
		last, found, err := number(t.Conn, "SELECT max(sort) FROM media WHERE sort >= ? AND sort < ?", first, end)
		switch {
		case err != nil:
			return 0, err
		case !found:
			return first, nil
		case last+1 < end:
			return last + 1, nil
		}
	}
}
