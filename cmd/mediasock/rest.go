package main

import (
	"context"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// restTime is how long nothing must have happened before memory is given back.
const restTime = 5 * time.Second

// rest gives memory back to the system when the service has come to rest, until
// ctx is done. The garbage of a sign-in (argon2id takes 19 MiB) or of a
// preview would else stay with an idle process: the collector runs when memory
// is asked for, and every two minutes, and keeps what it frees.
func rest(ctx context.Context) {
	var r rester
	ticker := time.NewTicker(restTime)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if r.due(allocated()) {
				debug.FreeOSMemory()
			}
		}
	}
}

// A rester tells when work has been followed by rest.
type rester struct {
	last   uint64
	worked bool
}

// busyBytes are what must be allocated between two looks to count as work.
const busyBytes = 1 << 20

// due reports whether memory should be given back now that so many bytes have
// been allocated since the start: once after each time of work.
func (r *rester) due(allocated uint64) bool {
	busy := allocated-r.last > busyBytes
	due := r.worked && !busy
	r.last, r.worked = allocated, busy
	return due
}

// allocated returns how many bytes have ever been allocated.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
