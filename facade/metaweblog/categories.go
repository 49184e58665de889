package metaweblog

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// albums are the albums that a caller may see, by title.
type albums []mediasock.Taxon

// maxAlbums bounds what is listed.
const maxAlbums = 50_000

// albums lists them.
func (c *call) albums() (albums, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	return listAlbums(c.r.Context(), s)
}

func listAlbums(ctx context.Context, s mediasock.Session) (albums, error) {
	var all albums
	for t, err := range s.TaxaList(ctx) {
		switch {
		case err != nil:
			return nil, err
		case len(all) == maxAlbums:
			return nil, &weblogwire.Fault{Code: weblogwire.CodeFailed, Text: "there are too many categories"}
		}
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b mediasock.Taxon) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)), strings.Compare(a.ID, b.ID))
	})
	return all, nil
}

// byID returns the album of an id, nil if it is not there.
func (l albums) byID(id string) *mediasock.Taxon {
	i := slices.IndexFunc(l, func(t mediasock.Taxon) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &l[i]
}

// byTitles returns the ids of albums by their titles: of several of one title,
// that of the first. Some clients escape titles (a category "A &amp; B").
func (l albums) byTitles(titles mediasock.List) (ids mediasock.List, err error) {
	for _, title := range titles {
		i := slices.IndexFunc(l, func(t mediasock.Taxon) bool { return t.Title == title })
		if i < 0 {
			i = slices.IndexFunc(l, func(t mediasock.Taxon) bool { return t.Title == weblogwire.Plain(title) })
		}
		if i < 0 {
			return nil, mediasock.ErrUnknownTaxon
		}
		if !ids.Has(l[i].ID) {
			ids = append(ids, l[i].ID)
		}
	}
	return ids, nil
}

// categories lists albums, in the array that nearly everybody sends (M-4).
func categories(c *call) (any, error) {
	all, err := c.albums()
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, t := range all {
		list = append(list, weblogwire.Struct{
			{Name: "categoryId", Value: t.ID}, {Name: "parentId", Value: cmp.Or(append(t.Parents, "0")[0], "0")},
			{Name: "description", Value: t.Title}, {Name: "categoryName", Value: t.Title}, {Name: "categoryDescription", Value: t.Caption},
			{Name: "parentIds", Value: texts(t.Parents)}, {Name: "htmlUrl", Value: t.Resource}, {Name: "rssUrl", Value: ""},
		})
	}
	return list, nil
}

// categoryList lists albums as Movable Type does.
func categoryList(c *call) (any, error) {
	all, err := c.albums()
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, t := range all {
		list = append(list, weblogwire.Struct{{Name: "categoryId", Value: t.ID}, {Name: "categoryName", Value: t.Title}})
	}
	return list, nil
}

// postCategories lists the albums of an item, the first as the primary one.
func postCategories(c *call) (any, error) {
	m, err := c.one(0)
	if err != nil {
		return nil, err
	}
	all, err := c.albums()
	if err != nil {
		return nil, err
	}
	list := []any{}
	for i, id := range m.Parents {
		if t := all.byID(id); t != nil {
			list = append(list, weblogwire.Struct{{Name: "categoryId", Value: id}, {Name: "categoryName", Value: t.Title}, {Name: "isPrimary", Value: i == 0}})
		}
	}
	return list, nil
}

// setPostCategories puts an item into the albums named, and into no others.
func setPostCategories(c *call) (any, error) {
	m, err := c.one(0)
	if err != nil {
		return nil, err
	}
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	var wanted mediasock.List
	for _, v := range c.list(3) {
		one, _ := v.(map[string]any)
		wanted = append(wanted, post(one).text("categoryId"))
	}
	gone := slices.DeleteFunc(slices.Clone(m.Parents), wanted.Has)
	_, err = mediasock.FileMedia(c.r.Context(), s, m.ID, wanted, gone)
	return err == nil, err
}

// newCategory makes an album (M-7).
func newCategory(c *call) (any, error) {
	p := c.members(3)
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	item, err := s.TaxaAppend(c.r.Context(), p.album("parent_id"))
	if err != nil {
		return nil, err
	}
	return item.ID, nil
}

// album returns what a struct says of an album. Its parent is a member of another
// name in each method; several are ours.
func (p post) album(parent string) *mediasock.Taxon {
	t := &mediasock.Taxon{Title: p.text("name"), Caption: p.text("description"), Parents: p.texts("parentIds")}
	if id := p.text(parent); len(t.Parents) == 0 && id != "" && id != "0" {
		t.Parents = mediasock.List{id}
	}
	return t
}

// editTerm changes an album: what its struct names, also to nothing.
func editTerm(c *call) (any, error) {
	p := c.members(4)
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	t := p.album("parent")
	t.ID = c.text(3)
	if p.has("name") && t.Title == "" {
		t.Clear |= mediasock.FieldTitle
	}
	if p.has("description") && t.Caption == "" {
		t.Clear |= mediasock.FieldCaption
	}
	if (p.has("parent") || p.has("parentIds")) && len(t.Parents) == 0 {
		t.Clear |= mediasock.FieldParents
	}
	err = mediasock.UpdateTaxon(c.r.Context(), s, t)
	return err == nil, err
}

// texts returns a list as a value.
func texts(l mediasock.List) []any {
	all := make([]any, len(l))
	for i, s := range l {
		all[i] = s
	}
	return all
}

// deleteCategory deletes an album; the items in it stay.
func deleteCategory(c *call) (any, error) {
	s, err := c.session()
	if err != nil {
		return nil, err
	}
	err = mediasock.DeleteTaxon(c.r.Context(), s, c.text(3))
	return err == nil, err
}
