package immich

import (
	"net/http"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// maxShown is how many assets of an album are told with it: clients of version 3
// ask for none, and find more by searching.
const maxShown = 10_000

// albums lists the caller's albums, or those that others let her see, or those that
// hold an asset.
func (x *exchange) albums() (any, error) {
	wanted, err := x.wantedAlbums()
	if err != nil {
		return nil, err
	}
	counts, err := mediasock.CountMedia(x.r.Context(), x.session, nil)
	if err != nil {
		return nil, err
	}
	list := []immichwire.Album{}
	for t, err := range x.session.TaxaList(x.r.Context()) {
		if err != nil {
			return nil, err
		}
		if wanted(&t) {
			list = append(list, x.albumOf(&t, counts.Taxa[t.ID]))
		}
	}
	return list, nil
}

// wantedAlbums returns which albums a list is asked for. Those of others are listed
// where they are asked for: clients look for an album of a title to add to.
func (x *exchange) wantedAlbums() (func(*mediasock.Taxon) bool, error) {
	query := x.r.URL.Query()
	if asset := query.Get("assetId"); asset != "" {
		m, err := x.item(asset)
		if err != nil {
			return nil, err
		}
		return func(t *mediasock.Taxon) bool { return contains(m.Parents, t.ID) }, nil
	}
	others := query.Get("shared") == "true" || query.Get("isShared") == "true" || query.Get("isOwned") == "false"
	return func(t *mediasock.Taxon) bool { return (t.Owner != "") == others }, nil
}

// albumOf returns an album as Immich tells it. One of somebody else's is shared.
func (x *exchange) albumOf(t *mediasock.Taxon, count int) immichwire.Album {
	owner := x.ownerOf(t.Owner)
	a := immichwire.Album{
		ID: toUUID(albumID, t.ID), AlbumName: t.Title, Description: t.Caption, AssetCount: count, Shared: t.Owner != "",
		CreatedAt: epoch(), UpdatedAt: epoch(), Assets: []immichwire.Asset{}, OwnerID: owner.ID, Owner: &owner,
		AlbumUsers: []immichwire.AlbumUser{{Role: immichwire.OwnerRole, User: owner}},
	}
	if icon := toUUID(assetID, t.Icon); icon != "" {
		a.AlbumThumbnailAssetID = &icon
	}
	return a
}

// taxon returns the album that a UUID stands for.
func (x *exchange) taxon(uuid string) (*mediasock.Taxon, error) {
	id, ok := fromUUID(albumID, uuid)
	if !ok {
		return nil, mediasock.ErrUnknownTaxon
	}
	for t, err := range x.session.TaxaList(x.r.Context()) {
		if err != nil {
			return nil, err
		}
		if t.ID == id {
			return &t, nil
		}
	}
	return nil, mediasock.ErrUnknownTaxon
}

// album tells of an album and what is in it.
func (x *exchange) album() (any, error) {
	t, err := x.taxon(x.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	a, bare := x.albumOf(t, 0), x.r.URL.Query().Get("withoutAssets") == "true"
	for m, err := range mediasock.ListMedia(x.r.Context(), x.session, mediasock.MediaQuery{Taxon: t.ID}) {
		if err != nil {
			return nil, err
		}
		if a.AssetCount++; !bare && len(a.Assets) < maxShown {
			a.Assets = append(a.Assets, x.assetOf(&m))
		}
	}
	return a, nil
}

// said reads what is said of an album.
func (x *exchange) said(c *immichwire.AlbumChange) (*mediasock.Taxon, error) {
	t := &mediasock.Taxon{}
	if c.AlbumName != nil {
		t.Title = *c.AlbumName
	}
	if c.Description != nil {
		if t.Caption = *c.Description; t.Caption == "" {
			t.Clear = mediasock.FieldCaption
		}
	}
	if c.AlbumThumbnailAssetID != nil {
		var ok bool
		if t.Icon, ok = fromUUID(assetID, *c.AlbumThumbnailAssetID); !ok {
			return nil, mediasock.ErrUnknownItem
		}
	}
	return t, nil
}

// addAlbum makes an album.
func (x *exchange) addAlbum() (any, error) {
	var said immichwire.AlbumChange
	if err := x.read(&said); err != nil {
		return nil, err
	}
	ids, err := idsOf(assetID, said.AssetIDs, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	t, err := x.said(&said)
	if err != nil {
		return nil, err
	}
	t.Clear = 0
	item, err := x.session.TaxaAppend(x.r.Context(), t)
	if err != nil {
		return nil, err
	}
	t.ID, t.Title = item.ID, item.Title
	count := 0
	for _, o := range x.outcomes(ids, mediasock.List{t.ID}, nil) {
		if o.Success {
			count++
		}
	}
	x.status = http.StatusCreated
	return x.albumOf(t, count), nil
}

// changeAlbum changes an album and tells of it.
func (x *exchange) changeAlbum() (any, error) {
	var said immichwire.AlbumChange
	if err := x.read(&said); err != nil {
		return nil, err
	}
	t, err := x.said(&said)
	if err != nil {
		return nil, err
	}
	var ok bool
	if t.ID, ok = fromUUID(albumID, x.r.PathValue("id")); !ok {
		return nil, mediasock.ErrUnknownTaxon
	}
	if err := mediasock.UpdateTaxon(x.r.Context(), x.session, t); err != nil {
		return nil, err
	}
	return x.album()
}

// removeAlbum moves an album to the trash; what is in it stays.
func (x *exchange) removeAlbum() (any, error) {
	id, ok := fromUUID(albumID, x.r.PathValue("id"))
	if !ok {
		return nil, mediasock.ErrUnknownTaxon
	}
	return nil, mediasock.DeleteTaxon(x.r.Context(), x.session, id)
}
