package library

import (
	"context"

	"github.com/mediasock/mediasock"
)

// maxKeywords bounds how many keywords a session tells of.
const maxKeywords = 20_000

var _ mediasock.MediaCounter = (*session)(nil)

// MediaCount implements mediasock.MediaCounter.
func (s *session) MediaCount(ctx context.Context, taxa mediasock.List) (*mediasock.Counts, error) {
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	if len(taxa) > 0 {
		return s.countIn(ctx, taxa)
	}
	return s.countAll(ctx)
}

// countIn counts the items in a few albums.
func (s *session) countIn(ctx context.Context, taxa mediasock.List) (*mediasock.Counts, error) {
	counts := &mediasock.Counts{Taxa: map[string]int{}}
	for _, text := range taxa {
		id, ok := ParseID(text)
		if !ok {
			return nil, mediasock.ErrUnknownTaxon
		}
		t, err := s.lib.Taxon(ctx, s.viewer, id)
		if err != nil {
			return nil, s.lib.fault(ctx, "counting items", err)
		}
		counts.Taxa[text] = t.Count
	}
	return counts, nil
}

// countAll counts the items in every album.
func (s *session) countAll(ctx context.Context) (*mediasock.Counts, error) {
	items, taxa, err := s.lib.index.CountMedia(ctx, s.viewer, s.viewer.User)
	if err != nil {
		return nil, s.lib.fault(ctx, "counting items", err)
	}
	counts := &mediasock.Counts{Items: items, Taxa: make(map[string]int, len(taxa))}
	for id, n := range taxa {
		counts.Taxa[id.String()] = n
	}
	return counts, nil
}

// KeywordCount implements mediasock.MediaCounter.
func (s *session) KeywordCount(ctx context.Context) (map[string]int, error) {
	if err := s.mayRead(); err != nil {
		return nil, err
	}
	counts, err := s.lib.index.CountKeywords(ctx, s.viewer, s.viewer.User, maxKeywords)
	if err != nil {
		return nil, s.lib.fault(ctx, "counting keywords", err)
	}
	return counts, nil
}
