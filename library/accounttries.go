package library

import (
	"maps"
	"sync"
	"time"
)

const (
	tryLife  = time.Minute // after which a try that nobody noted is forgotten
	maxTries = 10_000      // keys, after which those that are forgotten make room
)

// tries are the sign-ins under way, which count as failed until they have ended.
type tries struct {
	mu    sync.Mutex
	begun map[string][]time.Time
}

// A doorCount is how many others are under way.
type doorCount struct{ pair, address int }

// begin adds a try and returns how many others there are.
func (t *tries) begin(key doorKey, now time.Time) doorCount {
	t.mu.Lock()
	defer t.mu.Unlock()
	return doorCount{pair: t.add(key.pair, now), address: t.add(key.address, now)}
}

func (t *tries) add(key string, now time.Time) (others int) {
	if t.begun == nil {
		t.begun = make(map[string][]time.Time)
	}
	if len(t.begun) > maxTries {
		maps.DeleteFunc(t.begun, func(_ string, begun []time.Time) bool { return len(recent(begun, now)) == 0 })
	}
	live := recent(t.begun[key], now)
	t.begun[key] = append(live, now)
	return len(live)
}

// recent leaves out the tries that were never noted.
func recent(begun []time.Time, now time.Time) []time.Time {
	for len(begun) > 0 && now.Sub(begun[0]) > tryLife {
		begun = begun[1:]
	}
	return begun
}

// end removes a try.
func (t *tries) end(key doorKey) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range []string{key.pair, key.address} {
		switch live := t.begun[k]; len(live) {
		case 0:
		case 1:
			delete(t.begun, k)
		default:
			t.begun[k] = live[1:]
		}
	}
}
