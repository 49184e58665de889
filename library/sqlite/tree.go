package sqlite

import (
	"slices"

	"github.com/mediasock/mediasock/library"
)

// below returns the album and every album below it, itself first.
func (t *tx) below(id library.ID) ([]library.ID, error) {
	ids := []library.ID{id}
	err := query(t.Conn, `
		WITH RECURSIVE under (id) AS (
			SELECT taxon FROM taxon_parent WHERE parent = ?1
			UNION
			SELECT p.taxon FROM under u JOIN taxon_parent p ON p.parent = u.id
		)
		SELECT id FROM under`,
		func(r *row) error { ids = append(ids, r.id()); return nil }, id)
	return ids, err
}

// childrenOf returns the albums directly in an album.
func (t *tx) childrenOf(id library.ID) (ids []library.ID, err error) {
	err = query(t.Conn, "SELECT taxon FROM taxon_parent WHERE parent = ?",
		func(r *row) error { ids = append(ids, r.id()); return nil }, id)
	return ids, err
}

// itemsOf returns the items of albums, each once.
func (t *tx) itemsOf(albums []library.ID) ([]library.ID, error) {
	var ids []library.ID
	if len(albums) == 0 {
		return nil, nil
	}
	err := query(t.Conn, "SELECT DISTINCT media FROM media_taxon WHERE taxon IN (SELECT value FROM json_each(?))",
		func(r *row) error { ids = append(ids, r.id()); return nil }, list(albums))
	return ids, err
}

// spreadTaxon brings what hangs on an album's title, details, visibility, place in the
// tree and trash up to date.
func (t *tx) spreadTaxon(old, changed *taxonRow) error {
	parents := !slices.Equal(old.Parents, changed.Parents)
	seen := old.Visibility != changed.Visibility || !old.Trashed.Equal(changed.Trashed)
	titled := old.Title != changed.Title || old.Details() != changed.Details()
	if !parents && !seen && !titled {
		t.visible = true // a link may have changed
		return nil
	}
	var items []library.ID
	var err error
	if seen || titled {
		if items, err = t.itemsOf([]library.ID{changed.ID}); err != nil {
			return err
		}
	}
	below, err := t.below(changed.ID)
	if err != nil {
		return err
	}
	return t.spread(below, items)
}

// spread works out anew who sees the albums, and writes the search rows of
// items and of what is in the albums for which that changed.
func (t *tx) spread(albums, items []library.ID) error {
	t.visible = true
	changed, err := t.spreadAccess(albums)
	if err != nil {
		return err
	}
	more, err := t.itemsOf(changed)
	if err != nil {
		return err
	}
	for _, id := range distinct(append(items, more...)) {
		if err := t.refresh(id); err != nil {
			return err
		}
	}
	return nil
}

// refresh writes what an item has of its albums and its search row anew.
func (t *tx) refresh(id library.ID) error {
	m, err := libraryItself.media(t.Conn, id)
	if err != nil || m == nil {
		return err
	}
	access, told := m.access, m.Told
	if err := t.inherit(m); err != nil {
		return err
	}
	if access != m.access || told != m.Told {
		if err := exec(t.Conn, "UPDATE media SET access = ?, told = ? WHERE id = ?", m.access, m.Told, id); err != nil {
			return err
		}
	}
	d, err := t.document(m)
	if err != nil {
		return err
	}
	if err := t.deleteDocument(m.sort); err != nil {
		return err
	}
	return t.insertDocument(m, d)
}

// A node is an album whose access is being worked out.
type node struct {
	own, old int64
	trashed  bool
	parents  []library.ID
	done     bool
	access   int64
}

// spreadAccess sets the access of albums, which must include all that lies
// below any of them, and returns those for which it changed. What an album
// inherits comes from the albums above it that are not in the trash.
func (t *tx) spreadAccess(albums []library.ID) (changed []library.ID, err error) {
	nodes, err := t.nodes(albums)
	if err != nil {
		return nil, err
	}
	for _, id := range albums {
		n := nodes[id]
		access := resolve(nodes, id)
		if n == nil || access == n.old {
			continue
		}
		changed = append(changed, id)
		if err := exec(t.Conn, "UPDATE taxon SET access = ? WHERE id = ?", access, id); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// nodes reads albums, and the albums directly above them, which are done.
func (t *tx) nodes(albums []library.ID) (map[library.ID]*node, error) {
	nodes := make(map[library.ID]*node, len(albums))
	err := query(t.Conn, `
		SELECT DISTINCT p.parent, a.access FROM taxon_parent p JOIN taxon a ON a.id = p.parent
			WHERE p.taxon IN (SELECT value FROM json_each(?))`,
		func(r *row) error {
			nodes[r.id()] = &node{done: true, access: r.int64()}
			return nil
		}, list(albums))
	if err != nil {
		return nil, err
	}
	err = query(t.Conn, `
		SELECT t.id, t.visibility, t.access, t.trashed IS NOT NULL,
			(SELECT group_concat(parent, ' ') FROM taxon_parent WHERE taxon = t.id)
			FROM taxon t WHERE t.id IN (SELECT value FROM json_each(?))`,
		func(r *row) (err error) {
			id, n := r.id(), &node{}
			n.own, n.old, n.trashed = accessOf(library.Visibility(r.text())), r.int64(), r.bool()
			n.parents, err = r.ids()
			nodes[id] = n
			return err
		}, list(albums))
	return nodes, err
}

// resolve returns the access of an album: nothing while it is in the trash. A
// node is marked done first, so that a cycle, which there should not be, ends.
func resolve(nodes map[library.ID]*node, id library.ID) int64 {
	n := nodes[id]
	if n == nil {
		return 0
	}
	if n.done {
		return n.access
	}
	n.done = true
	if n.trashed {
		return 0
	}
	access := n.own
	for _, parent := range n.parents {
		access |= resolve(nodes, parent)
	}
	n.access = access
	return access
}
