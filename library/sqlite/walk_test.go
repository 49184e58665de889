package sqlite

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// A walk in the order of dates shows everyone the items that the search index
// has for her, and no other.
func TestSearch_Walk(t *testing.T) {
	x := openTest(t, Options{})
	g := generate(t, x, 600)
	from := time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)
	walked := 0
	for name, q := range map[string]library.Query{
		"newest":     {},
		"of owner":   {Owner: g.owners[0]},
		"of another": {Owner: g.owners[1]},
		"of a time":  {From: from, To: from.AddDate(8, 0, 0)},
		"second":     {Offset: 10},
	} {
		q.Limit = 10
		for _, v := range []library.Viewer{{}, {User: g.owners[0]}, {User: g.owners[2], Links: []string{"secret"}}, {All: true}} {
			t.Run(fmt.Sprintf("%s/%d %t", name, v.User, v.All), func(t *testing.T) {
				read(t, x, func(c *sqlite.Conn) { walked += checkWalk(t, x, c, v, q) })
			})
		}
	}
	if walked < 10 {
		t.Errorf("%d pages were walked to, want most", walked)
	}
}

// checkWalk returns 1 if the page was found by a walk.
func checkWalk(t *testing.T, x *Index, c *sqlite.Conn, v library.Viewer, q library.Query) int {
	s, err := x.narrowed(c, v, q)
	if err != nil {
		t.Fatal(err)
	}
	total, err := x.total(c, s)
	if err != nil {
		t.Fatal(err)
	}
	walks, err := x.walks(c, s, total)
	if err != nil || !walks {
		return 0
	}
	got, err := s.read(c, s.walkSQL(), q.Limit)
	if err != nil {
		t.Fatal(err)
	}
	want, err := s.rows(c, total, q.Limit)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) == q.Limit && !slices.Equal(cursors(got), cursors(want)) {
		t.Errorf("the walk has %v, the search index %v", cursors(got), cursors(want))
	}
	return len(got) / q.Limit
}

func cursors(rows []*mediaRow) (list []string) {
	for _, m := range rows {
		list = append(list, m.Cursor)
	}
	return list
}
