package sqlite

import (
	"context"
	"sync"

	"zombiezen.com/go/sqlite"
)

// A memo remembers what was read, as long as a count of commits stays what it was
// before the read. The zero value is empty.
type memo[K comparable, V any] struct {
	mu      sync.Mutex
	commits int64
	known   map[K]V
}

// maxMemo bounds what is remembered; when it is full, all is forgotten.
const maxMemo = 1024

func (m *memo[K, V]) get(commits int64, key K) (v V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.commits != commits {
		return v, false
	}
	v, ok = m.known[key]
	return v, ok
}

func (m *memo[K, V]) put(commits int64, key K, v V) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || m.commits != commits || len(m.known) >= maxMemo {
		m.known, m.commits = map[K]V{}, commits
	}
	m.known[key] = v
}

// recall returns what ask reads, which m remembers until anything at all is
// written. The commits are counted before the read, so that what a commit
// overtakes is forgotten. A database that another process may write is asked
// each time.
func recall[K comparable, V any](ctx context.Context, x *Index, m *memo[K, V], key K, ask func(*sqlite.Conn) (V, error)) (v V, err error) {
	if err := ctx.Err(); err != nil {
		return v, err
	}
	written := x.written.Load()
	if v, ok := m.get(written, key); ok && !x.writer.readOnly {
		return v, nil
	}
	err = x.readAside(ctx, func(c *sqlite.Conn) (err error) {
		v, err = ask(c)
		return err
	})
	if err == nil {
		m.put(written, key, v)
	}
	return v, err
}
