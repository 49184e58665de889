package main

import "testing"

// Memory is given back once after each time of work, not while there is work and
// not again and again.
func TestRester(t *testing.T) {
	const busy = busyBytes + 1
	var r rester
	var now uint64
	for i, step := range []struct {
		bytes uint64
		due   bool
	}{{busy, false}, {busy, false}, {10, true}, {10, false}, {busyBytes, false}, {busy, false}, {0, true}} {
		now += step.bytes
		if got := r.due(now); got != step.due {
			t.Errorf("step %d: due = %t after %d bytes, want %t", i, got, step.bytes, step.due)
		}
	}
}

func TestAllocated(t *testing.T) {
	before := allocated()
	kept := make([]byte, 4<<20)
	if after := allocated(); after-before < uint64(len(kept)) {
		t.Errorf("allocated = %d after %d MiB more than %d", after, len(kept)>>20, before)
	}
}
