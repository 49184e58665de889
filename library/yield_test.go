package library

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// While uploads are stored a worker rests many times as long as its last job took,
// and works on at once when they are over.
func TestYield_GivesWayToUploads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &Library{}
		rested := func(worked time.Duration) time.Duration {
			start := time.Now()
			l.yield(t.Context(), worked)
			return time.Since(start)
		}
		time.Sleep(uploadPause)
		if got := rested(time.Hour); got != 0 {
			t.Errorf("without uploads a worker rests %v", got)
		}
		end := l.traffic.begin()
		for worked, want := range map[time.Duration]time.Duration{0: yieldLeast, 100 * time.Millisecond: 1900 * time.Millisecond, time.Hour: yieldMost} {
			if got := rested(worked); got < want || got > want+yieldLook {
				t.Errorf("during uploads, after %v of work, a worker rests %v, want %v", worked, got, want)
			}
		}
		time.AfterFunc(time.Second, end)
		if got, want := rested(time.Hour), time.Second+uploadPause; got < want || got > want+yieldLook {
			t.Errorf("a worker rests %v after uploads end, want %v", got, want)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		l.traffic.begin()
		start := time.Now()
		if l.yield(ctx, time.Hour); time.Since(start) != time.Second {
			t.Errorf("a worker rests %v after its context has ended", time.Since(start)-time.Second)
		}
	})
}
