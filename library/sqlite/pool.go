package sqlite

import (
	"context"
	"errors"
	"sync"

	"zombiezen.com/go/sqlite"
)

// readers bounds the connections that read at a time. More would not be served
// sooner, and each holds a page cache.
const readers = 16

// A pool lends connections that read. They are opened when first needed.
type pool struct {
	path  string
	open  func(path string) (*sqlite.Conn, error)
	slots chan struct{} // one for each connection that is lent

	mu     sync.Mutex
	idle   []*sqlite.Conn
	closed bool
}

func newPool(path string, open func(string) (*sqlite.Conn, error)) *pool {
	return &pool{path: path, open: open, slots: make(chan struct{}, readers)}
}

// take lends a connection whose queries end with ctx.
func (p *pool) take(ctx context.Context) (*sqlite.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, err := p.conn()
	if err != nil {
		<-p.slots
		return nil, err
	}
	c.SetInterrupt(ctx.Done())
	return c, nil
}

func (p *pool) conn() (*sqlite.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return c, nil
	}
	return p.open(p.path)
}

// put takes a lent connection back. One that was interrupted may still be in a
// transaction, which only now can be ended.
func (p *pool) put(c *sqlite.Conn) {
	c.SetInterrupt(nil)
	if !c.AutocommitEnabled() {
		exec(c, "ROLLBACK")
	}
	p.mu.Lock()
	p.idle = append(p.idle, c)
	p.mu.Unlock()
	<-p.slots
}

// close waits for every lent connection, then closes all.
func (p *pool) close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	for range cap(p.slots) {
		p.slots <- struct{}{}
	}
	var errs []error
	for _, c := range p.idle {
		errs = append(errs, c.Close())
	}
	p.idle = nil
	for range cap(p.slots) {
		<-p.slots
	}
	return errors.Join(errs...)
}
