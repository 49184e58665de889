package library

import (
	"context"
	"sync/atomic"
	"time"
)

// How background work gives way to uploads.
const (
	uploadPause = 300 * time.Millisecond // as long after an upload another may follow
	yieldTimes  = 19                     // a job rests so many times as long as the last took
	yieldLeast  = 200 * time.Millisecond
	yieldMost   = 10 * time.Second
	yieldLook   = 50 * time.Millisecond // how often it looks whether uploads are over
)

// A traffic knows whether uploads are being stored. The zero value is ready.
type traffic struct {
	under atomic.Int64
	last  atomic.Int64 // when one ended
}

// begin notes an upload, until end is called.
func (t *traffic) begin() (end func()) {
	t.under.Add(1)
	return func() {
		t.last.Store(time.Now().UnixNano())
		t.under.Add(-1)
	}
}

// busy reports whether uploads are under way or likely to follow.
func (t *traffic) busy() bool {
	return t.under.Load() > 0 || time.Now().UnixNano()-t.last.Load() < int64(uploadPause)
}

// yield rests while uploads are under way, so that jobs take no more than a
// twentieth of the time from them: uploads wait for the same disk and processors. It does not rest for ever, since some services
// are never at rest.
func (l *Library) yield(ctx context.Context, worked time.Duration) {
	until := time.Now().Add(min(max(yieldTimes*worked, yieldLeast), yieldMost))
	ticker := time.NewTicker(yieldLook)
	defer ticker.Stop()
	for l.traffic.busy() && time.Now().Before(until) {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
