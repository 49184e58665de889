package library

import (
	"encoding/json"
	"testing"
	"time"
)

// Of two rows of the same bytes the later counts, also where the clock was set
// back in between: the earlier was not acknowledged.
func TestLatestRows_ClockSetBack(t *testing.T) {
	at := time.Unix(1e9, 0)
	l := &Library{now: func() time.Time { at = at.Add(-time.Hour); return at }}
	var rows []*itemRecord
	for id := range ID(2) {
		row, err := l.journalRow(&Media{ID: id + 1, Owner: 7, Digest: Digest{1}, Added: l.now()})
		if err != nil {
			t.Fatal(err)
		}
		r := new(itemRecord)
		if err := json.Unmarshal(row, r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	if got := latestRows(rows); len(got) != 1 || got[0].ID != 2 {
		t.Errorf("latestRows = %v, want the row of item 2 alone", got)
	}
}
