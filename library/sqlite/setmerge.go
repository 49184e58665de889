package sqlite

import (
	"slices"

	"github.com/mediasock/mediasock/internal/posting"
)

// merge makes a new base of the base and what has changed since.
func (m *sets) merge() {
	b, now, at, release := m.settle()
	if b == nil {
		return
	}
	log := now.log // which grows, but does not change
	release()
	next := b.merged(newDelta(b.keys, log), at)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.base == b { // not dropped meanwhile
		m.base, m.delta = next, newDelta(next.keys, m.delta.log[len(log):])
	}
}

// merged returns b with what d holds, which is the state at a change.
func (b *base) merged(d *delta, at int64) *base {
	var added []int64 // sort keys of what is new, or was changed
	for n := range d.log {
		if d.live(n) {
			added = append(added, d.log[n].sort)
		}
	}
	slices.Sort(added)
	keys, moves := b.mergeKeys(d, added)
	next := newBase(at, keys)
	for _, h := range b.leaves.all() {
		if h.value.at <= at {
			l := h.value.merged(d, moves, keys, at)
			next.leaves.put(l.phrase, l, l.set.Size())
		}
	}
	return next
}

// A move says that the positions from one on, up to that of the next, lie so many
// places further in a new base.
type move struct{ from, by int }

// mergeKeys takes what is dirty out of the keys, and what is added in.
func (b *base) mergeKeys(d *delta, added []int64) (*posting.Keys, []move) {
	keys, by := new(posting.Keys), 0
	moves := []move{{0, 0}}
	for p, key := range b.keys.All {
		was := by
		for ; len(added) > 0 && added[0] <= key; by++ {
			keys.Add(added[0])
			added = added[1:]
		}
		if d.dirty.Has(p) {
			by--
			moves = append(moves, move{p + 1, by})
			continue
		}
		if by != was {
			moves = append(moves, move{p, by})
		}
		keys.Add(key)
	}
	for _, key := range added {
		keys.Add(key)
	}
	return keys, moves
}

// merged returns the leaf in a new base: what has not changed is moved, and what has
// is looked at in d.
func (l *leaf) merged(d *delta, moves []move, keys *posting.Keys, at int64) *leaf {
	var places []int
	i := 0
	for p := range l.set.Without(&d.dirty).All {
		for i+1 < len(moves) && moves[i+1].from <= p {
			i++
		}
		places = append(places, p+moves[i].by)
	}
	for n := range d.leaf(l.clause).All {
		if p, found := keys.Search(d.log[n].sort); found && d.live(n) {
			places = append(places, p)
		}
	}
	slices.Sort(places)
	return &leaf{clause: l.clause, at: at, set: posting.SetOf(places...)}
}
