package sqlite

import (
	"slices"
	"strings"

	"github.com/mediasock/mediasock/internal/posting"
	"github.com/mediasock/mediasock/library"
)

// A delta holds what has changed since a base.
type delta struct {
	log    []touch
	words  map[string][]int // which touches have a word
	latest map[int64]int    // the last touch of a sort key
	dirty  posting.Mask     // positions of the base that no longer hold
}

func newDelta(keys *posting.Keys, log []touch) *delta {
	d := &delta{words: map[string][]int{}, latest: map[int64]int{}}
	for i := range log {
		d.add(&log[i], keys)
	}
	return d
}

// add takes over the next change.
func (d *delta) add(t *touch, keys *posting.Keys) {
	n := len(d.log)
	d.log = append(d.log, *t)
	d.latest[t.sort] = n
	if p, found := keys.Search(t.sort); found {
		d.dirty.Add(p)
	}
	for word := range strings.FieldsSeq(t.text) {
		if list := d.words[word]; len(list) == 0 || list[len(list)-1] != n {
			d.words[word] = append(list, n)
		}
	}
}

// live reports whether touch n is what its item is now.
func (d *delta) live(n int) bool { return !d.log[n].gone && d.latest[d.log[n].sort] == n }

// leaf returns which touches have a phrase, or lie in a box.
func (d *delta) leaf(c clause) *posting.Set {
	if c.box != nil {
		return d.inBox(*c.box)
	}
	phrase := strings.Trim(c.phrase, `"`)
	words := strings.Fields(phrase)
	if len(words) == 1 {
		return posting.SetOf(d.words[phrase]...)
	}
	var b posting.Builder
	for _, n := range d.words[words[0]] {
		if strings.Contains(d.log[n].text+" ", " "+phrase+" ") {
			b.Add(n)
		}
	}
	return b.Set()
}

func (d *delta) inBox(b library.Box) *posting.Set {
	var set posting.Builder
	for n := range d.log {
		if at := d.log[n].place; at != nil && holds(b, at.Lat, at.Long) {
			set.Add(n)
		}
	}
	return set.Set()
}

// holds reports whether a box holds a place, as wantsBox does.
func holds(b library.Box, lat, long float64) bool {
	if lat < b.South || lat > b.North || lat != lat || long != long {
		return false
	}
	if b.West <= b.East {
		return long >= b.West && long <= b.East
	}
	return long >= b.West || long <= b.East
}

// find returns the sort keys of the changed items that match, the greatest first.
func (d *delta) find(c clause) (keys []int64) {
	if len(d.log) == 0 {
		return nil
	}
	sets := map[string]*posting.Set{}
	for leaf := range c.leaves {
		sets[leaf.phrase] = d.leaf(leaf)
	}
	for n := range posting.Eval(c.expr(sets)).All {
		if d.live(n) {
			keys = append(keys, d.log[n].sort)
		}
	}
	slices.SortFunc(keys, func(a, b int64) int { return int(min(max(b-a, -1), 1)) })
	return keys
}
