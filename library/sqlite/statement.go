package sqlite

import (
	"fmt"
	"time"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// A row is a result of a query, read column by column from the left.
type row struct {
	*sqlite.Stmt
	next int
}

func (r *row) column() int { r.next++; return r.next - 1 }

func (r *row) int64() int64   { return r.ColumnInt64(r.column()) }
func (r *row) int() int       { return int(r.int64()) }
func (r *row) id() library.ID { return library.ID(r.int64()) }
func (r *row) text() string   { return r.ColumnText(r.column()) }
func (r *row) bool() bool     { return r.int64() != 0 }
func (r *row) float() float64 { return r.ColumnFloat(r.column()) }

// bytes returns nil for NULL.
func (r *row) bytes() []byte {
	i := r.column()
	if r.ColumnIsNull(i) {
		return nil
	}
	b := make([]byte, r.ColumnLen(i))
	r.ColumnBytes(i, b)
	return b
}

// query runs one statement, whose parameters are args by number, and calls each
// for every row. Statements are prepared once a connection: sql must be one of
// a bounded set of texts.
func query(c *sqlite.Conn, sql string, each func(*row) error, args ...any) error {
	stmt, err := c.Prepare(sql)
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	defer stmt.Reset()
	bind(stmt, args)
	for {
		more, err := stmt.Step()
		if err != nil {
			return fmt.Errorf("sqlite: %w", err)
		}
		if !more {
			return nil
		}
		if each == nil {
			continue
		}
		if err := each(&row{Stmt: stmt}); err != nil {
			return err
		}
	}
}

// exec runs a statement that returns no rows.
func exec(c *sqlite.Conn, sql string, args ...any) error {
	return query(c, sql, nil, args...)
}

// number returns the first column of the first row, and whether there was one.
func number(c *sqlite.Conn, sql string, args ...any) (n int64, ok bool, err error) {
	err = query(c, sql, func(r *row) error {
		ok = !r.ColumnIsNull(0)
		n = r.int64()
		return nil
	}, args...)
	return n, ok, err
}

// bind leaves out what the statement has no parameters for: the texts of one
// query with and without a condition take the same args.
func bind(stmt *sqlite.Stmt, args []any) {
	for i, arg := range args[:min(len(args), stmt.BindParamCount())] {
		bindOne(stmt, i+1, arg)
	}
}

// bindOne panics for a type that no statement of this package binds.
func bindOne(stmt *sqlite.Stmt, i int, arg any) {
	switch v := arg.(type) {
	case nil:
		stmt.BindNull(i)
	case int64:
		stmt.BindInt64(i, v)
	case int:
		stmt.BindInt64(i, int64(v))
	case library.ID:
		stmt.BindInt64(i, int64(v))
	case bool:
		stmt.BindBool(i, v)
	case float64:
		stmt.BindFloat(i, v)
	case string:
		stmt.BindText(i, v)
	case library.Details:
		stmt.BindText(i, string(v))
	case library.Visibility:
		stmt.BindText(i, string(v))
	case library.Digest:
		stmt.BindBytes(i, v[:])
	case []byte:
		bindBytes(stmt, i, v)
	case time.Time:
		bindTime(stmt, i, v)
	default:
		panic(fmt.Sprintf("sqlite: cannot bind %T", arg))
	}
}

func bindBytes(stmt *sqlite.Stmt, i int, b []byte) {
	if b == nil {
		stmt.BindNull(i)
		return
	}
	stmt.BindBytes(i, b)
}

// Times are kept as microseconds, the zero time as NULL.
func bindTime(stmt *sqlite.Stmt, i int, t time.Time) {
	if t.IsZero() {
		stmt.BindNull(i)
		return
	}
	stmt.BindInt64(i, t.UnixMicro())
}

func (r *row) time() time.Time {
	i := r.column()
	if r.ColumnIsNull(i) {
		return time.Time{}
	}
	return time.UnixMicro(r.ColumnInt64(i)).UTC()
}

// kept returns t as it comes back from the database, so that what a method
// returns equals what is read later.
func kept(t time.Time) time.Time { return t.Truncate(time.Microsecond) }
