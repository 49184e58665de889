package sqlite

import (
	"errors"
	"testing"
	"time"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// AddAll adds all items or, where one is there already, none.
func TestAddAll(t *testing.T) {
	x := openTest(t, Options{})
	alice := addUser(t, x, "alice")
	at := time.Date(2005, 10, 5, 9, 45, 3, 0, time.UTC)
	item := func(n byte) *library.Media {
		return &library.Media{Owner: alice, Digest: library.Digest{n}, Title: "beach", Taken: at.Add(-time.Duration(n) * time.Hour)}
	}
	first := []*library.Media{item(1), item(2), item(3)}
	if err := x.AddAll(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if err := x.AddAll(t.Context(), []*library.Media{item(4), item(2)}); !errors.Is(err, mediasock.ErrExists) {
		t.Errorf("AddAll with known bytes = %v, want ErrExists", err)
	}
	page, err := x.Search(t.Context(), library.Viewer{User: alice}, library.Query{Terms: "beach"})
	if err != nil || page.Total != len(first) || len(page.Media) != len(first) {
		t.Fatalf("Search = %+v, %v; want the first three", page, err)
	}
	for i, m := range page.Media {
		if m.ID == 0 || m.ID != first[i].ID {
			t.Errorf("item %d has id %d, want %d", i, m.ID, first[i].ID)
		}
	}
}
