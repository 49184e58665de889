package sqlite

import (
	"context"
	"maps"
	"time"

	"github.com/mediasock/mediasock/internal/posting"
	"zombiezen.com/go/sqlite"
)

// mostAsked bounds the list of what was asked for.
const mostAsked = 1024

// wish asks for sets to be read in the background: first of all the base.
func (m *sets) wish(leaves ...clause) {
	m.work.Lock()
	defer m.work.Unlock()
	if m.closed || m.atOnce || time.Now().Before(m.notBefore) {
		return
	}
	for _, leaf := range leaves {
		m.ask(leaf)
	}
	if !m.working {
		m.working = true
		m.done.Go(m.run)
	}
}

// ask puts a leaf on the list, a box when it is asked for again: few are.
func (m *sets) ask(leaf clause) {
	listed, known := m.asked[leaf.phrase]
	if listed || len(m.wanted) >= mostAsked {
		return
	}
	if len(m.asked) >= 2*mostAsked {
		maps.DeleteFunc(m.asked, func(_ string, listed bool) bool { return !listed })
	}
	m.asked[leaf.phrase] = known || leaf.box == nil
	if m.asked[leaf.phrase] {
		m.wanted = append(m.wanted, leaf)
	}
}

// AwaitSets waits until what has been asked for is in memory, if there is room: for
// who measures.
func (x *Index) AwaitSets() { x.sets.done.Wait() }

// want has the background look whether there is something to do.
func (m *sets) want() { m.wish() }

// run does what there is to do, at most half of the time of one processor.
func (m *sets) run() {
	for {
		start := time.Now()
		more, err := m.step()
		if err != nil && m.ctx.Err() == nil {
			m.index.log.Error("sets of a search cannot be read", "error", err)
		}
		if m.rest(more && err == nil) {
			return
		}
		select {
		case <-time.After(time.Since(start)):
		case <-m.ctx.Done():
		}
	}
}

// rest ends the work if there is no more; what came in meanwhile goes on.
func (m *sets) rest(more bool) (ended bool) {
	m.work.Lock()
	defer m.work.Unlock()
	if m.ctx.Err() == nil && (more || len(m.wanted) > 0) {
		return false
	}
	m.working = false
	return true
}

// step does one thing: makes the base, merges what has changed into it, or reads a
// set.
func (m *sets) step() (more bool, err error) {
	m.mu.RLock()
	b, d := m.base, m.delta
	merge := d != nil && len(d.log) > m.merges
	m.mu.RUnlock()
	switch {
	case b == nil:
		return m.build(m.ctx)
	case merge:
		m.merge()
		return true, nil
	}
	leaf, ok := m.next()
	if !ok {
		return false, nil
	}
	defer m.answered(leaf)
	return true, m.readLeaf(m.ctx, b, leaf)
}

func (m *sets) next() (c clause, ok bool) {
	m.work.Lock()
	defer m.work.Unlock()
	if len(m.wanted) == 0 {
		return c, false
	}
	c, m.wanted = m.wanted[0], m.wanted[1:]
	return c, true
}

func (m *sets) answered(c clause) {
	m.work.Lock()
	defer m.work.Unlock()
	delete(m.asked, c.phrase)
}

// build makes the base. Changes are noted from before it is read; after it was
// read, an empty write waits until all that it may hold are.
func (m *sets) build(ctx context.Context) (done bool, err error) {
	x := m.index
	m.mu.Lock()
	m.drop()
	m.recording = true
	m.mu.Unlock()
	b, err := m.readBase(ctx)
	if err == nil {
		err = x.write(ctx, func(*tx) error { return nil })
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err != nil || b == nil || !m.recording {
		m.drop()
		m.forgetWishes(err != nil)
		return false, err
	}
	m.base, m.delta, m.change = b, newDelta(b.keys, nil), max(m.change, b.at)
	m.used.Store(time.Now().UnixNano())
	m.watch()
	return true, nil
}

// forgetWishes takes back what was wished for, for want of a base. After a failure
// no more is wished for for a while.
func (m *sets) forgetWishes(failed bool) {
	m.work.Lock()
	defer m.work.Unlock()
	m.wanted = nil
	clear(m.asked)
	if failed {
		m.notBefore = time.Now().Add(time.Minute)
	}
}

// readBase reads the keys of all items; nil if there are too few, or too many.
func (m *sets) readBase(ctx context.Context) (b *base, err error) {
	err = m.index.read(ctx, func(c *sqlite.Conn) error {
		return snapshot(c, func() error {
			at, err := latestChange(c)
			if err != nil {
				return err
			}
			items, err := itemsBetween(c, 0, maxSort)
			if err != nil {
				return err
			}
			if int(items) < m.from || int(items) > setsUpTo {
				m.smallTo.Store(at + int64(m.from)/10)
				return nil
			}
			b = newBase(at, new(posting.Keys))
			return query(c, selectKeys, func(r *row) error { b.keys.Add(r.int64()); return nil })
		})
	})
	return b, err
}

// selectKeys reads the sort keys from their index.
const selectKeys = "SELECT sort FROM media ORDER BY sort"

// watch drops the sets once nobody has asked for a while.
func (m *sets) watch() {
	m.work.Lock()
	defer m.work.Unlock()
	if m.closed {
		return
	}
	if m.idle != nil {
		m.idle.Stop() // of a base before
	}
	m.idle = time.AfterFunc(setsIdle, func() {
		if time.Since(time.Unix(0, m.used.Load())) >= setsIdle {
			m.Drop()
			return
		}
		m.watch()
	})
}

// readLeaf reads the set of a leaf from the database as it is now.
func (m *sets) readLeaf(ctx context.Context, b *base, leaf clause) error {
	return m.index.read(ctx, func(c *sqlite.Conn) error {
		return snapshot(c, func() error {
			at, err := latestChange(c)
			if err == nil {
				_, err = b.read(c, at, leaf, -1)
			}
			return err
		})
	})
}

// read adds the set of a leaf to b as the snapshot of c has it, which is that of a
// change; nil if it has more than most items (-1: any number).
func (b *base) read(c *sqlite.Conn, at int64, wanted clause, most int) (*leaf, error) {
	if at < b.at {
		return nil, nil // b knows more
	}
	var set posting.Builder
	n := 0
	err := query(c, wanted.sql(most), func(r *row) error {
		if p, found := b.keys.Search(r.int64()); found {
			set.Add(p)
		}
		n++
		return nil
	}, wanted.args(most)...)
	if err != nil || most >= 0 && n > most {
		return nil, err
	}
	l := &leaf{clause: wanted, at: at, set: set.Set()}
	b.leaves.put(wanted.phrase, l, l.set.Size())
	return l, nil
}

// sql selects the sort keys of the items of a leaf, in ascending order; at most one
// more than most.
func (c clause) sql(most int) string {
	from, where := " FROM search", " WHERE search MATCH ?1"
	if c.box != nil {
		from += " CROSS JOIN media m ON m.sort = search.rowid"
		where += " AND m.lat BETWEEN ?3 AND ?4 AND " + withinLong("?5", "?6")
	}
	sql := "SELECT search.rowid" + from + where
	if most >= 0 {
		sql += " LIMIT +?2"
	}
	return sql
}

func (c clause) args(most int) []any {
	if c.box == nil {
		return []any{c.phrase, most + 1}
	}
	b := *c.box
	return []any{anyTag(boxTags(b)).String(), most + 1, b.South, b.North, b.West, b.East}
}
