package disk

import (
	"testing"
	"time"
)

// What stopped arriving is removed while the store is open, not at the next start
// alone; what is arriving is left.
func TestTidy(t *testing.T) {
	now := time.Now()
	s := openTest(t, Options{Clock: func() time.Time { return now }})
	left, arriving := mustStage(t, s, -1), mustStage(t, s, -1)
	for _, g := range []interface{ Write([]byte) (int, error) }{left, arriving} {
		if _, err := g.Write([]byte("bytes")); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.fs.SetTime(left.(*staged).path, now.Add(-25*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := left.Keep(t.Context()); err == nil {
		t.Error("Keep of a file that is gone = nil, want an error")
	}
	if _, err := arriving.Keep(t.Context()); err != nil {
		t.Errorf("Keep of a file that is arriving: %v", err)
	}
}
