package sqlite

import (
	"context"
	"fmt"

	"zombiezen.com/go/sqlite"
)

// settingSynced is written where a commit must have something to sync; it names
// the latest change then. settingClosed names the latest change where the
// database was closed in order, until a row comes late again.
const (
	settingSynced = "synced"
	settingClosed = "closed"
)

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
func markSynced(t *tx) error { return t.mark(settingSynced) }

// markClosed writes down that what is committed is all.
func markClosed(t *tx) error {
	if err := t.leap(); err != nil {
		return err
	}
	return t.mark(settingClosed)
}

func (t *tx) mark(setting string) error {
	n, err := latestChange(t.Conn)
	if err != nil {
		return err
	}
	t.marked = true
	return exec(t.Conn, "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
		setting, n)
}

// reopen takes the mark away that the database was closed in order. It is part of
// the commit of the first rows that are late, which is synced for that: a power
// cut that takes out later ones must not bring the mark back.
func (t *tx) reopen() error {
	return exec(t.Conn, "DELETE FROM setting WHERE name = ?", settingClosed)
}

// lateLeap is more than all rows that a power cut can take out of the log: the
// journal cannot hold so many.
const lateLeap = 1 << 20

// leap makes sure that no change has a number that another had before a power
// cut, which may have been told already. It is part of the first change after a
// start: a disk that is full keeps nobody from starting.
func (t *tx) leap() error {
	if !t.index.writer.late.leaps || t.leapt {
		return nil
	}
	t.leapt = true
	return exec(t.Conn, "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = 'audit'", lateLeap)
}

// isClosed reports whether the database was closed in order after the latest
// change.
func isClosed(c *sqlite.Conn) (bool, error) {
	last, err := latestChange(c)
	if err != nil {
		return false, err
	}
	closed, _, err := number(c, "SELECT value FROM setting WHERE name = ?", settingClosed)
	return closed == last, err
}

// The log is emptied after commits that are synced alone. SQLite syncs it first
// and tells nobody if that fails; what a commit has not synced would be lost then,
// and the next sync of it would succeed.
const (
	syncedPragmas   = "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
	unsyncedPragmas = "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = NORMAL;"
)

// setSynced says whether the next commits are synced. The pragmas take effect
// when they are prepared, so they are prepared each time.
func (w *writer) setSynced(synced bool) error {
	if synced == !w.late.normal {
		return nil
	}
	text := syncedPragmas
	if !synced {
		text = unsyncedPragmas
	}
	err := script(w.conn, text)
	if err == nil {
		w.late.normal = !synced
	}
	return err
}
