package sqlite

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// TaxaPage implements library.TaxaIndex.
func (x *Index) TaxaPage(ctx context.Context, v library.Viewer, q library.TaxaQuery) (page *library.TaxaPage, err error) {
	q.Limit = cmp.Or(max(q.Limit, 0), defaultLimit)
	id, title, err := parseTaxonCursor(q.After)
	if err != nil {
		return nil, err
	}
	page = new(library.TaxaPage)
	err = x.readAs(ctx, v, func(c *sqlite.Conn, w *viewer) error {
		err := query(c, taxaPageSQL(q), func(r *row) error {
			a, err := scanTaxon(r)
			if err == nil {
				page.Taxa = append(page.Taxa, a.Taxon)
			}
			return err
		}, w.args(title, id, q.Limit+1, q.Parent)...)
		if err != nil {
			return err
		}
		if len(page.Taxa) > q.Limit {
			page.Taxa = page.Taxa[:q.Limit]
			last := page.Taxa[q.Limit-1]
			page.Next = last.ID.String() + "." + last.Title
		}
		return x.count(c, w, page.Taxa...)
	})
	if err != nil {
		return nil, err
	}
	return page, nil
}

// taxaPageSQL returns the statement of a page, with the parameters ?6 title and
// ?7 id of the last album before it, ?8 limit, ?9 parent. Albums in none are read
// in the order of their index; the few that one album holds are sorted.
func taxaPageSQL(q library.TaxaQuery) string {
	from := " FROM taxon t WHERE "
	placed := ` AND NOT EXISTS (SELECT 1 FROM taxon_parent x WHERE x.taxon = t.id
		AND EXISTS (SELECT 1 FROM taxon AS t WHERE t.id = x.parent AND ` + showsTaxon + `))`
	if q.Parent != 0 {
		from, placed = " FROM taxon_parent p CROSS JOIN taxon t ON t.id = p.taxon WHERE p.parent = ?9 AND ",
			" AND EXISTS (SELECT 1 FROM taxon AS t WHERE t.id = ?9 AND "+seesTaxon+")"
	}
	return "SELECT " + taxonColumns + from + "t.trashed IS NULL AND (t.title COLLATE NOCASE, t.id) > (?6, ?7) AND " +
		seesTaxon + placed + " ORDER BY t.title COLLATE NOCASE, t.id LIMIT +?8"
}

// parseTaxonCursor reads a TaxaPage.Next.
func parseTaxonCursor(s string) (id library.ID, title string, err error) {
	if s == "" {
		return 0, "", nil
	}
	number, title, ok := strings.Cut(s, ".")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || !ok {
		return 0, "", &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "no such page"}
	}
	return library.ID(n), title, nil
}
