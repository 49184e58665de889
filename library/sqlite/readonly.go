package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
)

// OpenReadOnly opens a database that another process may have open, to read it.
// Every write is refused. The schema must be the one that this program knows;
// an earlier one is brought up to date by Open alone.
func OpenReadOnly(ctx context.Context, path string, o Options) (*Index, error) {
	c, err := openLooker(path)
	if err != nil {
		return nil, err
	}
	version, _, err := number(c, "PRAGMA user_version")
	if closeErr := c.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return nil, told(ctx, err)
	}
	steps, err := migrations(migrationFiles)
	if err != nil {
		return nil, err
	}
	switch known := int64(len(steps)); {
	case version > known:
		return nil, fmt.Errorf("%w: its schema has version %d, this program knows %d", ErrNewer, version, known)
	case version < known:
		return nil, fmt.Errorf("sqlite: the schema has version %d, not %d; start the service once to bring it up to date", version, known)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, err
	}
	x := newIndex(path, o)
	x.pool.open, x.aside.open = openLooker, openLooker
	x.writer = noWriter(x)
	return x, nil
}

// noWriter returns a writer that has ended before it began.
func noWriter(x *Index) *writer {
	w := &writer{index: x, fatal: make(chan error), done: make(chan struct{}), closed: true, readOnly: true}
	close(w.done)
	return w
}
