package sqlite

import (
	"encoding/json"
	"strconv"

	"github.com/mediasock/mediasock/library"
	"zombiezen.com/go/sqlite"
)

// The bits of an access column: who sees a row, apart from its owner and those
// who present a link.
const (
	accessMembers = 1
	accessPublic  = 2
)

// accessOf returns what a row's own visibility allows.
func accessOf(v library.Visibility) int64 {
	switch v {
	case library.Members, library.Link:
		return accessMembers
	case library.Public:
		return accessMembers | accessPublic
	}
	return 0
}

// shownAs returns the visibility of a row by itself and by the albums that it is in,
// which its access has.
func shownAs(own library.Visibility, access int64) library.Visibility {
	switch {
	case access&accessPublic != 0:
		return library.Public
	case access&accessMembers != 0 && own != library.Link: // which lets members in too
		return library.Members
	}
	return own
}

// A viewer is a library.Viewer with the albums that its links open, those below
// them included.
type viewer struct {
	library.Viewer
	mask    int64        // of access bits, one of which must be set
	links   []string     // without ""
	albums  []library.ID // opened by links
	tellers []library.ID // owners who tell of places
}

// viewerOf asks the database which albums v's links open.
func viewerOf(c *sqlite.Conn, v library.Viewer) (*viewer, error) {
	w := &viewer{Viewer: v, mask: accessPublic}
	if v.User != 0 {
		w.mask |= accessMembers
	}
	for _, link := range v.Links {
		if link != "" {
			w.links = append(w.links, link)
		}
	}
	if err := w.askTellers(c); err != nil || len(w.links) == 0 {
		return w, err
	}
	err := query(c, `
		WITH RECURSIVE opened (id) AS (
			SELECT t.id FROM json_each(?) AS l JOIN taxon t ON t.link = l.value
				WHERE t.link <> '' AND t.visibility = 'link' AND t.trashed IS NULL
			UNION
			SELECT t.id FROM opened o JOIN taxon_parent p ON p.parent = o.id JOIN taxon t ON t.id = p.taxon
				WHERE t.trashed IS NULL
		)
		SELECT id FROM opened`,
		func(r *row) error { w.albums = append(w.albums, r.id()); return nil }, list(w.links))
	return w, err
}

// askTellers asks which owners tell others of places unless an item says
// otherwise.
func (v *viewer) askTellers(c *sqlite.Conn) error {
	if v.All {
		return nil
	}
	return query(c, "SELECT id FROM user WHERE details", func(r *row) error {
		v.tellers = append(v.tellers, r.id())
		return nil
	})
}

// The parameters of a viewer in SQL: ?1 whether it is the library itself, ?2
// its user, ?3 its mask, ?4 its links and ?5 the albums that they open, both in
// JSON.
func (v *viewer) args(more ...any) []any {
	return append([]any{v.All, v.User, v.mask, list(v.links), list(v.albums)}, more...)
}

// The one place where a viewer becomes a condition of SQL; match.go holds the
// same for the search index. m is a row of media, t of taxon.
const (
	seesMedia = `(?1 OR (?2 <> 0 AND m.owner = ?2) OR (m.trashed IS NULL AND (m.access & ?3 <> 0
		OR (m.visibility = 'link' AND m.link <> '' AND m.link IN (SELECT value FROM json_each(?4)))
		OR (?5 <> '[]' AND EXISTS (SELECT 1 FROM media_taxon o
			WHERE o.media = m.id AND o.taxon IN (SELECT value FROM json_each(?5)))))))`
	seesTaxon = `(?1 OR (?2 <> 0 AND t.owner = ?2) OR (t.trashed IS NULL AND (t.access & ?3 <> 0
		OR t.id IN (SELECT value FROM json_each(?5)))))`
	// tellsPlace is who may look for an item by its place.
	tellsPlace = `(?1 OR (?2 <> 0 AND m.owner = ?2) OR m.told = 'shown'
		OR (m.told = '' AND EXISTS (SELECT 1 FROM user u WHERE u.id = m.owner AND u.details)))`
	// showsTaxon is for the albums that a row names: none of the trash.
	showsTaxon    = `(?1 OR (t.trashed IS NULL AND ` + seesTaxon + `))`
	seesTombstone = `(?1 OR (?2 <> 0 AND d.owner = ?2)
		OR (d.visibility IN ('members', 'link', 'public') AND ?3 & 1 <> 0) OR d.visibility = 'public'
		OR (d.visibility = 'link' AND d.link <> '' AND d.link IN (SELECT value FROM json_each(?4))))`
)

// list returns a JSON array for json_each.
func list[T string | int64 | library.ID](values []T) string {
	if len(values) == 0 {
		return "[]"
	}
	b, err := json.Marshal(values)
	if err != nil {
		panic(err) // neither strings nor integers fail
	}
	return string(b)
}

// gone tells what of the kind is not there: gone if it was purged and v could
// have seen it, else unknown.
func (v *viewer) gone(c *sqlite.Conn, kind string, id library.ID, unknown error) error {
	_, found, err := number(c, "SELECT 1 FROM tombstone d WHERE d.kind = ?6 AND d.id = ?7 AND "+seesTombstone,
		v.args(kind, id)...)
	switch {
	case err != nil:
		return err
	case found:
		return library.ErrGone
	}
	return unknown
}

func decimal(id library.ID) string { return strconv.FormatInt(int64(id), 10) }
