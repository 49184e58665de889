package piwigo

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mediasock/mediasock"
)

// categoryAttributes are those of a category in XML.
func categoryAttributes() []string {
	return []string{"id", "url", "nb_images", "total_nb_images", "nb_categories", "date_last", "max_date_last", "status"}
}

// categoryList lists albums: those at the root or below one, or all (P-8).
func categoryList(c *call) (any, error) {
	recursive, limit := c.truth("recursive", false), c.number("limit", 0)
	if limit > 0 && recursive {
		return nil, &fault{codeInvalid, "Cannot use both recursive and limit parameters at the same time"}
	}
	shown, err := c.chosen(recursive)
	if err != nil {
		return nil, err
	}
	result := object{}
	if limit > 0 && len(shown) > limit {
		result = append(result, field{"limit", object{{"limited_to", limit}, {"total_cats", len(shown)}, {"remaining_cats", len(shown) - limit}}})
		shown = shown[:limit]
	}
	if c.truth("tree_output", false) {
		return c.tree(shown), nil
	}
	return append(result, field{"categories", c.flat(shown)}), nil
}

// chosen returns the albums that cat_id, recursive and search ask for.
func (c *call) chosen(recursive bool) (albums, error) {
	all, _, err := c.countedAlbums()
	if err != nil {
		return nil, err
	}
	var root *album
	if number := c.id("cat_id"); number != "" {
		if root, err = all.find(number); err != nil {
			return nil, err
		}
	}
	search := strings.ToLower(c.args.get("search"))
	return slices.DeleteFunc(all, func(a *album) bool {
		near := a.parent == root || a == root
		return search != "" && !strings.Contains(strings.ToLower(a.Title), search) ||
			root != nil && !a.within(root) || !recursive && !near
	}), nil
}

func (c *call) flat(shown albums) list {
	l := list{item: "category", attributes: categoryAttributes(), values: []any{}}
	for i, a := range shown {
		l.values = append(l.values, c.category(a, i+1))
	}
	return l
}

// tree nests albums in their parents; those whose parent is not shown are at the
// root.
func (c *call) tree(shown albums) list {
	there := map[*album]bool{}
	for _, a := range shown {
		there[a] = true
	}
	below := map[*album]albums{}
	for _, a := range shown {
		if there[a.parent] {
			below[a.parent] = append(below[a.parent], a)
		} else {
			below[nil] = append(below[nil], a)
		}
	}
	return c.branch(below, nil)
}

func (c *call) branch(below map[*album]albums, parent *album) list {
	l := list{item: "category", attributes: categoryAttributes(), values: []any{}}
	for i, a := range below[parent] {
		l.values = append(l.values, append(c.category(a, i+1), field{"sub_categories", c.branch(below, a)}))
	}
	return l
}

// category tells of an album.
func (c *call) category(a *album, rank int) object {
	name := a.Title
	if c.truth("fullname", false) {
		name = a.fullname()
	}
	var parent, cover, thumb any
	if a.parent != nil {
		parent = strconv.FormatInt(a.parent.number, 10)
	}
	if a.Icon != "" && a.IconURL() == "" {
		cover, thumb = a.Icon, c.thumb(a.Icon)
	}
	return object{
		{"id", a.number}, {"name", name}, {"comment", a.Caption}, {"permalink", nil}, {"status", "private"},
		{"uppercats", a.path()}, {"global_rank", strconv.Itoa(rank)}, {"id_uppercat", parent},
		{"nb_images", a.images}, {"total_nb_images", a.total}, {"representative_picture_id", cover},
		{"date_last", nil}, {"max_date_last", nil}, {"nb_categories", a.albums}, {"url", a.Resource},
		{"name_raw", a.Title}, {"comment_raw", a.Caption}, {"tn_url", thumb},
	}
}

// categoryAdminList lists all albums by their full names.
func categoryAdminList(c *call) (any, error) {
	shown, err := c.chosen(c.truth("recursive", true))
	if err != nil {
		return nil, err
	}
	l := list{item: "category", attributes: []string{"id", "nb_images", "name", "uppercats", "global_rank", "status", "test"}, values: []any{}}
	for i, a := range shown {
		l.values = append(l.values, object{
			{"id", a.number}, {"name", a.Title}, {"comment", a.Caption}, {"uppercats", a.path()}, {"global_rank", strconv.Itoa(i + 1)},
			{"dir", nil}, {"status", "private"}, {"nb_images", a.images}, {"fullname", a.fullname()},
		})
	}
	return object{{"categories", l}}, nil
}

// categoryAdd makes an album.
func categoryAdd(c *call) (any, error) {
	if err := c.trusted(false); err != nil {
		return nil, err
	}
	t := &mediasock.Taxon{Title: strings.TrimSpace(c.args.get("name")), Caption: c.args.get("comment")}
	if t.Title == "" {
		return nil, &fault{codeFailed, "The name of an album must not be empty"}
	}
	if parent := c.id("parent"); parent != "" {
		var err error
		if t.Parents, err = c.albumIDs([]string{parent}); err != nil {
			return nil, err
		}
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	item, err := s.TaxaAppend(c.r.Context(), t)
	if err != nil {
		return nil, err
	}
	l, err := c.albums()
	if err != nil {
		return nil, err
	}
	if a := l.byID(item.ID); a != nil {
		return object{{"info", "Album added"}, {"id", a.number}}, nil
	}
	return nil, mediasock.ErrUnknownTaxon
}

// categorySetInfo changes an album's name and comment.
func categorySetInfo(c *call) (any, error) {
	if err := c.trusted(false); err != nil {
		return nil, err
	}
	ids, err := c.albumIDs([]string{c.args.get("category_id")})
	if err != nil {
		return nil, err
	}
	t := &mediasock.Taxon{ID: ids[0], Title: c.args.get("name"), Caption: c.args.get("comment")}
	if c.args.has("comment") && t.Caption == "" {
		t.Clear = mediasock.FieldCaption
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	return nil, mediasock.UpdateTaxon(c.r.Context(), s, t)
}

// categoryMove gives albums another parent, or none.
func categoryMove(c *call) (any, error) {
	if err := c.trusted(true); err != nil {
		return nil, err
	}
	ids, err := c.albumIDs(c.ids("category_id"))
	if err != nil {
		return nil, err
	}
	var parents mediasock.List
	if parent := c.id("parent"); parent != "" {
		if parents, err = c.albumIDs([]string{parent}); err != nil {
			return nil, err
		}
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		t := &mediasock.Taxon{ID: id, Parents: parents}
		if len(parents) == 0 {
			t.Clear = mediasock.FieldParents
		}
		if err := mediasock.UpdateTaxon(c.r.Context(), s, t); err != nil {
			return nil, err
		}
	}
	return object{{"new_ariane_string", ""}, {"updated_cats", list{item: "item", values: []any{}}}}, nil
}

// categorySetRepresentative sets an album's icon.
func categorySetRepresentative(c *call) (any, error) {
	ids, err := c.albumIDs([]string{c.args.get("category_id")})
	if err != nil {
		return nil, err
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	return nil, mediasock.UpdateTaxon(c.r.Context(), s, &mediasock.Taxon{ID: ids[0], Icon: c.args.get("image_id")})
}
