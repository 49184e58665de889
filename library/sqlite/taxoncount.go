package sqlite

import (
	"context"
	"errors"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// readAs runs f in a snapshot, as a viewer sees it.
func (x *Index) readAs(ctx context.Context, v library.Viewer, f func(*sqlite.Conn, *viewer) error) error {
	return x.read(ctx, func(c *sqlite.Conn) error {
		return snapshot(c, func() error {
			w, err := viewerOf(c, v)
			if err != nil {
				return err
			}
			return f(c, w)
		})
	})
}

// count sets how many items in each album the viewer sees, by sets where they tell.
func (x *Index) count(c *sqlite.Conn, v *viewer, albums ...*library.Taxon) error {
	at, err := latestChange(c)
	if err != nil {
		return err
	}
	for _, a := range albums {
		n, known, err := x.sets.inTaxon(c, v, a.ID, at)
		if err == nil && !known {
			n, err = v.count(c, a.ID)
		}
		if err != nil {
			return err
		}
		a.Count = n
	}
	return nil
}

// count counts the items in an album that v sees.
func (v *viewer) count(c *sqlite.Conn, album library.ID) (int, error) {
	n, _, err := number(c, countInTaxon, v.args(album)...)
	return int(n), err
}

// inTaxon is viewer.count from sets, if they tell.
func (m *sets) inTaxon(c *sqlite.Conn, v *viewer, album library.ID, at int64) (n int, known bool, err error) {
	if m.index.writer.readOnly {
		return 0, false, nil
	}
	seen, _ := scope(v, library.Query{}) // something always may be seen
	err = m.look(c, and(seen, tag(tagTaxon(album))), at, func(_ *base, f *finding) {
		n, known = f.left.Len()+len(f.fresh), true
	})
	if errors.Is(err, errOvertaken) {
		return 0, false, nil
	}
	return n, known, err
}
