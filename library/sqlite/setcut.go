package sqlite

import (
	"sort"

	"github.com/mediasock/mediasock/internal/posting"
)

// A cut goes through a finding from the greatest sort key to the least.
type cut struct {
	keys  *posting.Keys
	set   *posting.Set
	fresh []int64
	low   int // position where the range ends
	high  int // position that was reached
}

// cut returns what lies in a range of sort keys.
func (f *finding) cut(keys *posting.Keys, from, below int64) cut {
	low, _ := keys.Search(from)
	high, _ := keys.Search(below)
	first := sort.Search(len(f.fresh), func(i int) bool { return f.fresh[i] < below })
	end := sort.Search(len(f.fresh), func(i int) bool { return f.fresh[i] < from })
	return cut{keys: keys, set: f.left, fresh: f.fresh[first:max(first, end)], low: low, high: max(low, high)}
}

func (c *cut) len() int { return c.set.Between(c.low, c.high) + len(c.fresh) }

// next returns the next key after skip others; ok is false at the end.
func (c *cut) next(skip int) (key int64, ok bool) {
	for {
		bound := c.low // of what is greater than the next that has changed
		if len(c.fresh) > 0 {
			at, _ := c.keys.Search(c.fresh[0])
			bound = max(c.low, at)
		}
		if n := c.set.Between(bound, c.high); skip >= n {
			skip -= n
			c.high = min(c.high, bound)
		} else {
			c.high, _ = c.set.Before(c.high, skip)
			return c.keys.At(c.high), true
		}
		if len(c.fresh) == 0 {
			return 0, false
		}
		key, c.fresh = c.fresh[0], c.fresh[1:]
		if skip == 0 {
			return key, true
		}
		skip--
	}
}

// page returns the keys of the page that is asked for.
func (f *finding) page(keys *posting.Keys, s *search) *keyPage {
	from, below := s.span()
	all := f.cut(keys, from, below)
	page := &keyPage{total: all.len()}
	skip := max(s.q.Offset, 0)
	if s.after != nil {
		skip, all = 0, f.cut(keys, from, min(below, s.after.key))
	}
	for len(page.keys) < s.q.Limit {
		key, ok := all.next(skip)
		if !ok {
			return page
		}
		page.keys, skip = append(page.keys, key), 0
	}
	page.more = all.len() > 0
	return page
}
