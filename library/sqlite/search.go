package sqlite

import (
	"context"
	"errors"
	"iter"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

const (
	defaultLimit = 50  // of a page
	listBatch    = 500 // items that a listing reads at a time
	exactTotal   = 10_000
)

// A search is a query as one viewer asks it.
type search struct {
	q       library.Query
	v       *viewer
	e       *expression
	sets    clause // what is asked for, for sets
	match   string // and for the search index, as narrow sets it
	wide    bool   // match says nothing of who sees an item: the other conditions do
	nothing bool   // no item can be meant
	after   *cursor
	item    int64 // sort key of the item that the query names
	latest  int64 // no change after this one; 0: any
	exact   int   // totals are counted up to this
	commits int64 // of the index, when nothing had been read yet
}

// newSearch works out what q means for v.
func (x *Index) newSearch(c *sqlite.Conn, v library.Viewer, q library.Query) (*search, error) {
	commits := x.commits.Load() // before the first read, which settles what the snapshot holds
	after, err := parseCursor(q.Order, q.After)
	if err != nil {
		return nil, err
	}
	w, err := viewerOf(c, v)
	if err != nil {
		return nil, err
	}
	s := &search{q: q, v: w, after: after, exact: x.exact, commits: commits}
	e, ok := match(w, q)
	if ok && q.Item != 0 {
		if s.item, ok, err = number(c, "SELECT sort FROM media WHERE id = ?1", q.Item); err != nil {
			return nil, err
		}
	}
	if !ok {
		s.nothing = true
		return s, nil
	}
	if q.Taxon != 0 {
		_, found, err := number(c, "SELECT 1 FROM taxon t WHERE t.id = ?6 AND "+seesTaxon, w.args(q.Taxon)...)
		if s.nothing = !found; err != nil || s.nothing {
			return s, err
		}
	}
	if q.Author != "" {
		tags, err := called(c, q.Author)
		if s.nothing = len(tags) == 0; err != nil || s.nothing {
			return s, err
		}
		e.wanted = append(e.wanted, anyTag(tags))
	}
	s.e, s.sets = e, e.forSets(w, q)
	return s, nil
}

// called returns the tags of the accounts that are called so.
func called(c *sqlite.Conn, author string) (tags []string, err error) {
	err = query(c, "SELECT id, name, title FROM user", func(r *row) error {
		u := library.User{ID: r.id(), Name: r.text(), Title: r.text()}
		if u.IsCalled(author) {
			tags = append(tags, tagOwner(u.ID))
		}
		return nil
	})
	return tags, err
}

// narrowed is newSearch for who asks the search index.
func (x *Index) narrowed(c *sqlite.Conn, v library.Viewer, q library.Query) (*search, error) {
	s, err := x.newSearch(c, v, q)
	if err != nil || s.nothing {
		return s, err
	}
	return s, x.narrow(c, s)
}

// few is how many matches are looked up one by one, to see who may see them.
const few = 300

// narrow sets how s is matched. The lists of what someone may see are long, and
// to look into them for each match of a rare word costs more than to look at the
// matches themselves.
func (x *Index) narrow(c *sqlite.Conn, s *search) error {
	s.match = s.e.String()
	if s.q.Trash {
		return nil
	}
	for _, part := range s.e.parts() {
		rare, err := x.rare(c, s.commits, part.String())
		if err != nil {
			return err
		}
		if rare {
			s.match, s.wide = s.e.wide(), true
			return nil
		}
	}
	return nil
}

// rare reports whether few items match a part of an expression.
func (x *Index) rare(c *sqlite.Conn, commits int64, part string) (bool, error) {
	key := "rare " + part
	if n, ok := x.totals.get(commits, key); ok {
		return n <= few, nil
	}
	n, _, err := number(c, "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT +?2)", part, few+1)
	if err == nil {
		x.totals.put(commits, key, int(n))
	}
	return n <= few, err
}

// Search implements library.MediaIndex. The total is exact where it is known from
// sets. The search index counts up to 10,000 matches; beyond that it is worked out
// from how far back in time the first 10,000 reach.
func (x *Index) Search(ctx context.Context, v library.Viewer, q library.Query) (page *library.Page, err error) {
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	if err := x.sets.prepare(ctx); err != nil {
		return nil, err
	}
	for tries := range mostTries {
		err = x.read(ctx, func(c *sqlite.Conn) error {
			return snapshot(c, func() (err error) {
				page, err = x.answer(c, v, q, tries < mostTries-1)
				return err
			})
		})
		if !errors.Is(err, errOvertaken) {
			break
		}
	}
	return page, err
}

// mostTries is how often a page is begun anew because something was committed
// before the sets knew of it. The last time the search index is asked.
const mostTries = 3

// answer answers from sets if it can and may.
func (x *Index) answer(c *sqlite.Conn, v library.Viewer, q library.Query, sets bool) (*library.Page, error) {
	s, err := x.newSearch(c, v, q)
	if err != nil || s.nothing {
		return &library.Page{}, err
	}
	if sets {
		if page, err := x.sets.page(c, s); page != nil || err != nil {
			return page, err
		}
	}
	if err := x.narrow(c, s); err != nil {
		return nil, err
	}
	return x.page(c, s)
}

// page reads one item more than it answers, to know whether more follow.
func (x *Index) page(c *sqlite.Conn, s *search) (*library.Page, error) {
	page := &library.Page{}
	var total int
	if !s.q.Uncounted || s.driven() { // whose plan depends on it
		var err error
		if total, err = x.total(c, s); err != nil {
			return nil, err
		}
	}
	rows, err := x.pageRows(c, s, total, s.q.Limit+1)
	if err != nil {
		return nil, err
	}
	page.Total = max(total, s.reached(len(rows)))
	for _, m := range rows[:min(len(rows), s.q.Limit)] {
		page.Media = append(page.Media, m.Media)
	}
	if len(rows) > s.q.Limit {
		page.Next = page.Media[s.q.Limit-1].Cursor
	}
	return page, nil
}

// reached returns how many matches there are at least, where so many rows were
// read: an estimate must not be less.
func (s *search) reached(rows int) int {
	if s.after != nil || rows == 0 {
		return rows
	}
	return max(s.q.Offset, 0) + rows
}

// ListMedia implements library.MediaIndex. It reads batches of items and leaves
// out those that have changed since it began, so that none comes twice.
func (x *Index) ListMedia(ctx context.Context, v library.Viewer, q library.Query) iter.Seq2[*library.Media, error] {
	return batches(func() func() ([]*library.Media, error) {
		l := &listing{index: x, v: v, q: q, left: q.Limit}
		return func() ([]*library.Media, error) { return l.next(ctx) }
	})
}

// A listing is a query that is read batch by batch.
type listing struct {
	index  *Index
	v      library.Viewer
	q      library.Query
	latest int64 // number of the latest change when the listing began
	begun  bool
	left   int // of q.Limit, if that is set
}

func (l *listing) next(ctx context.Context) (batch []*library.Media, err error) {
	n := listBatch
	if l.q.Limit > 0 {
		n = min(n, l.left)
	}
	if n == 0 {
		return nil, ctx.Err()
	}
	err = l.index.read(ctx, func(c *sqlite.Conn) error {
		return snapshot(c, func() error {
			batch, err = l.read(c, n)
			return err
		})
	})
	if len(batch) > 0 {
		l.left -= len(batch)
		l.q.After, l.q.Offset = batch[len(batch)-1].Cursor, 0
	}
	return batch, err
}

func (l *listing) read(c *sqlite.Conn, n int) (batch []*library.Media, err error) {
	if !l.begun {
		if l.latest, err = latestChange(c); err != nil {
			return nil, err
		}
		l.begun = true
	}
	s, err := l.index.narrowed(c, l.v, l.q)
	if err != nil || s.nothing {
		return nil, err
	}
	s.latest = l.latest
	total := 0
	if s.driven() {
		if total, _, err = s.count(c); err != nil {
			return nil, err
		}
	}
	rows, err := s.rows(c, total, n)
	for _, m := range rows {
		batch = append(batch, m.Media)
	}
	return batch, err
}

// snapshot runs f in a transaction, so that all its statements see one state.
func snapshot(c *sqlite.Conn, f func() error) error {
	if err := exec(c, "BEGIN"); err != nil {
		return err
	}
	err := f()
	if endErr := exec(c, "ROLLBACK"); err == nil {
		err = endErr
	}
	return err
}
