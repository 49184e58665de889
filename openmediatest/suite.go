package openmediatest

import (
	"context"
	"testing"

	"github.com/mediasock/mediasock/openmedia"
)

// Deleter is a Searcher under test that can delete; the suite then also tests
// what is told of entries that were.
type Deleter interface {
	// Delete deletes the entry whose atom:id is id.
	Delete(ctx context.Context, id string) error
}

// Test runs the suite. open returns a new Searcher that holds just those items;
// it is called once for each of the cases.
func Test(t *testing.T, open func(t *testing.T, items []Item) openmedia.Searcher) {
	items := Items()
	for _, c := range []struct {
		name string
		run  func(*suite)
	}{
		{"OA-14 no terms list the newest first", (*suite).newest},
		{"OM-11 terms find", (*suite).terms},
		{"OS-23 nothing found is an empty page", (*suite).nothing},
		{"OM-16 pages by index", (*suite).pages},
		{"OM-20 pages by number", (*suite).numbers},
		{"OA-7 startIndex wins over startPage", (*suite).indexWins},
		{"OS-23 a page past the end is empty", (*suite).pastTheEnd},
		{"OM-12 OA-11 kinds", (*suite).kinds},
		{"OA-12 an unknown kind is an invalid query", (*suite).invalid},
		{"OM-24 OM-40 entries tell everything", (*suite).facts},
		{"OM-29 ids are unique and stay", (*suite).ids},
		{"PG-1 TG-3 pages share one feed id", (*suite).feedID},
		{"OA-15 updated is that of the newest entry", (*suite).updated},
		{"OM-27 an entry of its own", (*suite).entry},
		{"OA-12 an unknown entry is not found", (*suite).unknown},
		{"OA-12 a deleted entry is gone", (*suite).gone},
		{"a feed is the caller's to change", (*suite).owned},
		{"a cancelled search ends", (*suite).cancelled},
		{"searches side by side", (*suite).concurrent},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.run(&suite{T: t, items: items, searcher: open(t, items)})
		})
	}
}

// suite is one case's run.
type suite struct {
	*testing.T
	items    []Item
	searcher openmedia.Searcher
}
