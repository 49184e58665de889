package sqlite

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"
)

// group is the most writes that share a commit.
const group = 128

// A writer owns the connection that writes, and the goroutine that uses it.
type writer struct {
	index *Index
	conn  *sqlite.Conn
	queue chan *write
	fatal chan error
	done  chan struct{} // closed when the goroutine has ended

	late     late
	unsynced atomic.Bool // the latest commits may not be synced

	mu       sync.RWMutex // held for reading while a write is queued
	closed   bool
	readOnly bool // there is no connection that writes
	broken   atomic.Pointer[error]
}

// A write is one caller's part of a transaction.
type write struct {
	ctx   context.Context
	do    func(*tx) error // nil: it waits for the rows that are late alone
	state atomic.Int32
	err   error
	panic any
	done  chan struct{}
}

// The states of a write. A caller whose context ends may take its write back
// until it has been started.
const (
	queued = iota
	started
	withdrawn
)

// A tx is what a write works with.
type tx struct {
	*sqlite.Conn
	index   *Index
	now     time.Time // as it comes back from the database
	visible bool      // whether what searches find may have changed
	change  int64     // the latest of the change sequence, 0 if none was added
	touched []touch   // what searches find of items, in order
	marked  bool      // it writes something, so that its commit is synced
	leapt   bool      // see leap
	unhold  []func()  // called after the transaction
}

// startWriter starts the goroutine. What a process that was not closed in order
// has left may not be synced.
func startWriter(x *Index, c *sqlite.Conn, closed bool) *writer {
	w := &writer{index: x, conn: c, queue: make(chan *write, group), fatal: make(chan error, 1), done: make(chan struct{})}
	w.late.due, w.late.closed, w.late.leaps = make(chan struct{}, 1), true, !closed
	w.unsynced.Store(!closed)
	go w.run()
	return w
}

// stop ends the goroutine after what is queued; false if it was stopped before.
func (w *writer) stop() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.closed = true
	close(w.queue)
	<-w.done
	return true
}

// write runs do in a transaction and returns when it is committed. do runs in
// another goroutine while this one waits; if it returns an error, nothing of
// it is written. do must not call methods of the Index.
func (x *Index) write(ctx context.Context, do func(*tx) error) error {
	p := &write{ctx: ctx, do: do, done: make(chan struct{})}
	if err := x.writer.enqueue(p); err != nil {
		return err
	}
	return p.wait(ctx)
}

// wait returns when a write is committed, or taken back.
func (p *write) wait(ctx context.Context) error {
	select {
	case <-p.done:
	case <-ctx.Done():
		if p.state.CompareAndSwap(queued, withdrawn) {
			return ctx.Err()
		}
		<-p.done
	}
	if p.panic != nil {
		panic(p.panic)
	}
	return told(ctx, p.err)
}

func (w *writer) enqueue(p *write) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.readOnly {
		return errReadOnly
	}
	if w.closed {
		return errClosed
	}
	if err := p.ctx.Err(); err != nil {
		return err
	}
	select {
	case w.queue <- p:
		return nil
	case <-p.ctx.Done():
		return p.ctx.Err()
	}
}

func (w *writer) run() {
	defer close(w.done)
	batch := make([]*write, 0, group)
	for {
		batch = batch[:0]
		select {
		case p, ok := <-w.queue:
			if !ok {
				w.end()
				return
			}
			batch = w.collect(append(batch, p))
		case <-w.late.due:
		}
		w.commit(batch)
		for _, p := range batch {
			close(p.done)
		}
	}
}

// end writes and syncs what is late, and that all is.
func (w *writer) end() {
	if closed, err := isClosed(w.conn); closed && err == nil && w.late.count() == 0 {
		return
	}
	w.commit([]*write{{ctx: context.Background(), do: markClosed}})
}

// collect adds what is waiting, without waiting for more: while one commit is
// synced, the next group gathers by itself.
func (w *writer) collect(batch []*write) []*write {
	for len(batch) < group {
		select {
		case p, ok := <-w.queue:
			if !ok {
				return batch
			}
			batch = append(batch, p)
		default:
			return batch
		}
	}
	return batch
}

