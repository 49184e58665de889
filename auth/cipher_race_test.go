package auth

import (
	"sync"
	"testing"
)

// Checks from several goroutines share nothing that they write to (the race
// detector sees it).
func TestMatchCryptFromSeveralGoroutines_MS211(t *testing.T) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if !matchCrypt("abJnggxhB/yWI", "password") {
				t.Error("matchCrypt() = false for the right password")
			}
		})
	}
	group.Wait()
}
