package gallery

import (
	"net/http"

	"github.com/mediasock/mediasock/library"
)

// An opening is an album that lets others see what is in it, whatever the
// choice made for that itself. The owner must be told beside the choice, for
// "You alone" is untrue then.
type opening struct {
	ID, Title string
	Who       string // label of the album's visibility
}

// maxOpenings bounds how many albums are looked at for openings.
const maxOpenings = 64

// opened returns the albums among ids, and above them, that others may see.
func (g *Gallery) opened(r *http.Request, ids []library.ID) (openings []opening) {
	seen := make(map[library.ID]bool)
	for queue := ids; len(queue) > 0 && len(seen) < maxOpenings; queue = queue[1:] {
		id := queue[0]
		if seen[id] {
			continue
		}
		seen[id] = true
		t, err := g.Library.Taxon(r.Context(), g.viewer(r), id)
		if err != nil {
			continue
		}
		if who, open := openTo(t.Visibility); open {
			openings = append(openings, opening{ID: t.ID.String(), Title: t.Title, Who: who})
		}
		queue = append(queue[:len(queue):len(queue)], t.Parents...)
	}
	return openings
}

// openTo returns who besides the owner sees what has the visibility v.
func openTo(v library.Visibility) (who string, open bool) {
	for _, option := range visibilityOptions()[1:] {
		if option.Value == string(v) {
			return option.Label, true
		}
	}
	return "", false
}
