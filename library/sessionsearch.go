package library

import (
	"cmp"
	"context"

	"github.com/mediasock/mediasock"
	"github.com/mediasock/mediasock/atom"
	"github.com/mediasock/mediasock/openmedia"
	"github.com/mediasock/mediasock/opensearch"
)

var _ openmedia.Itemizer = (*session)(nil)

// Search implements openmedia.Searcher, as [Library.Searcher] does.
func (s *session) Search(ctx context.Context, q opensearch.Query) (*atom.Feed, error) {
	if s.mayRead() != nil {
		return nil, openmedia.ErrForbidden
	}
	return s.searcher(ctx).Search(ctx, q)
}

// Entry implements openmedia.Searcher.
func (s *session) Entry(ctx context.Context, id string) (*atom.Entry, error) {
	if s.mayRead() != nil {
		return nil, openmedia.ErrForbidden
	}
	return s.searcher(ctx).Entry(ctx, id)
}

func (s *session) searcher(ctx context.Context) openmedia.Searcher {
	return s.lib.Searcher(s.viewer, cmp.Or(mediasock.Base(ctx), s.base))
}

// ItemID implements openmedia.Itemizer.
func (s *session) ItemID(entry string) (string, bool) {
	id, _ := s.lib.identity.Minter().MediaID(entry)
	_, ok := ParseID(id)
	return id, ok
}
