package sqlite

import (
	"reflect"
	"runtime"
	"sync"
	"testing"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// A connection refuses SQL that would corrupt the file, and can be opened while
// the memory of others is in use: the driver's own way to configure it wrote to
// wherever that pointed.
func TestConfigure(t *testing.T) {
	x := openTest(t, Options{})
	c := x.writer.conn
	if err := exec(c, "UPDATE search_data SET block = x'00'"); err == nil {
		t.Error("a shadow table of the search index can be written to")
	}
	if err := script(c, "PRAGMA writable_schema = ON"); err != nil {
		t.Fatal(err)
	}
	if on, _, err := number(c, "PRAGMA writable_schema"); on != 0 || err != nil {
		t.Errorf("writable_schema = %d, %v, want 0", on, err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 40 {
				r, err := openReader(x.pool.path)
				if err != nil {
					t.Error(err)
					return
				}
				if err := exec(r, "SELECT count(*) FROM media"); err != nil {
					t.Error(err)
				}
				r.Close()
				runtime.Gosched()
			}
		})
	}
	all.Wait()
}

// Look-ups that differ in their values alone are not prepared anew.
func TestConfigure_PlansStay(t *testing.T) {
	x := openTest(t, Options{})
	c := x.writer.conn
	for n := range 5 {
		if err := exec(c, selectDueJob, "preview", n, n); err != nil {
			t.Fatal(err)
		}
	}
	stmt, err := c.Prepare(selectDueJob)
	if err != nil {
		t.Fatal(err)
	}
	tls := libc.NewTLS()
	defer tls.Close()
	handle := uintptr(reflect.ValueOf(stmt).Elem().FieldByName("stmt").Uint())
	if n := lib.Xsqlite3_stmt_status(tls, handle, lib.SQLITE_STMTSTATUS_REPREPARE, 0); n != 0 {
		t.Errorf("a look-up was prepared anew %d times in 5", n)
	}
	if n := lib.Xsqlite3_stmt_status(tls, handle, lib.SQLITE_STMTSTATUS_RUN, 0); n < 5 {
		t.Errorf("a look-up is counted %d times, want 5: the count is of another", n)
	}
}
