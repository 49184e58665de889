package facadetest

import (
	"context"
	"iter"
	"testing"

	"github.com/mediasock/mediasock"
)

// A peek is a session of the library by which items are read back under the ids
// that the driver has for them.
type peek struct {
	mediasock.Session
	id func(id string, album bool) string
}

var (
	_ mediasock.MediaLister = (*peek)(nil)
	_ mediasock.MediaOpener = (*peek)(nil)
)

// peek returns how ada's items are read back.
func (h *House) peek(t *testing.T) mediasock.Session {
	t.Helper()
	if h.o.ID == nil {
		return h.Own(t, "ada")
	}
	return &peek{h.Own(t, "ada"), h.o.ID}
}

// MediaList implements mediasock.MediaLister.
func (p *peek) MediaList(ctx context.Context, q mediasock.MediaQuery) iter.Seq2[mediasock.Media, error] {
	return func(yield func(mediasock.Media, error) bool) {
		for m, err := range mediasock.ListMedia(ctx, p.Session, q) {
			m.ID = p.id(m.ID, false)
			for i, parent := range m.Parents {
				m.Parents[i] = p.id(parent, true)
			}
			if !yield(m, err) {
				return
			}
		}
	}
}

// MediaOpen implements mediasock.MediaOpener.
func (p *peek) MediaOpen(ctx context.Context, id string) (mediasock.Data, error) {
	for m, err := range mediasock.ListMedia(ctx, p.Session, mediasock.MediaQuery{}) {
		if err != nil {
			return nil, err
		}
		if p.id(m.ID, false) == id {
			return mediasock.OpenMedia(ctx, p.Session, m.ID)
		}
	}
	return nil, mediasock.ErrUnknownItem
}
