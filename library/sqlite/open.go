package sqlite

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// Options says how an Index works. The zero value works.
type Options struct {
	Clock func() time.Time // time.Now if nil
	Rand  io.Reader        // where ids come from; crypto/rand if nil
	Log   *slog.Logger     // discarded if nil
}

// An Index is a library.Index in an SQLite database.
type Index struct {
	clock  func() time.Time
	rand   io.Reader
	random sync.Mutex // rand is being read
	log    *slog.Logger
	pool   *pool
	aside  *pool // see readAside
	writer *writer
	totals memo[string, int] // how many items queries match
	exact  int               // totals are counted up to this
	sets   *sets
	// commits counts the commits that changed items, albums or who sees them.
	commits atomic.Int64
	written atomic.Int64 // all commits, and the end
	// What every answer asks for.
	users    memo[library.ID, *library.User]
	settings memo[string, string]
	// Keys of which no failure is known, until there is one more.
	blameless memo[string, struct{}]
	failed    atomic.Int64
	served    atomic.Int64 // the owner whose job was taken last
}

var _ library.Index = (*Index)(nil)

// Open opens the database in the file at path, which it makes if there is none,
// and brings its schema up to date. The database of a newer version of the
// program is refused with ErrNewer. Only one process may have it open: whoever
// calls Open holds the lock of the data directory.
func Open(ctx context.Context, path string, o Options) (*Index, error) {
	if err := checkEngine(sqlite.VersionNumber); err != nil {
		return nil, err
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := checkFile(path); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := renewLog(path); err != nil {
		return nil, err
	}
	c, closed, err := prepare(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	x := newIndex(path, o)
	x.writer = startWriter(x, c, closed)
	return x, nil
}

// prepare opens the connection that writes, and brings the database up to date.
// closed reports whether it was closed in order.
func prepare(path string) (c *sqlite.Conn, closed bool, err error) {
	steps, err := migrations(migrationFiles)
	if err != nil {
		return nil, false, err
	}
	if c, err = openWriter(path); err != nil {
		return nil, false, err
	}
	if err = migrate(c, steps); err == nil {
		err = fill(c)
	}
	if err == nil {
		closed, err = isClosed(c)
	}
	if err != nil {
		return nil, false, closing(c, err)
	}
	return c, closed, nil
}

func newIndex(path string, o Options) *Index {
	x := &Index{clock: o.Clock, rand: o.Rand, log: o.Log, pool: newPool(path, openReader), aside: newPool(path, openAside), exact: exactTotal}
	if x.clock == nil {
		x.clock = time.Now
	}
	if x.rand == nil {
		x.rand = rand.Reader
	}
	if x.log == nil {
		x.log = slog.New(slog.DiscardHandler)
	}
	x.sets = newSets(x)
	return x
}

// checkFile makes a new file readable by its owner alone, before SQLite would
// make it with wider permissions.
func checkFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	return f.Close()
}

// Oldest engine that is trusted: earlier ones lose committed writes when a
// write and a checkpoint race (3.7.0 to 3.51.2, "WAL reset").
const oldestEngine = 3051003

func checkEngine(version int) error {
	if version < oldestEngine {
		return fmt.Errorf("%w: %d, want at least %d", ErrEngine, version, oldestEngine)
	}
	return nil
}

// Fatal yields at most one error, after which every write is refused: the disk
// failed under the database, and the process should stop and be started anew.
func (x *Index) Fatal() <-chan error { return x.writer.fatal }

// Close waits for what is under way and closes the database.
func (x *Index) Close() error {
	x.written.Add(1)
	x.sets.close()
	if x.writer.readOnly {
		return errors.Join(x.pool.close(), x.aside.close())
	}
	if !x.writer.stop() {
		return nil
	}
	// The readers go first: the last connection that closes, which is the one
	// that writes, empties the write-ahead log.
	err := errors.Join(x.pool.close(), x.aside.close())
	if closeErr := x.writer.conn.Close(); err == nil {
		err = closeErr
	}
	return err
}

// read runs f with a connection that reads, after the rows that are late. Where
// these cannot be written now, such as on a full disk, what there is is read; an
// item that is not there may be one of them, so that nobody is told it is unknown.
func (x *Index) read(ctx context.Context, f func(*sqlite.Conn) error) error {
	late := x.catchUp(ctx)
	if late != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	err := x.pool.read(ctx, f)
	if late != nil && errors.Is(err, mediasock.ErrUnknownItem) {
		return late
	}
	return err
}

// readAside reads what no late row has a part in: accounts, keys, settings, what
// stands in the way of a new item. It has connections of its own, which hold few
// pages in memory.
func (x *Index) readAside(ctx context.Context, f func(*sqlite.Conn) error) error {
	return x.aside.read(ctx, f)
}

func (p *pool) read(ctx context.Context, f func(*sqlite.Conn) error) error {
	c, err := p.take(ctx)
	if err != nil {
		return err
	}
	defer p.put(c)
	return told(ctx, f(c))
}
