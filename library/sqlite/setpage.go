package sqlite

import (
	"errors"
	"slices"
	"time"

	"github.com/mediasock/mediasock/internal/posting"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

const (
	fewAtOnce = 300   // items of a leaf that a question reads itself
	fewEdges  = 1_000 // items at the ends of a range of dates that are looked at
)

// errOvertaken says that the database and the sets are not of the same change.
var errOvertaken = errors.New("sqlite: the sets are of another change")

// serves reports whether questions of this form are answered from sets.
func (m *sets) serves(s *search) bool {
	q := s.q
	return !m.index.writer.readOnly && q.Order == library.Newest && q.Item == 0 && q.Since == 0 && s.latest == 0 && !s.updates() && q.Circle == nil &&
		(q.Box == nil || len(boxTags(*q.Box)) > 0)
}

// page answers a question, or nil if it must be answered otherwise.
func (m *sets) page(c *sqlite.Conn, s *search) (*library.Page, error) {
	if !m.serves(s) {
		return nil, nil
	}
	f, err := m.find(c, s)
	if f == nil || err != nil {
		return nil, err
	}
	rows, err := s.rowsOf(c, f.keys)
	if err != nil {
		return nil, err
	}
	if len(rows) != len(f.keys) {
		m.index.log.Error("the sets of a search named items that are not there, and are given up for a while",
			"named", len(f.keys), "found", len(rows))
		m.Drop()
		m.forgetWishes(true)
		return nil, nil
	}
	page := &library.Page{Total: f.total}
	for _, row := range rows {
		page.Media = append(page.Media, row.Media)
	}
	if f.more {
		page.Next = rows[len(rows)-1].Cursor
	}
	return page, nil
}

// A keyPage is a page in sort keys.
type keyPage struct {
	keys  []int64
	total int
	more  bool
}

func (m *sets) find(c *sqlite.Conn, s *search) (page *keyPage, err error) {
	at, err := latestChange(c)
	if err != nil {
		return nil, err
	}
	unwanted, ok, err := s.edges(c)
	if !ok || err != nil {
		return nil, err
	}
	err = m.look(c, s.sets, at, func(b *base, f *finding) {
		page = f.without(b.keys, unwanted).page(b.keys, s)
	})
	return page, err
}

// look gives use what a clause finds in the snapshot of c, which is that of a change,
// if it can be told.
func (m *sets) look(c *sqlite.Conn, what clause, at int64, use func(*base, *finding)) error {
	b, sets, err := m.gather(c, what, at)
	if b == nil || err != nil {
		return err
	}
	now, d, change, release := m.settle()
	if now == nil {
		return nil
	}
	defer release()
	if now != b || change != at {
		return errOvertaken
	}
	m.used.Store(time.Now().UnixNano())
	use(b, b.finding(what, sets, d))
	return nil
}

// gather returns the base and the sets of the leaves of a clause, where they are
// there or hold a few items; the others are wished for, and b is nil.
func (m *sets) gather(c *sqlite.Conn, all clause, at int64) (b *base, sets map[string]*posting.Set, err error) {
	m.mu.RLock()
	b = m.base
	m.mu.RUnlock()
	if b == nil {
		if at >= m.smallTo.Load() {
			m.wish()
		}
		return nil, nil, nil
	}
	sets = map[string]*posting.Set{}
	var missing []clause
	for wanted := range all.leaves {
		l, err := m.leaf(c, b, wanted, at)
		switch {
		case err != nil:
			return nil, nil, err
		case l == nil:
			missing = append(missing, wanted)
		default:
			sets[wanted.phrase] = l.set
		}
	}
	if len(missing) > 0 {
		m.wish(missing...)
		return nil, nil, nil
	}
	return b, sets, nil
}

// leaf returns a leaf of b as it holds at a change, which is that of c; nil if it has
// to be read first.
func (m *sets) leaf(c *sqlite.Conn, b *base, wanted clause, at int64) (*leaf, error) {
	l, ok := b.leaves.get(wanted.phrase)
	switch {
	case ok && l.at <= at:
		return l, nil
	case ok:
		return nil, nil
	case m.atOnce:
		return b.read(c, at, wanted, -1)
	case wanted.box != nil || m.wished(wanted):
		return nil, nil
	}
	return b.read(c, at, wanted, fewAtOnce)
}

// wished reports whether a leaf is going to be read, because it is large.
func (m *sets) wished(c clause) bool {
	m.work.Lock()
	defer m.work.Unlock()
	_, known := m.asked[c.phrase]
	return known
}

// edges returns the sort keys at the ends of a range of dates of which the dates are
// not in it; ok is false if those are many.
func (s *search) edges(c *sqlite.Conn) (keys []int64, ok bool, err error) {
	if !s.dated() {
		return nil, true, nil
	}
	err = query(c, s.selectEdges(), func(r *row) error { keys = append(keys, r.int64()); return nil },
		s.fromStart().args(fewEdges+1)...)
	return keys, len(keys) <= fewEdges, err
}

func (s *search) selectEdges() string {
	out := "((?13 IS NOT NULL AND " + s.date("m") + " < ?13) OR (?14 IS NOT NULL AND " + s.date("m") + " >= ?14))"
	return `SELECT m.sort FROM media m WHERE m.sort >= ?8 AND m.sort < ?22 AND ` + out + `
		UNION ALL SELECT m.sort FROM media m WHERE m.sort > ?23 AND m.sort < ?7 AND ` + out + ` LIMIT +?9`
}

// A finding is what a clause finds: positions in the base, and the sort keys of what
// has changed, the greatest first.
type finding struct {
	set   *posting.Set // as the base has it
	left  *posting.Set // without what has changed
	fresh []int64
	seen  int // touches of the delta
}

// finding works out what a clause finds, from the sets of its leaves.
func (b *base) finding(c clause, sets map[string]*posting.Set, d *delta) *finding {
	key := c.String()
	f, ok := b.found.get(key)
	if ok && f.seen == len(d.log) {
		return f
	}
	next := &finding{seen: len(d.log), fresh: d.find(c)}
	if ok {
		next.set = f.set
	} else {
		next.set = posting.Eval(c.expr(sets))
	}
	next.left = next.set.Without(&d.dirty)
	size := next.set.Size() + 8*len(next.fresh)
	if next.left != next.set {
		size += next.left.Size()
	}
	b.found.put(key, next, size)
	return next
}

// without leaves sort keys out.
func (f *finding) without(keys *posting.Keys, unwanted []int64) *finding {
	if len(unwanted) == 0 {
		return f
	}
	var mask posting.Mask
	for _, key := range unwanted {
		if p, found := keys.Search(key); found {
			mask.Add(p)
		}
	}
	fresh := slices.DeleteFunc(slices.Clone(f.fresh), func(key int64) bool { return slices.Contains(unwanted, key) })
	return &finding{left: f.left.Without(&mask), fresh: fresh}
}
