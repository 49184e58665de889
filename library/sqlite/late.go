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

// A late knows the rows that are not written yet.
type late struct {
	due chan struct{} // they are to be written now

	mu    sync.Mutex
	rows  []*lateRow
	bytes map[ownedBytes]bool          // of rows
	held  map[ownedBytes]chan struct{} // closed when they are held no more
	full  bool                         // the last transaction has failed
	stuck int                          // rows that cannot be written

	// Of the goroutine that writes:
	normal bool // commits are not synced
	closed bool // no row was late yet, so it may stand there that the database was closed in order
	leaps  bool // it was not closed in order, and nothing has changed since
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
