package disk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"

	"github.com/mediasock/mediasock/library"
)

// A small is the memory of a file that may be small, as the intake writes it:
// the header of its record, the bytes, the rest of the last block.
type small struct {
	memory []byte
	held   bool // it is counted
}

// bytes returns the first n bytes of the file.
func (b *small) bytes(n int64) []byte { return b.memory[recordHeader : recordHeader+n] }

// smalls lends smalls, as many as intakeMemory allows. The zero value is ready.
type smalls struct {
	pool sync.Pool
	lent atomic.Int64
}

// get returns nil if too many are lent.
func (p *smalls) get() *small {
	if p.lent.Add(1)*smallFile > intakeMemory {
		p.lent.Add(-1)
		return nil
	}
	b, ok := p.pool.Get().(*small)
	if !ok {
		b = &small{memory: make([]byte, blocks(smallFile+maxRow))}
	}
	b.held = true
	return b
}

// uncount gives the place of b to another, while b may still be read.
func (p *smalls) uncount(b *small) {
	if b.held {
		b.held = false
		p.lent.Add(-1)
	}
}

func (p *smalls) put(b *small) {
	p.uncount(b)
	p.pool.Put(b)
}

// take takes p into memory as long as the file is small, else into a file.
func (g *staged) take(p []byte) (int, error) {
	if g.small != nil {
		if g.size+int64(len(p)) <= smallFile {
			return copy(g.small.memory[recordHeader+g.size:], p), nil
		}
		if err := g.spill(); err != nil {
			return 0, err
		}
		g.letGo()
	}
	return g.file.Write(p)
}

// spill writes what has arrived into a file. The memory stays: it may be read
// still.
func (g *staged) spill() error {
	path := g.store.stagingPath()
	f, err := g.store.fs.Create(path)
	if err != nil {
		return err
	}
	g.file, g.path = f, path
	return writeAll(f, g.small.bytes(g.size))
}

// Resident implements library.Resident: Keep leaves the memory alone until Abort.
func (g *staged) Resident() bool { return g.small != nil }

// letGo gives the memory back.
func (g *staged) letGo() {
	if g.small != nil {
		g.store.smalls.put(g.small)
		g.small = nil
	}
}

var (
	_ library.Resident  = (*staged)(nil)
	_ library.RowStaged = (*staged)(nil)
)

// KeepRow implements library.RowStaged.
func (g *staged) KeepRow(ctx context.Context, row []byte) (b library.Blob, kept bool, err error) {
	if g.small == nil || len(row) > maxRow {
		row = nil
	}
	return g.keepWith(ctx, row)
}

// keepAny makes the bytes durable in the intake, with a row behind them, or as a
// file.
func (g *staged) keepAny(row []byte) (b library.Blob, kept bool, err error) {
	if g.small == nil {
		b, err = g.keep()
		return b, false, err
	}
	defer g.store.smalls.uncount(g.small)
	if g.size > 0 {
		copy(g.small.memory[recordHeader+g.size:], row)
		b, kept, err := g.store.intake.takeIn(library.Blob{Digest: g.hash.digest(), Size: g.size, Stored: g.store.clock()}, markOf(row), g.small.memory)
		if !errors.Is(err, errNoIntake) {
			return b, kept, err
		}
	}
	if err := g.spill(); err != nil {
		return library.Blob{}, false, err
	}
	b, err = g.keep()
	return b, false, err
}

// A smallReader reads a file from memory, until that is given back.
type smallReader struct {
	*bytes.Reader
	g *staged
}

// Read implements io.Reader.
func (r *smallReader) Read(p []byte) (int, error) {
	if r.g.small == nil {
		return 0, errClosed
	}
	return r.Reader.Read(p)
}

// ReadAt implements io.ReaderAt.
func (r *smallReader) ReadAt(p []byte, off int64) (int, error) {
	if r.g.small == nil {
		return 0, errClosed
	}
	return r.Reader.ReadAt(p, off)
}

// WriteTo implements io.WriterTo.
func (r *smallReader) WriteTo(w io.Writer) (int64, error) {
	if r.g.small == nil {
		return 0, errClosed
	}
	return r.Reader.WriteTo(w)
}

// Close implements io.Closer.
func (r *smallReader) Close() error { return nil }
