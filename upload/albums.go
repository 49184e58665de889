package upload

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/mediasock/mediasock"
)

// albums finds the taxa that files go into, and makes those that are missing
// a service would make a second one of the same title).
type albums struct {
	session mediasock.Session

	mu     sync.Mutex
	loaded bool
	known  map[albumKey]string // ids of taxa

	asked   bool
	nowhere error // of a file without an album
}

// An albumKey names a taxon by its title and the id of one of its parents, ""
// at the root.
type albumKey struct{ parent, title string }

func newAlbums(s mediasock.Session) *albums {
	return &albums{session: s, known: make(map[albumKey]string)}
}

// find returns the parents of a file in the album whose titles are given, the
// outermost first. Only one goroutine at a time looks or makes.
func (a *albums) find(ctx context.Context, titles []string) (mediasock.List, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(titles) == 0 {
		return nil, a.placeless(ctx)
	}
	if err := a.load(ctx); err != nil {
		return nil, fmt.Errorf("list of albums: %w", err)
	}
	parent := ""
	for _, title := range titles {
		id, err := a.child(ctx, parent, title)
		if err != nil {
			return nil, fmt.Errorf("album %q: %w", title, err)
		}
		parent = id
	}
	return mediasock.List{parent}, nil
}

// placeless returns the error of a file without an album, which is the same for
// all of them.
func (a *albums) placeless(ctx context.Context) error {
	if !a.asked {
		a.nowhere = placeless(ctx, a.session, false)
		a.asked = true
	}
	return a.nowhere
}

// load reads the service's taxa once.
func (a *albums) load(ctx context.Context) error {
	if a.loaded {
		return nil
	}
	for t, err := range a.session.TaxaList(ctx) {
		if err != nil {
			return err
		}
		parents := t.Parents
		if len(parents) == 0 {
			parents = mediasock.List{""}
		}
		for _, parent := range parents {
			a.note(albumKey{parent, strings.TrimSpace(t.Title)}, t.ID)
		}
	}
	a.loaded = true
	return nil
}

// note remembers a taxon; of two with the same title the first counts.
func (a *albums) note(key albumKey, id string) {
	if _, ok := a.known[key]; !ok {
		a.known[key] = id
	}
}

// child returns the id of the taxon in parent with the title, which it makes if
// there is none.
func (a *albums) child(ctx context.Context, parent, title string) (string, error) {
	key := albumKey{parent, strings.TrimSpace(title)}
	if id, ok := a.known[key]; ok {
		return id, nil
	}
	t := &mediasock.Taxon{Title: key.title}
	if parent != "" {
		t.Parents = mediasock.List{parent}
	} else if err := placeless(ctx, a.session, true); err != nil {
		return "", err
	}
	item, err := a.session.TaxaAppend(ctx, t)
	if parent != "" && errors.Is(err, mediasock.ErrNoNesting) {
		return a.flat(ctx, key)
	}
	if err != nil {
		return "", err
	}
	a.note(key, item.ID)
	return item.ID, nil
}

// flat returns the taxon at the root that stands for one in another, where a
// service has none of those. Folders of one name then share it.
func (a *albums) flat(ctx context.Context, key albumKey) (string, error) {
	id, err := a.child(ctx, "", key.title)
	if err == nil {
		a.note(key, id)
	}
	return id, err
}
