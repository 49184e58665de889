package library

import (
	"context"

	"github.com/mediasock/mediasock"
)

// MediaUpdate implements mediasock.MediaUpdater.
func (s *session) MediaUpdate(ctx context.Context, m *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	if err := s.may(mediasock.ScopeManage); err != nil {
		return nil, err
	}
	id, ok := ParseID(m.ID)
	if !ok {
		return nil, mediasock.ErrUnknownItem
	}
	item, err := s.update(ctx, id, m, d)
	return item, s.lib.fault(ctx, "changing an item", err)
}

func (s *session) update(ctx context.Context, id ID, said *mediasock.Media, d mediasock.Data) (*mediasock.Item, error) {
	row, err := s.row(said)
	if err != nil {
		return nil, err
	}
	var bytes *Media
	var jobs []Job
	if d != nil {
		if err := s.mayReplace(ctx, id); err != nil {
			return nil, err
		}
		kept, release, err := s.keep(ctx, d, nil, said.SHA256)
		if err != nil {
			return nil, err
		}
		defer release()
		bytes, jobs = kept, kept.jobs()
	}
	m, err := s.lib.index.UpdateMedia(ctx, s.viewer.User, id, true, func(m *Media) error {
		if !m.Trashed.IsZero() {
			return mediasock.ErrUnknownItem
		}
		m.takeBytes(bytes)
		m.change(row, said.Clear)
		m.settle()
		return nil
	}, jobs...)
	if err != nil {
		return nil, err
	}
	s.lib.nudge()
	return s.item(ctx, m), nil
}

// mayReplace checks before a file is read that the item is there to take it.
func (s *session) mayReplace(ctx context.Context, id ID) error {
	m, err := s.lib.index.Media(ctx, s.viewer, id)
	if err == nil && (m.Owner != s.viewer.User || !m.Trashed.IsZero()) {
		return mediasock.ErrUnknownItem
	}
	return err
}

// takeBytes takes over what new bytes say, nil for none.
func (m *Media) takeBytes(b *Media) {
	if b == nil {
		return
	}
	m.Digest, m.Size, m.SHA1, m.MD5, m.Facts = b.Digest, b.Size, b.SHA1, b.MD5, b.Facts
	m.Type, m.Kind, m.Duration = b.Type, b.Kind, b.Duration
	m.Width, m.Height, m.Orientation = b.Width, b.Height, b.Orientation
	if b.Name != "" {
		m.Name = b.Name
	}
}

// change sets what a caller said and empties what the caller cleared.
func (m *Media) change(row *Media, clear mediasock.Fields) {
	set(&m.Title, row.Title, clear.Has(mediasock.FieldTitle))
	set(&m.Caption, row.Caption, clear.Has(mediasock.FieldCaption))
	set(&m.Note, row.Note, clear.Has(mediasock.FieldNote))
	setList(&m.Taxa, row.Taxa, clear.Has(mediasock.FieldParents))
	setList(&m.Keywords, row.Keywords, clear.Has(mediasock.FieldKeywords))
	setList(&m.Attributes, row.Attributes, clear.Has(mediasock.FieldAttributes))
}

func set(field *string, value string, clear bool) {
	if value != "" || clear {
		*field = value
	}
}

func setList[S ~[]E, E any](field *S, value S, clear bool) {
	if len(value) > 0 || clear {
		*field = value
	}
}
