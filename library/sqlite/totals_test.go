package sqlite

import (
	"testing"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// A total that was counted in a snapshot from before a commit is not remembered
// for after it.
func TestSearch_TotalOvertakenByACommit(t *testing.T) {
	x := openTest(t, Options{})
	owner := addUser(t, x, "alice")
	album := &library.Taxon{Owner: owner, Title: "album"}
	if err := x.AddTaxon(t.Context(), album); err != nil {
		t.Fatal(err)
	}
	add := func(n byte) error {
		return x.AddMedia(t.Context(), &library.Media{Owner: owner, Digest: library.Digest{n}, Taxa: []library.ID{album.ID}})
	}
	if err := add(1); err != nil {
		t.Fatal(err)
	}
	v, q := library.Viewer{User: owner}, library.Query{Taxon: album.ID, Limit: 50}
	err := x.read(t.Context(), func(c *sqlite.Conn) error {
		return snapshot(c, func() error {
			s, err := x.narrowed(c, v, q)
			if err != nil {
				return err
			}
			if err := add(2); err != nil {
				return err
			}
			page, err := x.page(c, s)
			if err == nil && page.Total != 1 {
				t.Errorf("the snapshot has a total of %d, want 1", page.Total)
			}
			return err
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	if page, err := x.Search(t.Context(), v, q); err != nil || page.Total != 2 || len(page.Media) != 2 {
		t.Errorf("Search = %+v, %v; want 2 items and a total of 2", page, err)
	}
}
