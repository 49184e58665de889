package mediasock

import "context"

// Counts say how many items there are.
type Counts struct {
	Items int            // that MediaList yields of all; 0 where taxa were named
	Taxa  map[string]int // that the user sees in each taxon, by its id; those that hold none may be missing
}

// A MediaCounter can count items without telling of each.
type MediaCounter interface {
	// MediaCount counts the items, in the taxa that are named or, where none is, in
	// all. The counts are the caller's to change.
	MediaCount(ctx context.Context, taxa List) (*Counts, error)
	// KeywordCount returns of each keyword how many items have it of those that
	// MediaList yields of all; of very many keywords the most frequent.
	KeywordCount(ctx context.Context) (map[string]int, error)
}

// CountMedia calls s's MediaCount, or counts what ListMedia yields.
func CountMedia(ctx context.Context, s Session, taxa List) (*Counts, error) {
	if c, ok := s.(MediaCounter); ok {
		return c.MediaCount(ctx, taxa)
	}
	counts := &Counts{Taxa: map[string]int{}}
	for _, id := range taxa {
		for _, err := range ListMedia(ctx, s, MediaQuery{Taxon: id}) {
			if err != nil {
				return nil, err
			}
			counts.Taxa[id]++
		}
	}
	if len(taxa) > 0 {
		return counts, nil
	}
	for m, err := range ListMedia(ctx, s, MediaQuery{}) {
		if err != nil {
			return nil, err
		}
		counts.Items++
		for _, t := range m.Parents {
			counts.Taxa[t]++
		}
	}
	return counts, nil
}

// CountKeywords calls s's KeywordCount, or counts those of what ListMedia yields.
func CountKeywords(ctx context.Context, s Session) (map[string]int, error) {
	if c, ok := s.(MediaCounter); ok {
		return c.KeywordCount(ctx)
	}
	counts := map[string]int{}
	for m, err := range ListMedia(ctx, s, MediaQuery{}) {
		if err != nil {
			return nil, err
		}
		for _, k := range m.Keywords {
			counts[k]++
		}
	}
	return counts, nil
}
