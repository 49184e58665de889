package sqlite

import (
	"errors"
	"fmt"
	"reflect"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
	"zombiezen.com/go/sqlite"
)

// configure sets what no PRAGMA sets: SQL may not corrupt the file on purpose,
// and no statement is planned for the values of its parameters. Where a limit is
// a parameter, a table has a partial index, or FTS5 looks a word up, SQLite would
// prepare the statement anew each time that another value is bound, which takes
// four fifths of the time of a look-up.
//
// The driver offers the first alone, and its SetDefensive (1.4.2) must not be
// used: it passes one argument where the engine reads two, so that the engine
// writes to wherever the bytes behind the first happen to point. That has killed
// the service.
func configure(c *sqlite.Conn) error {
	db, err := handle(c)
	if err != nil {
		return err
	}
	tls := libc.NewTLS()
	defer tls.Close()
	for _, option := range []int32{lib.SQLITE_DBCONFIG_DEFENSIVE, lib.SQLITE_DBCONFIG_ENABLE_QPSG} {
		args := libc.NewVaList(int32(1), uintptr(0)) // on; nobody wants to know what it was
		if args == 0 {
			return errors.New("sqlite: no memory to configure a connection")
		}
		result := sqlite.ResultCode(lib.Xsqlite3_db_config(tls, db, option, args))
		libc.Xfree(tls, args)
		if err := result.ToError(); err != nil {
			return fmt.Errorf("sqlite: option %d: %w", option, err)
		}
	}
	return nil
}

// handle returns the engine's handle of a connection, which the driver keeps for
// itself.
func handle(c *sqlite.Conn) (uintptr, error) {
	field := reflect.ValueOf(c).Elem().FieldByName("conn")
	if field.Kind() != reflect.Uintptr || field.Uint() == 0 {
		return 0, errors.New("sqlite: this version of the driver keeps its handle elsewhere")
	}
	return uintptr(field.Uint()), nil
}
