package metaweblog

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/weblogwire"
)

// TaxaList implements mediasock.Session.
func (v *Session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		all, err := v.categories(ctx)
		if err != nil {
			yield(mediasock.Taxon{}, err)
			return
		}
		for _, t := range all {
			if !yield(t, nil) {
				return
			}
		}
	}
}

// categories returns the albums, in either of the two forms that are met (M-4).
func (v *Session) categories(ctx context.Context) ([]mediasock.Taxon, error) {
	answer, err := v.call(ctx, "metaWeblog.getCategories", v.blog)
	if err != nil {
		return nil, err
	}
	var all []mediasock.Taxon
	switch l := answer.(type) {
	case []any:
		for _, one := range l {
			all = append(all, taxonOf(structOf(one), ""))
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(l)) {
			all = append(all, taxonOf(structOf(l[name]), name))
		}
	}
	return slices.DeleteFunc(all, func(t mediasock.Taxon) bool { return t.ID == "" }), nil
}

// taxonOf returns a category as an album; name is what it is called where the
// struct does not say.
func taxonOf(m members, name string) mediasock.Taxon {
	title := cmp.Or(m.text("categoryName"), m.text("description"), m.text("title"), name)
	t := mediasock.Taxon{
		ID: cmp.Or(m.text("categoryId"), m.text("categoryid"), title), Title: title, Caption: m.text("categoryDescription"),
		Resource: m.text("htmlUrl"), Append: mediasock.List{"media", "taxon"},
	}
	for _, parent := range m.list("parentIds") {
		if id, _ := parent.(string); id != "" {
			t.Parents = append(t.Parents, id)
		}
	}
	if parent := m.text("parentId"); len(t.Parents) == 0 && parent != "" && parent != "0" {
		t.Parents = mediasock.List{parent}
	}
	return t
}

// titles returns the titles of albums by their ids.
func (v *Session) titles(ctx context.Context, ids mediasock.List) (titles mediasock.List, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	all, err := v.categories(ctx)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		i := slices.IndexFunc(all, func(t mediasock.Taxon) bool { return t.ID == id })
		if i < 0 {
			return nil, mediasock.ErrUnknownTaxon
		}
		titles = append(titles, all[i].Title)
	}
	return titles, nil
}

// TaxaAppend implements mediasock.Session.
func (v *Session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	if _, err := v.titles(ctx, t.Parents); err != nil {
		return nil, err
	}
	category := weblogwire.Struct{
		{Name: "name", Value: t.Title}, {Name: "description", Value: t.Caption},
		{Name: "parent_id", Value: first(t.Parents)}, {Name: "parentIds", Value: values(t.Parents)},
	}
	answer, err := v.call(ctx, "wp.newCategory", v.blog, category)
	if err != nil {
		return nil, absent(err, mediasock.ErrUnknownTaxon)
	}
	id, _ := answer.(string)
	if id == "" {
		return nil, &mediasock.Error{Code: mediasock.CodeService, Message: "the weblog does not say what the category's id is"}
	}
	return &mediasock.Item{ID: id, Title: t.Title, Append: mediasock.List{"media", "taxon"}}, nil
}

// first returns the parent that a weblog keeps, "0" for none.
func first(parents mediasock.List) string {
	if len(parents) == 0 {
		return "0"
	}
	return parents[0]
}

// TaxaUpdate implements mediasock.TaxaUpdater.
func (v *Session) TaxaUpdate(ctx context.Context, t *mediasock.Taxon) error {
	if _, err := v.titles(ctx, append(mediasock.List{t.ID}, t.Parents...)); err != nil {
		return err
	}
	term := weblogwire.Struct{{Name: "taxonomy", Value: "category"}}
	if t.Title != "" || t.Clear.Has(mediasock.FieldTitle) {
		term = append(term, weblogwire.Member{Name: "name", Value: t.Title})
	}
	if t.Caption != "" || t.Clear.Has(mediasock.FieldCaption) {
		term = append(term, weblogwire.Member{Name: "description", Value: t.Caption})
	}
	if len(t.Parents) > 0 || t.Clear.Has(mediasock.FieldParents) {
		term = append(term, weblogwire.Member{Name: "parent", Value: first(t.Parents)}, weblogwire.Member{Name: "parentIds", Value: values(t.Parents)})
	}
	_, err := v.call(ctx, "wp.editTerm", v.blog, t.ID, term)
	return absent(err, mediasock.ErrUnknownTaxon)
}

// TaxaDelete implements mediasock.TaxaUpdater.
func (v *Session) TaxaDelete(ctx context.Context, id string) error {
	if _, err := v.titles(ctx, mediasock.List{id}); err != nil {
		return err
	}
	_, err := v.call(ctx, "wp.deleteCategory", v.blog, id)
	return absent(err, mediasock.ErrUnknownTaxon)
}
