package sqlite

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// Rows whose bytes' journal has made them durable come late: they are answered
// before they are in the database, and written many in one transaction, which is
// not synced. A row alone costs 27 pages of the log, in a thousand half a page.
// Whoever reads items waits until all are written, so nobody sees that.
const (
	lateMost = 1024        // rows that are written together
	lateTime = time.Second // how long one waits, if nobody asks
)

// settingSynced is written where a commit must have something to sync; it names
// the latest change then.
const settingSynced = "synced"

// A late knows the rows that are not written yet.
type late struct {
	due chan struct{} // they are to be written now

	mu    sync.Mutex
	rows  []*lateRow
	bytes map[ownedBytes]bool          // of rows
	held  map[ownedBytes]chan struct{} // closed when they are held no more
	full  bool                         // the last transaction has failed
	stuck int                          // rows that cannot be written

	normal bool // commits are not synced; of the goroutine that writes
}

// A lateRow is an item that was acknowledged.
type lateRow struct {
	media *library.Media
	jobs  []library.Job
}

// ownedBytes are what an owner has once.
type ownedBytes struct {
	owner  library.ID
	digest library.Digest
}

func bytesOf(m *library.Media) ownedBytes { return ownedBytes{m.Owner, m.Digest} }

var _ library.ReservingIndex = (*Index)(nil)

// Reserve implements library.ReservingIndex.
func (x *Index) Reserve(ctx context.Context, m *library.Media) (release func(), ok bool, err error) {
	if x.writer.readOnly {
		return nil, false, errReadOnly
	}
	if x.writer.late.crowded() {
		if err := x.catchUp(ctx); err != nil {
			return nil, false, err
		}
	}
	release, err = x.writer.late.hold(ctx, bytesOf(m))
	if err != nil {
		return nil, false, err
	}
	if ok = x.writer.late.takes(bytesOf(m)) && x.writer.broken.Load() == nil; ok {
		ok, err = x.reserve(ctx, m)
	}
	if !ok || err != nil {
		release()
		return nil, false, err
	}
	return release, true, nil
}

// reserve gives m an id if nothing stands in its way.
func (x *Index) reserve(ctx context.Context, m *library.Media) (ok bool, err error) {
	owner, err := x.userByID(ctx, m.Owner)
	if errors.Is(err, library.ErrUnknownUser) {
		return false, nil
	}
	if err != nil || owner == nil {
		return false, err
	}
	err = x.readAside(ctx, func(c *sqlite.Conn) error {
		t := &tx{Conn: c, index: x}
		_, known, err := number(c, "SELECT 1 FROM media WHERE owner = ? AND sha256 = ?", m.Owner, m.Digest)
		if err != nil || known {
			return err
		}
		if err := t.checkTaxa(m.Owner, m.Taxa); err != nil {
			if errors.Is(err, mediasock.ErrUnknownTaxon) {
				return nil // AddMedia tells it
			}
			return err
		}
		m.ID, err = t.claim(kindMedia, 0)
		ok = err == nil
		return err
	})
	return ok, err
}

// AddReserved implements library.ReservingIndex.
func (x *Index) AddReserved(m *library.Media, jobs ...library.Job) {
	x.writer.late.add(&lateRow{m.Clone(), jobs})
}

// Sync implements library.ReservingIndex. It writes something in a commit that is
// synced: the log is one sequence, so all before it is durable too.
func (x *Index) Sync(ctx context.Context) error {
	l := &x.writer.late
	if n := l.lost(); n > 0 {
		return fmt.Errorf("sqlite: %d rows cannot be written", n)
	}
	if l.count() == 0 && !x.writer.unsynced.Load() {
		return nil
	}
	if err := x.write(ctx, markSynced); err != nil {
		return err
	}
	if n := l.lost(); n > 0 {
		return fmt.Errorf("sqlite: %d rows cannot be written", n)
	}
	return nil
}

// markSynced writes the latest change down.
func markSynced(t *tx) error {
	t.marked = true
	n, err := latestChange(t.Conn)
	if err != nil {
		return err
	}
	return exec(t.Conn, "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		settingSynced, n)
}

// lateLeap is more than all rows that a power cut can take out of the log: the
// journal cannot hold so many.
const lateLeap = 1 << 20

// leap makes sure that no change has a number that another had before a power
// cut, which may have been told already. Where the database was closed in order
// none was lost.
func leap(c *sqlite.Conn) error {
	if marked, err := isMarked(c); marked || err != nil {
		return err
	}
	return exec(c, "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'audit'", lateLeap)
}

// isMarked reports whether the latest change was synced, and that written down.
func isMarked(c *sqlite.Conn) (bool, error) {
	last, err := latestChange(c)
	if err != nil {
		return false, err
	}
	marked, _, err := number(c, "SELECT value FROM setting WHERE name = ?", settingSynced)
	return marked == last, err
}

// catchUp returns when the rows that were late when it was called are written.
func (x *Index) catchUp(ctx context.Context) error {
	if x.writer.readOnly || x.writer.late.count() == 0 {
		return nil
	}
	p := &write{ctx: ctx, done: make(chan struct{})}
	if err := x.writer.enqueue(p); err != nil {
		return err
	}
	return p.wait(ctx)
}

// setSynced says whether the next commits are synced. The pragma takes effect
// when it is prepared, so it is prepared each time.
func (w *writer) setSynced(synced bool) error {
	if synced == !w.late.normal {
		return nil
	}
	text := "PRAGMA synchronous = FULL"
	if !synced {
		text = "PRAGMA synchronous = NORMAL"
	}
	err := script(w.conn, text)
	if err == nil {
		w.late.normal = !synced
	}
	return err
}

// addLate writes a row. The error is of the whole transaction: what is wrong with
// one row keeps no other from being written, and the journal keeps it.
func (w *writer) addLate(t *tx, r *lateRow) error {
	caught, err, lost := w.savepoint(t, func(t *tx) error { return t.addReserved(r) })
	if lost != nil {
		return lost
	}
	if caught != nil {
		err = fmt.Errorf("panic: %v", caught)
	}
	switch {
	case sqlite.ErrCode(err).ToPrimary() == sqlite.ResultFull:
		return err // there may be room for all of them later
	case errors.Is(err, library.ErrUnknownUser): // the account was removed meanwhile
		w.index.log.Warn("an item came too late for its account", "item", r.media.ID)
	case err != nil:
		w.index.log.Error("an item cannot be written; it stays in the journal", "item", r.media.ID, "error", err)
		w.late.lose()
	}
	return nil
}

func (t *tx) addReserved(r *lateRow) error {
	m := &mediaRow{Media: r.media.Clone()}
	if err := t.checkUser(m.Owner); err != nil {
		return err
	}
	var err error
	if m.Taxa, err = t.standing(distinct(m.Taxa)); err != nil {
		return err
	}
	if err := t.insert(m); err != nil {
		return err
	}
	return t.addJobs(m.ID, r.jobs)
}

// standing returns those albums that were not removed since an item was
// acknowledged.
func (t *tx) standing(ids []library.ID) (there []library.ID, err error) {
	for _, id := range ids {
		_, found, err := number(t.Conn, "SELECT 1 FROM taxon WHERE id = ?", id)
		if err != nil {
			return nil, err
		}
		if found {
			there = append(there, id)
		}
	}
	return there, nil
}