// commit runs a batch in one transaction, after the rows that are late. These
// alone are not synced: what made them durable stands beside the database.
func (w *writer) commit(batch []*write) {
	rows := w.late.waiting()
	wanted := slices.ContainsFunc(batch, func(p *write) bool { return p.do != nil })
	if !wanted && len(rows) == 0 {
		return
	}
	t := &tx{Conn: w.conn, index: w.index, now: kept(w.index.clock())}
	reopens := w.late.closed && len(rows) > 0
	synced := wanted || reopens
	err := w.transact(t, rows, batch, synced)
	for _, unhold := range t.unhold {
		unhold()
	}
	w.index.written.Add(1)
	if err == nil {
		w.index.sets.apply(t.change, t.touched)
		if t.visible {
			w.index.commits.Add(1)
		}
		w.late.written(len(rows))
		w.late.closed, w.late.leaps = w.late.closed && !reopens, w.late.leaps && !t.leapt
		w.unsynced.Store(!synced || w.unsynced.Load() && !t.marked)
		return
	}
	w.late.failed()
	w.lose(batch, err)
}

// lose tells a batch that its transaction has failed.
func (w *writer) lose(batch []*write, err error) {
	if !w.conn.AutocommitEnabled() {
		exec(w.conn, "ROLLBACK")
	}
	if fatal(err) {
		if w.index.refusedWrite(err) {
			err = temporary("the disk is read-only", err)
		} else {
			w.breakDown(err)
		}
	}
	for _, p := range batch {
		if p.err == nil && p.panic == nil {
			p.err = err
		}
	}
}

func (w *writer) transact(t *tx, rows []*lateRow, batch []*write, synced bool) error {
	if broken := w.broken.Load(); broken != nil {
		return *broken
	}
	if err := w.setSynced(synced); err != nil {
		return err
	}
	if err := exec(w.conn, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if w.late.closed && len(rows) > 0 {
		if err := t.reopen(); err != nil {
			return err
		}
	}
	for _, r := range rows {
		if err := w.addLate(t, r); err != nil {
			return err
		}
	}
	for _, p := range batch {
		if err := w.part(t, p); err != nil {
			return err
		}
	}
	return exec(w.conn, "COMMIT")
}

// part runs one write in a savepoint. The error is of the whole transaction.
func (w *writer) part(t *tx, p *write) error {
	if !p.state.CompareAndSwap(queued, started) {
		return nil
	}
	if p.err = p.ctx.Err(); p.err != nil || p.do == nil {
		return nil
	}
	var err error
	p.panic, p.err, err = w.savepoint(t, p.do)
	return err
}

// savepoint runs do so that nothing of it is written if it fails. lost is of the
// whole transaction.
func (w *writer) savepoint(t *tx, do func(*tx) error) (caught any, err, lost error) {
	if lost := exec(w.conn, "SAVEPOINT part"); lost != nil {
		return nil, nil, lost
	}
	visible, change, touched, marked, leapt := t.visible, t.change, len(t.touched), t.marked, t.leapt
	caught, err = guarded(t, do)
	if err == nil && caught == nil {
		return nil, nil, exec(w.conn, "RELEASE part")
	}
	if w.conn.AutocommitEnabled() || fatal(err) {
		return caught, err, fmt.Errorf("sqlite: transaction lost: %w", err)
	}
	t.visible, t.change, t.touched, t.marked, t.leapt = visible, change, t.touched[:touched], marked, leapt
	if lost := exec(w.conn, "ROLLBACK TO part"); lost != nil {
		return caught, err, lost
	}
	return caught, err, exec(w.conn, "RELEASE part")
}

// guarded catches a panic of do, which belongs into its caller's goroutine.
func guarded(t *tx, do func(*tx) error) (caught any, err error) {
	defer func() { caught = recover() }()
	return nil, do(t)
}

// breakDown refuses every later write.
func (w *writer) breakDown(err error) {
	err = fmt.Errorf("sqlite: the disk failed under the database: %w", err)
	if w.broken.CompareAndSwap(nil, &err) {
		w.index.log.Error("database failed, writes are refused", "error", err)
		w.fatal <- err
	}
}
