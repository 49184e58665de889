package sqlite

import (
	"fmt"
	"strings"
	"time"

	"zombiezen.com/go/sqlite"
)

// busyTimeout is how long a connection waits for the lock of another process,
// such as a backup.
const busyTimeout = 10 * time.Second

// Settings of every connection. SQL in the schema of a file that someone else
// made must not be able to call functions with side effects.
const sharedPragmas = `
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -8000;
`

const writerPragmas = sharedPragmas + `
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA wal_autocheckpoint = 4000;
PRAGMA journal_size_limit = 67108864;
`

// The words of the full text can be read through a table of the connection's own.
const readerPragmas = sharedPragmas + `
CREATE VIRTUAL TABLE temp.word USING fts5vocab(main, search, row);
PRAGMA query_only = ON;
`

func openWriter(path string) (*sqlite.Conn, error) {
	c, err := openConn(path, sqlite.OpenReadWrite|sqlite.OpenCreate|sqlite.OpenWAL, writerPragmas)
	if err != nil {
		return nil, err
	}
	if err := checkSettings(c); err != nil {
		return nil, closing(c, err)
	}
	return c, nil
}

func openReader(path string) (*sqlite.Conn, error) {
	return openConn(path, sqlite.OpenReadWrite, readerPragmas)
}

// openAside opens a connection for look-ups of single rows.
func openAside(path string) (*sqlite.Conn, error) {
	return openConn(path, sqlite.OpenReadWrite, readerPragmas+"PRAGMA cache_size = -1000;\n")
}

func openConn(path string, flags sqlite.OpenFlags, pragmas string) (*sqlite.Conn, error) {
	c, err := sqlite.OpenConn(path, flags)
	if err != nil {
		return nil, err
	}
	c.SetBusyTimeout(busyTimeout)
	if err := script(c, pragmas); err != nil {
		return nil, closing(c, err)
	}
	if err := configure(c); err != nil {
		return nil, closing(c, err)
	}
	return c, nil
}

// checkSettings makes sure that what durability rests on was really set: a
// PRAGMA that cannot be obeyed is no error for SQLite.
func checkSettings(c *sqlite.Conn) error {
	var mode string
	if err := query(c, "PRAGMA journal_mode", func(r *row) error { mode = r.text(); return nil }); err != nil {
		return err
	}
	level, _, err := number(c, "PRAGMA synchronous")
	if err != nil {
		return err
	}
	keys, _, err := number(c, "PRAGMA foreign_keys")
	if err != nil {
		return err
	}
	if mode != "wal" || level != 2 || keys != 1 {
		return fmt.Errorf("sqlite: journal_mode %s, synchronous %d, foreign_keys %d: want wal, 2, 1", mode, level, keys)
	}
	return nil
}

// closing closes c and returns err.
func closing(c *sqlite.Conn, err error) error {
	c.Close()
	return err
}

// script runs every statement of a text of this package, each by itself.
func script(c *sqlite.Conn, text string) error {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		stmt, rest, err := c.PrepareTransient(text)
		if err != nil {
			return fmt.Errorf("sqlite: %w", err)
		}
		text = text[len(text)-rest:]
		if err := runOnce(stmt); err != nil {
			return fmt.Errorf("sqlite: %w", err)
		}
	}
	return nil
}

func runOnce(stmt *sqlite.Stmt) error {
	defer stmt.Finalize()
	for {
		if more, err := stmt.Step(); err != nil || !more {
			return err
		}
	}
}
