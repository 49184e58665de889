package tus

import (
	"context"
	"sync"
)

// locks gives each upload to one request at a time. The zero value is ready.
type locks struct {
	mu   sync.Mutex
	held map[string]*hold
}

// A hold is a request that has an upload.
type hold struct {
	stop func()
	done chan struct{}
}

// take gives the upload to a request that stop can end. While another has it,
// that is ended if preempt is set, and waited for until ctx is done; else the
// error is errLocked.
func (l *locks) take(ctx context.Context, key string, stop func(), preempt bool) (release func(), err error) {
	for {
		mine := &hold{stop, make(chan struct{})}
		other := l.claim(key, mine)
		if other == nil {
			return sync.OnceFunc(func() { l.leave(key, mine) }), nil
		}
		if !preempt {
			return nil, errLocked
		}
		other.stop()
		select {
		case <-other.done:
		case <-ctx.Done():
			return nil, errLocked
		}
	}
}

// claim makes mine the holder of the upload, or returns who is.
func (l *locks) claim(key string, mine *hold) (other *hold) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if other := l.held[key]; other != nil {
		return other
	}
	if l.held == nil {
		l.held = map[string]*hold{}
	}
	l.held[key] = mine
	return nil
}

func (l *locks) leave(key string, mine *hold) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.held, key)
	close(mine.done)
}
