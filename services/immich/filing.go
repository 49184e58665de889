package immich

import (
	"context"
	"net/http"
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// MediaFile implements mediasock.MediaFiler.
func (v *Session) MediaFile(ctx context.Context, id string, add, remove mediasock.List) (*mediasock.Item, error) {
	need := mediasock.ScopeUpload
	if len(remove) > 0 {
		need = mediasock.ScopeManage
	}
	if err := v.may(need); err != nil {
		return nil, err
	}
	if _, err := v.asset(ctx, id); err != nil {
		return nil, err
	}
	albums, err := v.albums(ctx)
	if err != nil {
		return nil, err
	}
	if !all(add, albums) {
		return nil, mediasock.ErrUnknownTaxon
	}
	remove = slices.DeleteFunc(slices.Clone(remove), func(id string) bool { return !slices.Contains(albums, id) })
	return v.item(id), v.file(ctx, id, add, remove)
}

// file puts an asset into albums and takes it out of others.
func (v *Session) file(ctx context.Context, id string, add, remove mediasock.List) error {
	for _, album := range add {
		if err := v.outcome(ctx, http.MethodPut, "/albums/"+album+"/assets", id, mediasock.ErrUnknownItem); err != nil {
			return err
		}
	}
	for _, album := range remove {
		if err := v.outcome(ctx, http.MethodDelete, "/albums/"+album+"/assets", id, mediasock.ErrUnknownItem); err != nil {
			return err
		}
	}
	return nil
}

// known returns an error unless all of some albums are there.
func (v *Session) known(ctx context.Context, albums mediasock.List) error {
	if len(albums) == 0 {
		return nil
	}
	have, err := v.albums(ctx)
	if err == nil && !all(albums, have) {
		err = mediasock.ErrUnknownTaxon
	}
	return err
}

// albums returns the ids of all albums.
func (v *Session) albums(ctx context.Context) (ids mediasock.List, err error) {
	var list []immichwire.Album
	if err := v.web.call(ctx, http.MethodGet, "/albums", nil, &list); err != nil {
		return nil, err
	}
	for _, a := range list {
		if isID(a.ID) {
			ids = append(ids, a.ID)
		}
	}
	return ids, nil
}

// all reports whether a list has all of some values.
func all(want, have mediasock.List) bool {
	return !slices.ContainsFunc(want, func(s string) bool { return !slices.Contains(have, s) })
}
