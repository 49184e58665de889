package immich

import (
	"context"
	"fmt"
	"iter"
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// TaxaList implements mediasock.Session: the user's albums, and those that others
// share with her, to which she adds nothing here.
func (v *Session) TaxaList(ctx context.Context) iter.Seq2[mediasock.Taxon, error] {
	return func(yield func(mediasock.Taxon, error) bool) {
		var list []immichwire.Album
		if err := v.web.call(ctx, http.MethodGet, "/albums", nil, &list); err != nil {
			yield(mediasock.Taxon{}, err)
			return
		}
		for i := range list {
			if isID(list[i].ID) && !yield(v.taxon(&list[i]), nil) {
				return
			}
		}
	}
}

func (v *Session) taxon(a *immichwire.Album) mediasock.Taxon {
	t := mediasock.Taxon{ID: a.ID, Title: a.AlbumName, Caption: a.Description}
	if a.Of() == v.me.ID && v.may(mediasock.ScopeUpload) == nil {
		t.Append = mediasock.List{"media"}
	}
	if a.AlbumThumbnailAssetID != nil {
		t.Icon = *a.AlbumThumbnailAssetID
	}
	return t
}

// errUntitled is what is found without asking.
var errUntitled error = &mediasock.Error{Code: mediasock.CodeUnsupported, Message: "an album needs a title"}

// TaxaAppend implements mediasock.Session.
func (v *Session) TaxaAppend(ctx context.Context, t *mediasock.Taxon) (*mediasock.Item, error) {
	switch err := v.may(mediasock.ScopeUpload); {
	case err != nil:
		return nil, err
	case t.Title == "":
		return nil, errUntitled
	case len(t.Parents) > 0:
		return nil, mediasock.ErrNoNesting
	}
	said := immichwire.AlbumChange{AlbumName: &t.Title}
	if t.Caption != "" {
		said.Description = &t.Caption
	}
	var a immichwire.Album
	if err := v.web.call(ctx, http.MethodPost, "/albums", said, &a); err != nil {
		return nil, err
	}
	if !isID(a.ID) {
		return nil, fmt.Errorf("immich: a new album is answered with the id %.40q", a.ID)
	}
	made := v.taxon(&a)
	return &mediasock.Item{ID: made.ID, Append: made.Append, Title: made.Title}, nil
}

// TaxaUpdate implements mediasock.TaxaUpdater.
func (v *Session) TaxaUpdate(ctx context.Context, t *mediasock.Taxon) error {
	switch err := v.may(mediasock.ScopeManage); {
	case err != nil:
		return err
	case !isID(t.ID):
		return mediasock.ErrUnknownTaxon
	case t.Title == "" && t.Clear.Has(mediasock.FieldTitle):
		return errUntitled
	case len(t.Parents) > 0:
		return mediasock.ErrNoNesting
	}
	var said immichwire.AlbumChange
	if t.Title != "" {
		said.AlbumName = &t.Title
	}
	if t.Caption != "" || t.Clear.Has(mediasock.FieldCaption) {
		said.Description = &t.Caption
	}
	if isID(t.Icon) {
		said.AlbumThumbnailAssetID = &t.Icon
	}
	return v.web.call(ctx, http.MethodPatch, "/albums/"+t.ID, said, nil)
}

// TaxaDelete implements mediasock.TaxaUpdater.
func (v *Session) TaxaDelete(ctx context.Context, id string) error {
	if err := v.may(mediasock.ScopeManage); err != nil {
		return err
	}
	if !isID(id) {
		return mediasock.ErrUnknownTaxon
	}
	return v.web.call(ctx, http.MethodDelete, "/albums/"+id, nil, nil)
}
