package immich

import (
	"slices"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
)

// file puts assets into an album.
func (x *exchange) file() (any, error) { return x.fileIn(false) }

// unfile takes assets out of an album.
func (x *exchange) unfile() (any, error) { return x.fileIn(true) }

func (x *exchange) fileIn(remove bool) (any, error) {
	var asked immichwire.IDs
	if err := x.read(&asked); err != nil {
		return nil, err
	}
	t, err := x.taxon(x.r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	ids, err := idsOf(assetID, asked.IDs, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	if remove {
		return x.outcomes(ids, nil, mediasock.List{t.ID}), nil
	}
	return x.outcomes(ids, mediasock.List{t.ID}, nil), nil
}

// fileAll puts assets into several albums.
func (x *exchange) fileAll() (any, error) {
	var asked immichwire.Filing
	if err := x.read(&asked); err != nil {
		return nil, err
	}
	albums, err := idsOf(albumID, asked.AlbumIDs, mediasock.ErrUnknownTaxon)
	if err != nil {
		return nil, err
	}
	ids, err := idsOf(assetID, asked.AssetIDs, mediasock.ErrUnknownItem)
	if err != nil {
		return nil, err
	}
	answer := map[string]any{"success": true}
	for _, o := range x.outcomes(ids, albums, nil) {
		if !o.Success {
			answer = map[string]any{"success": false, "error": o.Error}
		}
	}
	return answer, nil
}

// outcomes files items and says of each how it went.
func (x *exchange) outcomes(ids, add, remove mediasock.List) []immichwire.Outcome {
	all := make([]immichwire.Outcome, len(ids))
	for i, id := range ids {
		_, err := mediasock.FileMedia(x.r.Context(), x.session, id, add, remove)
		all[i] = x.outcome(id, err)
	}
	return all
}

// outcome says how something went with an item.
func (x *exchange) outcome(id string, err error) immichwire.Outcome {
	o := immichwire.Outcome{ID: toUUID(assetID, id), Success: err == nil}
	switch mediasock.StatOf(err).Code {
	case mediasock.CodeSuccess:
	case mediasock.CodeUnsupported:
		o.Error = immichwire.NotFound
	case mediasock.CodeAuth, mediasock.CodePermanent:
		o.Error = immichwire.NoPermission
	default:
		o.Error = immichwire.Unknown
		x.Logger().WarnContext(x.r.Context(), "immich: an item is not changed", "error", err)
	}
	return o
}

func contains(l mediasock.List, s string) bool { return slices.Contains(l, s) }
