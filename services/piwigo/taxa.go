package piwigo

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/url"

	"github.com/mediasock/mediasock"
)

// A category is an album as a gallery tells of it.
type category struct {
	ID      number `json:"id"`
	Name    string `json:"name"`
	Raw     string `json:"name_raw"` // with its markup; newer galleries
	Comment string `json:"comment"`
	RawNote string `json:"comment_raw"`
	Parent  number `json:"id_uppercat"`
	Cover   number `json:"representative_picture_id"`
	URL     string `json:"url"`
}

func (c *category) taxon() mediasock.Taxon {
	t := mediasock.Taxon{
		ID: c.ID.String(), Title: cmp.Or(c.Raw, c.Name), Caption: cmp.Or(c.RawNote, c.Comment),
		Append: mediasock.List{"media", "taxon"}, Resource: c.URL, Icon: c.Cover.String(),
	}
	if c.Parent != 0 {
		t.Parents = mediasock.List{c.Parent.String()}
	}
	return t
}

// categories lists all albums.
func (s *Session) categories(ctx context.Context) ([]category, error) {
	var got struct{ Categories []category }
	err := s.call(ctx, "pwg.categories.getList", url.Values{"recursive": {"true"}}, &got)
	return got.Categories, err
}

// TaxaList implements mediasock.Session.
func (s *Session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		all, err := s.categories(ctx)
		if err != nil {
			yield(mediasock.Taxon{}, err)
			return
		}
		for i := range all {
			if !yield(all[i].taxon(), nil) {
				return
			}
		}
	}
}

// known checks that albums are there: a gallery files photographs into albums
// that are not.
func (s *Session) known(ctx context.Context, ids mediasock.List) error {
	if err := s.member(); err != nil || len(ids) == 0 {
		return err
	}
	all, err := s.categories(ctx)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, c := range all {
		there[c.ID.String()] = true
	}
	for _, id := range ids {
		if !there[id] {
			return mediasock.ErrUnknownTaxon
		}
	}
	return nil
}

var (
	errTitle = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "an album needs a title"}
	errOne   = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "a Piwigo's album is in one album at most"}
)

// TaxaAppend implements mediasock.Session.
func (s *Session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	switch {
	case t.Title == "":
		return nil, errTitle
	case len(t.Parents) > 1:
		return nil, errOne
	}
	if err := s.known(ctx, t.Parents); err != nil {
		return nil, err
	}
	form := url.Values{"name": {t.Title}, "pwg_token": {""}}
	if t.Caption != "" {
		form.Set("comment", t.Caption)
	}
	if len(t.Parents) == 1 {
		form.Set("parent", t.Parents[0])
	}
	var made struct{ ID number }
	if err := s.call(ctx, "pwg.categories.add", form, &made); err != nil {
		return nil, err
	}
	item := &mediasock.Item{ID: made.ID.String(), Title: t.Title, Append: mediasock.List{"media", "taxon"}}
	return item, s.represent(ctx, item.ID, t.Icon)
}

// represent sets the photograph that stands for an album, if one is named.
func (s *Session) represent(ctx context.Context, album, icon string) error {
	if !isID(icon) {
		return nil
	}
	return s.call(ctx, "pwg.categories.setRepresentative", url.Values{"category_id": {album}, "image_id": {icon}}, nil)
}

// TaxaUpdate implements mediasock.TaxaUpdater.
func (s *Session) TaxaUpdate(ctx context.Context, t *mediasock.Taxon) error {
	if len(t.Parents) > 1 {
		return errOne
	}
	if err := s.known(ctx, append(mediasock.List{t.ID}, t.Parents...)); err != nil {
		return err
	}
	form := url.Values{"category_id": {t.ID}, "pwg_token": {""}}
	if t.Title != "" {
		form.Set("name", t.Title)
	}
	if t.Caption != "" || t.Clear.Has(mediasock.FieldCaption) {
		form.Set("comment", t.Caption)
	}
	if len(form) > 2 {
		if err := s.call(ctx, "pwg.categories.setInfo", form, nil); err != nil {
			return err
		}
	}
	if len(t.Parents) == 1 {
		return s.move(ctx, t.ID, t.Parents[0])
	}
	if t.Clear.Has(mediasock.FieldParents) {
		return s.move(ctx, t.ID, "0")
	}
	return s.represent(ctx, t.ID, t.Icon)
}

// move gives an album another parent, "0" for none. A gallery calls it forbidden
// to move one into itself.
func (s *Session) move(ctx context.Context, id, parent string) error {
	err := s.call(ctx, "pwg.categories.move", url.Values{"category_id": {id}, "parent": {parent}, "pwg_token": {""}}, nil)
	var f *fault
	if errors.As(err, &f) && f.code == 403 {
		return &mediasock.Error{Code: mediasock.CodeUnsupported, Message: f.text}
	}
	return err
}

// TaxaDelete implements mediasock.TaxaUpdater. A gallery deletes the albums in an
// album too: they are moved out of it before.
func (s *Session) TaxaDelete(ctx context.Context, id string) error {
	if err := s.known(ctx, mediasock.List{id}); err != nil {
		return err
	}
	all, err := s.categories(ctx)
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Parent.String() == id {
			if err := s.move(ctx, all[i].ID.String(), "0"); err != nil {
				return err
			}
		}
	}
	form := url.Values{"category_id": {id}, "photo_deletion_mode": {"no_delete"}, "pwg_token": {""}}
	return s.call(ctx, "pwg.categories.delete", form, nil)
}
