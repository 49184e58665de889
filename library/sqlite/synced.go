package sqlite

import (
	"context"
	"fmt"

	"zombiezen.com/go/sqlite"
)

// settingSynced is written where a commit must have something to sync; it names
// the latest change then.
const settingSynced = "synced"

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
