package sqlite

import (
	"fmt"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// A cursor is where an item stands in an order.
type cursor struct {
	order byte
	key   int64 // sort key, microseconds of the date added, or number of the change
	id    library.ID
}

func orderLetter(o library.Order) (byte, error) {
	switch o {
	case library.Newest:
		return 'n', nil
	case library.Recent:
		return 'r', nil
	case library.Change:
		return 'c', nil
	case library.Latest:
		return 'l', nil
	}
	return 0, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "no such order"}
}

// parseCursor reads what String wrote for the order; "" is the start, nil.
func parseCursor(o library.Order, s string) (*cursor, error) {
	letter, err := orderLetter(o)
	if err != nil || s == "" {
		return nil, err
	}
	var c cursor
	_, err = fmt.Sscanf(s, "%c%d.%d", &c.order, &c.key, &c.id)
	if err != nil || c.order != letter || c.String() != s {
		return nil, &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "no such page"}
	}
	return &c, nil
}

// String returns the cursor as text, which callers do not look into.
func (c cursor) String() string { return fmt.Sprintf("%c%d.%d", c.order, c.key, c.id) }

func cursorOf(o library.Order, m *mediaRow) cursor {
	switch o {
	case library.Recent:
		return cursor{'r', m.Added.UnixMicro(), m.ID}
	case library.Change:
		return cursor{'c', m.Change, m.ID}
	case library.Latest:
		return cursor{'l', m.Change, m.ID}
	}
	return cursor{'n', m.sort, m.ID}
}

// dateRange returns the sort keys that a range of dates lies in, from and below;
// the date itself must be compared too.
func dateRange(q library.Query) (from, below int64) {
	from, below = 0, maxSort
	if !q.From.IsZero() {
		from = slot(q.From)
	}
	if !q.To.IsZero() {
		below = slot(q.To.Add(slack)) + 1<<sortNumber
	}
	return from, below
}

// surelyFrom and surelyTo bound the sort keys that say alone that a date is in
// the range of q: a crowd of items of one moment does not reach there.
func surelyFrom(q library.Query) int64 {
	if q.From.IsZero() {
		return 0
	}
	return slot(q.From.Add(slack))
}

func surelyTo(q library.Query) int64 {
	if q.To.IsZero() {
		return maxSort
	}
	return slot(q.To) - 1
}

// maxSort is above every sort key.
const maxSort = 1<<63 - 1

// micros returns the first microsecond that is not before t, so that a date in
// the database compares with it as with t; nil for the zero time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Add(time.Microsecond - time.Nanosecond).UnixMicro()
}
