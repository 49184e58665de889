package sqlite

import (
	"context"
	"slices"
	"time"

	"github.com/mediasock/mediasock/library"
)

// hold keeps everybody else from adding the same bytes, until release is called.
// It waits for whoever holds them.
func (l *late) hold(ctx context.Context, b ownedBytes) (release func(), err error) {
	for {
		release, held := l.tryHold(b)
		if release != nil {
			return release, nil
		}
		select {
		case <-held:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// tryHold returns no release if somebody holds the bytes, but when it ends.
func (l *late) tryHold(b ownedBytes) (release func(), held <-chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if held := l.held[b]; held != nil {
		return nil, held
	}
	if l.held == nil {
		l.held = map[ownedBytes]chan struct{}{}
	}
	free := make(chan struct{})
	l.held[b] = free
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.held[b] == free {
			delete(l.held, b)
			close(free)
		}
	}, nil
}

// takes reports whether a row with such bytes may come late.
func (l *late) takes(b ownedBytes) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.bytes[b] && !l.full
}

// awaits reports whether a row with such bytes is not written yet, or is about to
// be committed.
func (l *late) awaits(b ownedBytes) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.bytes[b]
}

// crowded reports whether rows come faster than they are written.
func (l *late) crowded() bool { return l.count() >= 2*lateMost }

func (l *late) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.rows)
}

// add takes a row, whose bytes are still held.
func (l *late) add(r *lateRow) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.bytes == nil {
		l.bytes = map[ownedBytes]bool{}
	}
	l.rows = append(l.rows, r)
	l.bytes[bytesOf(r.media)] = true
	switch len(l.rows) {
	case 1:
		time.AfterFunc(lateTime, l.hurry)
	case lateMost:
		l.hurry()
	}
}

// hurry has the rows written now.
func (l *late) hurry() {
	select {
	case l.due <- struct{}{}:
	default:
	}
}

// item returns an item of v's own that is not written yet; nil if there is none.
func (l *late) item(v library.Viewer, id library.ID) *library.Media {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.rows {
		if r.media.ID == id && (v.All || v.User == r.media.Owner) {
			return r.media.Clone()
		}
	}
	return nil
}

// waiting returns the rows that there are.
func (l *late) waiting() []*lateRow {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.rows)
}

// written forgets the first n rows.
func (l *late) written(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.rows[:n] {
		delete(l.bytes, bytesOf(r.media))
	}
	l.rows = slices.Delete(l.rows, 0, n)
	l.full = false
	if len(l.rows) > 0 {
		time.AfterFunc(lateTime, l.hurry)
	}
}

// failed remembers that rows could not be written. They stay, and are tried again.
func (l *late) failed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.full = true; len(l.rows) > 0 {
		time.AfterFunc(time.Second, l.hurry)
	}
}

// lose counts a row that cannot be written.
func (l *late) lose() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stuck++
}

func (l *late) lost() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.stuck
}
