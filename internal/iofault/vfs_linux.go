package iofault

import (
	"errors"
	"sync"
	"unsafe"

	"modernc.org/libc"
	lib "modernc.org/sqlite/lib"
)

// A VFS stands between SQLite and the system's own VFS. It is the default of the
// process until it is closed: a database that is opened meanwhile uses it.
//
// The engine is C that was translated to Go: structures lie in memory of its
// own, and functions are called through words that hold a Go function.
type VFS struct {
	plan   *Plan
	tls    *libc.TLS
	real   uintptr // the system's
	own    uintptr
	tables map[uintptr]uintptr // own methods of files, by the real ones
	keep   []any               // functions that only words hold
	closed sync.Once
}

// Install makes the VFS of the plan the default.
func (p *Plan) Install() (*VFS, error) {
	v := &VFS{plan: p, tls: libc.NewTLS(), tables: make(map[uintptr]uintptr)}
	if v.real = lib.Xsqlite3_vfs_find(v.tls, 0); v.real == 0 {
		return nil, errors.New("iofault: SQLite has no VFS")
	}
	v.own = libc.Xcalloc(v.tls, 1, lib.Tsize_t(unsafe.Sizeof(lib.Tsqlite3_vfs{})))
	name, err := libc.CString("faulty")
	if v.own == 0 || err != nil {
		return nil, errors.New("iofault: no memory")
	}
	own := at[lib.Tsqlite3_vfs](v.own)
	*own = *at[lib.Tsqlite3_vfs](v.real)
	own.FpNext, own.FzName = 0, name
	own.FxOpen = word(v, v.open)
	own.FxDelete = word(v, v.delete)
	if rc := lib.Xsqlite3_vfs_register(v.tls, v.own, 1); rc != lib.SQLITE_OK {
		return nil, errors.New("iofault: SQLite does not take the VFS")
	}
	return v, nil
}

// Close gives the default back. No database may be open any more.
func (v *VFS) Close() {
	v.closed.Do(func() {
		lib.Xsqlite3_vfs_unregister(v.tls, v.own)
		lib.Xsqlite3_vfs_register(v.tls, v.real, 1)
		v.tls.Close()
	})
}

// at returns what lies at an address outside Go's memory.
func at[T any](address uintptr) *T { return *(**T)(unsafe.Pointer(&address)) }

// word returns the word by which translated C calls f.
func word[F any](v *VFS, f F) uintptr {
	holder := &struct{ f F }{f}
	v.keep = append(v.keep, holder)
	return *(*uintptr)(unsafe.Pointer(holder))
}

// call returns the function that a word holds.
func call[F any](w uintptr) F { return *(*F)(unsafe.Pointer(&struct{ uintptr }{w})) }

type (
	openFunc     = func(tls *libc.TLS, vfs, path, file uintptr, flags int32, out uintptr) int32
	deleteFunc   = func(tls *libc.TLS, vfs, path uintptr, sync int32) int32
	readFunc     = func(tls *libc.TLS, file, buffer uintptr, n int32, offset lib.Tsqlite3_int64) int32
	truncateFunc = func(tls *libc.TLS, file uintptr, size lib.Tsqlite3_int64) int32
	syncFunc     = func(tls *libc.TLS, file uintptr, flags int32) int32
)

func (v *VFS) open(tls *libc.TLS, _, path, file uintptr, flags int32, out uintptr) int32 {
	if v.plan.step("open of the database") != nil {
		at[lib.Tsqlite3_file](file).FpMethods = 0
		return lib.SQLITE_CANTOPEN
	}
	rc := call[openFunc](at[lib.Tsqlite3_vfs](v.real).FxOpen)(tls, v.real, path, file, flags, out)
	if f := at[lib.Tsqlite3_file](file); rc == lib.SQLITE_OK && f.FpMethods != 0 {
		f.FpMethods = v.table(tls, f.FpMethods)
	}
	return rc
}

// table returns own methods in place of real ones.
func (v *VFS) table(tls *libc.TLS, real uintptr) uintptr {
	v.plan.mu.Lock()
	defer v.plan.mu.Unlock()
	if own, ok := v.tables[real]; ok {
		return own
	}
	m := methods{v.plan, at[lib.Tsqlite3_io_methods](real)}
	own := libc.Xcalloc(tls, 1, lib.Tsize_t(unsafe.Sizeof(*m.real)))
	table := at[lib.Tsqlite3_io_methods](own)
	*table = *m.real
	table.FxRead, table.FxWrite = word(v, m.read), word(v, m.write)
	table.FxTruncate, table.FxSync = word(v, m.truncate), word(v, m.sync)
	v.tables[real] = own
	return own
}

func (v *VFS) delete(tls *libc.TLS, _, path uintptr, sync int32) int32 {
	if v.plan.step("delete of the database") != nil {
		return lib.SQLITE_IOERR_DELETE
	}
	return call[deleteFunc](at[lib.Tsqlite3_vfs](v.real).FxDelete)(tls, v.real, path, sync)
}

// methods are those of a file, before the real ones.
type methods struct {
	plan *Plan
	real *lib.Tsqlite3_io_methods
}

func (m methods) read(tls *libc.TLS, file, buffer uintptr, n int32, offset lib.Tsqlite3_int64) int32 {
	if m.plan.step("read of the database") != nil {
		return lib.SQLITE_IOERR_READ
	}
	return call[readFunc](m.real.FxRead)(tls, file, buffer, n, offset)
}

// write writes half of what fails.
func (m methods) write(tls *libc.TLS, file, buffer uintptr, n int32, offset lib.Tsqlite3_int64) int32 {
	real := call[readFunc](m.real.FxWrite)
	fault := m.plan.step(opDatabaseWrite)
	if fault == nil {
		return real(tls, file, buffer, n, offset)
	}
	if rc := real(tls, file, buffer, n/2, offset); rc != lib.SQLITE_OK {
		return rc
	}
	if full(fault) {
		return lib.SQLITE_FULL
	}
	return lib.SQLITE_IOERR_WRITE
}

func (m methods) truncate(tls *libc.TLS, file uintptr, size lib.Tsqlite3_int64) int32 {
	if m.plan.step("truncate of the database") != nil {
		return lib.SQLITE_IOERR_TRUNCATE
	}
	return call[truncateFunc](m.real.FxTruncate)(tls, file, size)
}

func (m methods) sync(tls *libc.TLS, file uintptr, flags int32) int32 {
	if m.plan.step("sync of the database") != nil {
		return lib.SQLITE_IOERR_FSYNC
	}
	return call[syncFunc](m.real.FxSync)(tls, file, flags)
}
