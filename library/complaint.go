package library

import (
	"context"
	"log/slog"
	"sync"
)

// A complaint is about something that is tried again and again, such as writing
// to a disk that is full: it is logged when that begins to fail and when it
// succeeds again, not each time.
type complaint struct {
	mu      sync.Mutex
	failing bool
}

// note takes what came of a try; what says what failed, in words for the log.
func (c *complaint) note(ctx context.Context, log *slog.Logger, what string, err error) {
	if ctx.Err() != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch was := c.failing; {
	case err != nil && !was:
		log.ErrorContext(ctx, "library: "+what, "error", err)
	case err == nil && was:
		log.InfoContext(ctx, "library: well again", "before", what)
	}
	c.failing = err != nil
}
