package gallery

import (
	"net/http"
	"strings"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/library"
)

// embed shows an item and nothing else, for other sites' pages to frame: the
// player that a feed names (OM-38, OA-9). Nothing on it changes anything, and a
// browser sends no cookie of ours with a frame, so that only what everyone may
// see can be framed.
func (g *Gallery) embed(w http.ResponseWriter, r *http.Request) error {
	id, ok := library.ParseID(r.PathValue("id"))
	if !ok {
		return mediasock.ErrUnknownItem
	}
	v := g.viewer(r)
	m, err := g.Library.Media(r.Context(), v, id)
	if err != nil {
		return err
	}
	const policy = "Content-Security-Policy"
	w.Header().Set(policy, strings.Replace(w.Header().Get(policy), "frame-ancestors 'none'", "frame-ancestors *", 1))
	return g.write(w, http.StatusOK, "embed", g.itemPage(r, v, m))
}
