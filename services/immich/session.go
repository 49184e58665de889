package immich

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/internal/immichwire"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/services"
)

// A Session is a user's use of an Immich server.
type Session struct {
	web     *web
	version immichwire.Version
	me      immichwire.OwnUser
	smart   bool // it searches by meaning
	offer   *mediasock.Handshake
}

var (
	_ mediasock.Session      = (*Session)(nil)
	_ mediasock.MediaUpdater = (*Session)(nil)
	_ mediasock.MediaLister  = (*Session)(nil)
	_ mediasock.MediaGetter  = (*Session)(nil)
	_ mediasock.MediaFiler   = (*Session)(nil)
	_ mediasock.MediaOpener  = (*Session)(nil)
	_ mediasock.MediaFinder  = (*Session)(nil)
	_ mediasock.MediaDeleter = (*Session)(nil)
	_ mediasock.TaxaUpdater  = (*Session)(nil)
	_ openmedia.Itemizer     = (*Session)(nil)
)

// Offer implements mediasock.Session.
func (v *Session) Offer() *mediasock.Handshake { return v.offer }

// Signout implements mediasock.Session. An API key stays what it is.
func (v *Session) Signout(ctx context.Context) error {
	if v.web.proof.Get("Authorization") == "" {
		return nil
	}
	err := v.web.call(ctx, http.MethodPost, "/auth/logout", nil, nil)
	if services.Answered(err, mediasock.CodeAuth) {
		return nil // it has ended
	}
	return err
}

// may refuses what the user's key does not allow, before anything is sent.
func (v *Session) may(scope mediasock.Scope) error {
	if v.offer.User.Scope < scope {
		return mediasock.ErrForbidden
	}
	return nil
}

// page returns the address of an asset's page.
func (v *Session) page(id string) string {
	u := url.URL{Scheme: v.web.base.Scheme, Host: v.web.base.Host, Path: strings.TrimSuffix(v.web.base.Path, "/api") + "/photos/" + id}
	return u.String()
}

func (v *Session) item(id string) *mediasock.Item {
	return &mediasock.Item{ID: id, Resource: v.page(id)}
}

// isID reports whether s is a UUID, as all of Immich's ids are, so that it can
// stand in a path.
func isID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i, c := range []byte(s) {
		switch hyphen := i == 8 || i == 13 || i == 18 || i == 23; {
		case hyphen != (c == '-'):
			return false
		case !hyphen && !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)):
			return false
		}
	}
	return true
}

// asset returns what is known of an asset that is not in the trash.
func (v *Session) asset(ctx context.Context, id string) (*immichwire.Asset, error) {
	if !isID(id) {
		return nil, mediasock.ErrUnknownItem
	}
	var a immichwire.Asset
	err := v.web.call(ctx, http.MethodGet, "/assets/"+id, nil, &a)
	if services.Answered(err, mediasock.CodeUnsupported) || err == nil && a.IsTrashed {
		return nil, mediasock.ErrUnknownItem
	}
	return &a, err
}
