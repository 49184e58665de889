package library

import (
	"context"
	"slices"

	"github.com/mediasock/mediasock"
)

// MediaFile implements mediasock.MediaFiler.
func (s *session) MediaFile(ctx context.Context, id string, add, remove mediasock.List) (*mediasock.Item, error) {
	need := mediasock.ScopeUpload
	if len(remove) > 0 {
		need = mediasock.ScopeManage
	}
	if err := s.may(need); err != nil {
		return nil, err
	}
	n, ok := ParseID(id)
	if !ok {
		return nil, mediasock.ErrUnknownItem
	}
	w := words{limits: s.lib.limits}
	into, out := w.taxa(add), knownIDs(remove)
	if w.err != nil {
		return nil, w.err
	}
	m, err := s.lib.index.UpdateMedia(ctx, s.viewer.User, n, true, func(m *Media) error {
		if !m.Trashed.IsZero() {
			return mediasock.ErrUnknownItem
		}
		m.file(into, out)
		return nil
	})
	if err != nil {
		return nil, s.lib.fault(ctx, "filing an item", err)
	}
	s.lib.nudge()
	return s.item(ctx, m), nil
}

// file adds albums to those of the item and takes others away.
func (m *Media) file(into, out []ID) {
	m.Taxa = slices.DeleteFunc(slices.Clone(m.Taxa), func(t ID) bool { return slices.Contains(out, t) })
	for _, t := range into {
		if !slices.Contains(m.Taxa, t) {
			m.Taxa = append(m.Taxa, t)
		}
	}
}

// knownIDs returns those of a list that are ids at all: nothing is in an album
// of no id.
func knownIDs(list mediasock.List) []ID {
	var ids []ID
	for _, s := range list {
		if id, ok := ParseID(s); ok {
			ids = append(ids, id)
		}
	}
	return ids
}
