package library

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	touchEvery = time.Minute // LastUsed is written no more often
	maxTouched = 10_000      // keys whose last use is kept in mind
)

// MarkUsed implements auth.Passwords.
func (a *Accounts) MarkUsed(ctx context.Context, id string) error {
	key, ok := ParseID(id)
	if !ok {
		return nil
	}
	return a.touch(ctx, key)
}

// touch writes that a key is used now, unless it was written lately.
func (a *Accounts) touch(ctx context.Context, id ID) error {
	now := a.o.Clock()
	if !a.touched.due(id, now) {
		return nil
	}
	if err := a.index.TouchKey(ctx, id, now); err != nil {
		return fmt.Errorf("library: use of a key: %w", err)
	}
	return nil
}

// touches remembers when the last use of keys was written.
type touches struct {
	mu sync.Mutex
	at map[ID]time.Time
}

func (t *touches) due(id ID, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, ok := t.at[id]; ok && now.Sub(last) < touchEvery && !now.Before(last) {
		return false
	}
	if t.at == nil || len(t.at) >= maxTouched {
		t.at = make(map[ID]time.Time)
	}
	t.at[id] = now
	return true
}
