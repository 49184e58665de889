package library

import "testing"

// What is remembered of a file's facts is that of the item as it stands, and what
// one viewer is not told is not lost for another.
func TestLibrary_ShownFacts(t *testing.T) {
	l := new(Library)
	m := &Media{ID: 1, Change: 1, Facts: []byte(`{"Copyright":"one","Make":"Camera"}`)}
	for range 2 {
		if f := l.shownFacts(m); f.Copyright != "one" || f.Make != "Camera" {
			t.Errorf("facts are %+v, want those of the first change", f)
		}
		m.concealed = true
		if f := l.shownFacts(m); f.Copyright != "one" || f.Make != "" {
			t.Errorf("facts are %+v for who is not told of the camera", f)
		}
		m.concealed = false
	}
	m.Change, m.Facts = 2, []byte(`{"Copyright":"two"}`)
	if f := l.shownFacts(m); f.Copyright != "two" || f.Make != "" {
		t.Errorf("facts are %+v, want those of the second change", f)
	}
}

// A memory is bounded, and keeps what is asked for.
func TestMemory_Bounds(t *testing.T) {
	var m memory[int, int]
	asked := 0
	for i := range 5 * memoryMost {
		m.get(i, func() int { return i })
		if got := m.get(-1, func() int { asked++; return -1 }); got != -1 {
			t.Fatalf("get(-1) = %d", got)
		}
	}
	if n := len(m.young) + len(m.old); n > 2*memoryMost || asked != 1 {
		t.Errorf("%d values are kept, want at most %d; what is used was made %d times, want once", n, 2*memoryMost, asked)
	}
}
