package client

import (
	"context"
	"time"
)

const maxInterrupted = 3 // immediate retries of a call that state 5 interrupted

// pause waits before the nth retry of an interrupted call: not at all, then
// about one and four seconds, each a little longer at random so that clients
// that were interrupted together do not come back together.
func (c *Client) pause(ctx context.Context, n int) error {
	waits := [maxInterrupted]time.Duration{0, time.Second, 4 * time.Second}
	d := waits[min(n, maxInterrupted-1)]
	d += time.Duration(c.jitter() * float64(d) / 2)
	if d == 0 {
		return ctx.Err()
	}
	return c.sleep(ctx, d)
}
