package immich

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/services"
)

// askedAtOnce is how many assets' words are asked for at once.
const askedAtOnce = 8

// wordsOf returns what is kept in the metadata of assets, which no list of a server's
// tells. Of one that has just gone, or whose key may not read it, there is nothing.
func (v *Session) wordsOf(ctx context.Context, page []immichwire.Asset) ([]immichwire.Said, error) {
	said, errs := make([]immichwire.Said, len(page)), make([]error, len(page))
	room := make(chan struct{}, askedAtOnce)
	var all sync.WaitGroup
	for i := range page {
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			said[i], errs[i] = v.words(ctx, page[i].ID)
			if services.Answered(errs[i], mediasock.CodeUnsupported) || services.Answered(errs[i], mediasock.CodePermanent) {
				errs[i] = nil
			}
		})
	}
	all.Wait()
	return said, errors.Join(errs...)
}

// MediaGet implements mediasock.MediaGetter.
func (v *Session) MediaGet(ctx context.Context, id string) (*mediasock.Media, error) {
	a, err := v.asset(ctx, id)
	if err != nil {
		return nil, err
	}
	said, err := v.wordsOf(ctx, []immichwire.Asset{*a})
	if err != nil {
		return nil, err
	}
	var holds []immichwire.Album
	if err := v.web.call(ctx, http.MethodGet, "/albums?assetId="+a.ID, nil, &holds); err != nil {
		return nil, err
	}
	m := v.media(a, 0, "")
	m.File.Cursor = "" // a list alone has it
	for _, album := range holds {
		m.Parents = append(m.Parents, album.ID)
	}
	said[0].Tell(&m)
	return &m, nil
}
