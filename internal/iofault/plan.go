// Package iofault fails the I/O of a library on purpose, one operation at a time:
// those of the store, through its own file system interface, and those of
// SQLite, through a VFS that stands between the engine and the system.
//
// A [Plan] fails the Nth operation from now on, whichever part of the library
// makes it. A test does the same thing with N = 1, 2, … until a run is clean, as
// SQLite tests itself: whatever fails, the library has done what it was asked,
// or says that it has not.
package iofault

import (
	"io"
	"sync"
	"syscall"
)

// A Plan says which operation fails, and how. The zero value fails none.
type Plan struct {
	mu    sync.Mutex
	n     int
	count int
	fault error
	fired string
}

// Arm makes the nth operation from now on fail with an error: syscall.EIO,
// syscall.ENOSPC, or io.ErrShortWrite for half a write; that one counts writes
// alone.
func (p *Plan) Arm(n int, fault error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n, p.count, p.fault, p.fired = n, 0, fault, ""
}

// Disarm lets every operation succeed and returns the one that failed, "" if
// none did.
func (p *Plan) Disarm() (fired string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n = 0
	return p.fired
}

// step counts an operation and returns the error with which it fails, or nil.
func (p *Plan) step(op string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.n == 0 || p.fault == io.ErrShortWrite && op != opWrite && op != opDatabaseWrite {
		return nil
	}
	if p.count++; p.count != p.n {
		return nil
	}
	p.fired = op
	return p.fault
}

// The operations that write, which can fail half way.
const (
	opWrite         = "write"
	opDatabaseWrite = "write of the database"
)

// full reports whether the error says that there is no room.
func full(err error) bool { return err == syscall.ENOSPC || err == io.ErrShortWrite }
